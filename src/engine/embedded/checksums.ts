import { join } from "node:path";
import { messageOf } from "../../errors.ts";
import type { System } from "../../system/system.ts";
import { sha256 } from "../../system/sha256.ts";

/** Name of the file with the checksums, in the format of `sha256sum`. It is written last. */
export const CHECKSUMS_NAME = "SHA256SUMS";
const MAX_CHECKSUMS_BYTES = 64 * 1024;
const OTHERS = 0o077;

/** The text of {@linkcode CHECKSUMS_NAME} for files whose SHA-256 is given by name. */
export function formatChecksums(sums: ReadonlyMap<string, string>): string {
  return [...sums].sort(([a], [b]) => a < b ? -1 : 1)
    .map(([name, sum]) => `${sum}  ${name}\n`)
    .join("");
}

/**
 * Compares a folder with its checksums.
 *
 * @param names the files that it must contain
 * @returns what is wrong, as a clause; `null` when every file is as it was written
 */
export async function findFault(
  system: System,
  directory: string,
  names: readonly string[],
): Promise<string | null> {
  try {
    const folder = await system.files.info(directory);
    if (folder === null) return "it is missing";
    if (folder.kind !== "directory") return "it is not a directory";
    if (folder.uid !== system.uid()) return "it belongs to another user";
    if (folder.mode !== null && (folder.mode & OTHERS) !== 0 && system.platform !== "windows") {
      return "other users may use it";
    }
    const path = join(directory, CHECKSUMS_NAME);
    const written = await system.files.readOwnText(path, MAX_CHECKSUMS_BYTES);
    const sums = new Map<string, string>();
    for (const name of names) {
      const file = join(directory, name);
      const kind = (await system.files.info(file))?.kind;
      if (kind !== "file") {
        return `"${name}" is ${kind === undefined ? "missing" : "no regular file"}`;
      }
      const sum = await sha256(await system.files.readBytes(file));
      if (!written.includes(`${sum}  ${name}\n`)) {
        return `"${name}" has changed since it was written`;
      }
      sums.set(name, sum);
    }
    return written === formatChecksums(sums) ? null : `"${CHECKSUMS_NAME}" lists other files`;
  } catch (error) {
    return messageOf(error);
  }
}
