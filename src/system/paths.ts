import { posix, win32 } from "node:path";
import type { Platform } from "./system.ts";

/** The path functions of a platform, which may differ from the one that this program runs on. */
export function pathsOf(platform: Platform): typeof posix {
  return platform === "windows" ? win32 : posix;
}

/**
 * The absolute directories of a PATH, in order. Relative entries are dropped: with them the working
 * directory, which may be a cloned repository, could choose the program that is started.
 */
export function pathDirectories(platform: Platform, path: string): readonly string[] {
  const { delimiter, isAbsolute } = pathsOf(platform);
  return path.split(delimiter).filter((entry) => isAbsolute(entry));
}
