import { fileURLToPath } from "node:url";
import { posix } from "node:path";

/** Paths with forward slashes on every platform, for tests that name files of the repository. */
export const { dirname, join, relative } = posix;

/** The path of a `file:` URL, with forward slashes. */
export function fromFileUrl(url: string): string {
  return fileURLToPath(url).replaceAll("\\", "/");
}
