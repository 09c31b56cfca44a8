import { pathsOf } from "../../../system/paths.ts";
import { sha256 } from "../../../system/sha256.ts";
import type { System } from "../../../system/system.ts";

/** Access for the owner only. */
const PRIVATE_MODE = 0o600;

export interface FilterFileOptions {
  /** The launcher's state directory, which must exist. */
  readonly stateDir: string;
  /** Text of the profile. */
  readonly profile: string;
}

/** Absolute path of the profile's file, which is named by its content. Writes nothing. */
export async function filterFilePath(
  system: System,
  { stateDir, profile }: FilterFileOptions,
): Promise<string> {
  const sum = await sha256(profile);
  return pathsOf(system.platform).join(stateDir, `seccomp-${sum.slice(0, 16)}.json`);
}

/**
 * The profile in a file that the engine's client reads. It lies in the state directory, outside the
 * folder that the bridge may write. What is there with another content, such as a symbolic link, is
 * replaced.
 *
 * @returns the file's absolute path
 * @throws {Error} when the file cannot be written
 */
export async function writeFilterFile(
  system: System,
  options: FilterFileOptions,
): Promise<string> {
  const { profile } = options;
  const { files } = system;
  const path = await filterFilePath(system, options);
  const info = await files.info(path);
  const isWritten = info?.kind === "file" && info.uid === system.uid() &&
    (info.mode === null || info.mode === PRIVATE_MODE) &&
    await files.readText(path, profile.length).catch(() => null) === profile;
  if (!isWritten) await files.writeAtomic(path, profile, PRIVATE_MODE);
  return path;
}
