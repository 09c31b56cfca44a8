import { posix, win32 } from "node:path";
import type { Platform } from "./system.ts";

/** The path functions of a platform, whatever platform this program runs on. */
export function pathsOf(platform: Platform): typeof posix {
  return platform === "windows" ? win32 : posix;
}
