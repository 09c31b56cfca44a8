import { unzipSync } from "fflate";
import { PackageError } from "../errors.ts";
import { decodeUtf8 } from "../system/decode_utf8.ts";

/** What a wheel holds, as far as it matters here. */
export interface WheelContents {
  /** Text of `METADATA`. */
  readonly metadata: string;
  /** Names that `import` finds in it, sorted. */
  readonly modules: readonly string[];
  /** Bytes of all files together, unpacked. */
  readonly unpackedBytes: number;
}

/** Files in a wheel. */
const MAX_FILES = 20_000;
/** Bytes of `METADATA`, which may hold a whole README. */
export const MAX_METADATA_BYTES = 4 * 1024 * 1024;
/** Names that one wheel may add to `import`. */
const MAX_MODULES = 1_000;
/** Files that can be imported; an extension module has tags in its name. */
const MODULE_FILE = /^([^.]+)(?:\.py|(?:\.[A-Za-z0-9_-]+)*\.so)$/;
/** Names that `import` takes. */
const MODULE = /^[A-Za-z_]\w{0,99}$/;
/** Files that go beside the others although they lie below. */
const SPREAD = /^[^/]+\.data\/(?:purelib|platlib)\//;

/**
 * Looks into a wheel: what it is, and what it would unpack to. Nothing but its metadata is unpacked.
 *
 * @throws {PackageError} `BAD_WHEEL`, `LIMIT`
 */
export function readWheel(file: string, bytes: Uint8Array): WheelContents {
  const names: string[] = [];
  let unpackedBytes = 0;
  let entries: Record<string, Uint8Array>;
  try {
    entries = unzipSync(bytes, {
      filter({ name, originalSize }) {
        names.push(name);
        unpackedBytes += originalSize;
        return names.length <= MAX_FILES && isMetadata(name) && originalSize <= MAX_METADATA_BYTES;
      },
    });
  } catch (error) {
    throw broken(file, "it is no zip file", error);
  }
  if (names.length > MAX_FILES) {
    throw new PackageError("LIMIT", `Cannot use "${file}": it has more than ${MAX_FILES} files`);
  }
  const odd = names.find((name) => !isInside(name));
  if (odd !== undefined) throw broken(file, "a file in it lies outside");
  const [metadata, ...others] = Object.values(entries);
  if (metadata === undefined || others.length > 0) throw broken(file, "it lacks its METADATA");
  return { metadata: textOf(file, metadata), modules: modulesOf(file, names), unpackedBytes };
}

function isMetadata(name: string): boolean {
  return /^[^/]+\.dist-info\/METADATA$/.test(name);
}

function isInside(name: string): boolean {
  return !name.startsWith("/") && !/[\\\0:]/.test(name) &&
    !name.split("/").some((part) => part === "..");
}

function textOf(file: string, metadata: Uint8Array): string {
  try {
    return decodeUtf8(metadata);
  } catch (error) {
    throw broken(file, "its METADATA is no text", error);
  }
}

function modulesOf(file: string, names: readonly string[]): readonly string[] {
  const modules = new Set<string>();
  for (const name of names) {
    const [first = "", ...below] = name.replace(SPREAD, "").split("/");
    const last = below.at(-1) ?? first;
    if (!MODULE_FILE.test(last)) continue;
    const module = below.length === 0 ? MODULE_FILE.exec(first)?.[1] ?? "" : first;
    if (MODULE.test(module)) modules.add(module);
  }
  if (modules.size > MAX_MODULES) {
    throw new PackageError(
      "LIMIT",
      `Cannot use "${file}": it has more than ${MAX_MODULES} modules side by side`,
    );
  }
  return [...modules].sort();
}

function broken(file: string, why: string, cause?: unknown): PackageError {
  return new PackageError("BAD_WHEEL", `Cannot use "${file}": ${why}`, { cause });
}
