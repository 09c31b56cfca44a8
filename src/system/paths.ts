import { posix, win32 } from "node:path";
import type { Platform } from "./system.ts";

/** The path functions of a platform, whatever platform this program runs on. */
export function pathsOf(platform: Platform): typeof posix {
  return platform === "windows" ? win32 : posix;
}

/**
 * The directories of a PATH, in order. Relative entries are left out: they would let the working
 * directory, which may be a cloned repository, decide what is started.
 */
export function pathDirectories(platform: Platform, path: string): readonly string[] {
  const { delimiter, isAbsolute } = pathsOf(platform);
  return path.split(delimiter).filter((entry) => isAbsolute(entry));
}
