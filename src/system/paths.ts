import { posix, win32 } from "node:path";
import type { Platform } from "./system.ts";

/** The path functions of a platform, which may differ from the one that this program runs on. */
export function pathsOf(platform: Platform): typeof posix {
  return platform === "windows" ? win32 : posix;
}

/**
 * The directories of a PATH that the working directory, which may be a cloned repository, cannot
 * choose, in order. Relative entries are dropped, and so are those that `npx` puts before all others
 * for the programs it starts: `node_modules/.bin` of the working directory and of those above it.
 */
export function pathDirectories(
  source: { readonly platform: Platform; cwd(): string },
  path: string,
): readonly string[] {
  const { delimiter, dirname, isAbsolute, join, normalize } = pathsOf(source.platform);
  const comparable = (directory: string): string => {
    const plain = normalize(directory).replace(/(?<=.)[/\\]+$/, "");
    return source.platform === "windows" ? plain.toLowerCase() : plain;
  };
  const ofProjects = new Set<string>();
  let above = source.cwd();
  for (let directory = ""; directory !== above; above = dirname(above)) {
    directory = above;
    ofProjects.add(comparable(join(directory, "node_modules", ".bin")));
  }
  return path.split(delimiter)
    .filter((entry) => isAbsolute(entry) && !ofProjects.has(comparable(entry)));
}

/** Whether the path `inner` is `outer` or lies in it. Both are absolute. */
export function containsPath(platform: Platform, outer: string, inner: string): boolean {
  // the file systems of macOS and Windows make no difference between cases
  const comparable = (path: string) => platform === "linux" ? path : path.toLowerCase();
  const { isAbsolute, relative } = pathsOf(platform);
  const way = relative(comparable(outer), comparable(inner));
  return way === "" || (!isAbsolute(way) && way.split(/[/\\]/)[0] !== "..");
}
