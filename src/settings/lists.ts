import { pathsOf } from "../system/paths.ts";
import type { Platform } from "../system/system.ts";
import { printable } from "../text/printable.ts";
import { list } from "./kinds.ts";
import type { SettingKind } from "./setting.ts";

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
 * Files. A leading `~` is the home directory, because no shell expands variables in a client's
 * configuration; a relative path starts at the working directory.
 */
export const FILES: SettingKind<readonly string[]> = list({
  allowed: "paths, separated as in PATH",
  items: "files",
  most: MAX_ITEMS,
  arePaths: true,
  separator: ({ platform }) => pathsOf(platform).delimiter,
  parseItems: (paths, source) => paths.map((path) => resolveFile(path, source)),
  writeItem: String,
});

/**
 * One file of {@linkcode FILES}, as an absolute path.
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

/** Names of variables; `NAME*` stands for all that begin so. */
export const VARIABLE_NAMES: SettingKind<readonly string[]> = list({
  allowed: "names, separated by commas; `NAME*`",
  items: "names",
  most: MAX_ITEMS,
  pattern: VARIABLE.source,
  parseItems(names) {
    const wrong = names.find((name) => !VARIABLE.test(name));
    if (wrong === undefined) return names;
    throw new SyntaxError(`"${printable(wrong, 80)}" is no variable's name; allowed: A_NAME, A_*`);
  },
  writeItem: String,
});
