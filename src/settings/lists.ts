import { pathsOf } from "../system/paths.ts";
import type { Platform } from "../system/system.ts";
import { printable } from "../text/printable.ts";

/** Most items of a list. */
const MAX_ITEMS = 100;
/** Longest path of Linux, in bytes. */
const MAX_PATH = 4096;
/** A variable's name, or the beginning of several. */
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]{0,199}\*?$/;

/** What paths depend on. A `System` fits. */
export interface PathSource {
  readonly platform: Platform;
  cwd(): string;
  home(): string | null;
}

/**
 * Files from a list that is written as PATH is. A leading `~` is the home directory, because no shell
 * expands variables in a client's configuration; a relative path starts at the working directory.
 *
 * @throws {SyntaxError} when one is no path
 */
export function parseFileList(text: string, source: PathSource): readonly string[] {
  const { delimiter } = pathsOf(source.platform);
  const paths = text.split(delimiter).map((path) => path.trim()).filter((path) => path !== "");
  if (paths.length > MAX_ITEMS) throw new SyntaxError(`more than ${MAX_ITEMS} files`);
  return paths.map((path) => resolveFile(path, source));
}

/**
 * One file of such a list, as an absolute path.
 *
 * @throws {SyntaxError} when it is no path
 */
export function resolveFile(path: string, source: PathSource): string {
  const { join, resolve } = pathsOf(source.platform);
  if (path === "" || path.length > MAX_PATH || printable(path, MAX_PATH) !== path) {
    throw new SyntaxError("a path is empty, too long, or holds characters that cannot be shown");
  }
  const home = source.home();
  const underHome = home !== null && /^~[/\\]/.test(path);
  return underHome ? join(home, path.slice(1)) : resolve(source.cwd(), path);
}

/**
 * Names of variables, separated by commas; `NAME*` stands for all that begin so.
 *
 * @throws {SyntaxError} when one cannot be a variable's
 */
export function parseVariableNames(text: string): readonly string[] {
  const names = text.split(",").map((name) => name.trim()).filter((name) => name !== "");
  if (names.length > MAX_ITEMS) throw new SyntaxError(`more than ${MAX_ITEMS} names`);
  const wrong = names.find((name) => !VARIABLE.test(name));
  if (wrong === undefined) return names;
  throw new SyntaxError(`"${printable(wrong, 80)}" is no variable's name; allowed: A_NAME, A_*`);
}
