import { pathsOf } from "../system/paths.ts";
import type { Platform } from "../system/system.ts";
import { printable } from "../text/printable.ts";
import type { Origin } from "./server_definition.ts";

/** Name that people type to run this program. */
export const PROGRAM_NAME = "mcp-code-bridge";

/** What paths are shown relative to. A `System` fits. */
export interface DisplayContext {
  readonly platform: Platform;
  cwd(): string;
  home(): string | null;
}

/**
 * A configuration file as people name it: `./mcp-servers/search.json` for a project's, `~/.claude.json`
 * for the user's.
 */
export function displayFile(origin: Origin, context: DisplayContext): string {
  return printable(shorten(origin, context), 500);
}

/** The command that trusts a project file. Safe to paste into a shell, whatever the file's name. */
export function trustCommand(origin: Origin, context: DisplayContext): string {
  return `${PROGRAM_NAME} trust ${quote(shorten(origin, context), context.platform)}`;
}

function shorten({ file, scope }: Origin, context: DisplayContext): string {
  const base = scope === "project" ? context.cwd() : context.home();
  const { sep } = pathsOf(context.platform);
  if (base === null) return file;
  const prefix = base.endsWith(sep) ? base : base + sep;
  if (!file.startsWith(prefix)) return file;
  return `${scope === "project" ? "." : "~"}${sep}${file.slice(prefix.length)}`;
}

function quote(path: string, platform: Platform): string {
  if (/^[\w./\\:~-]+$/.test(path)) return path;
  // a file name on Windows cannot hold a double quote
  return platform === "windows" ? `"${path}"` : `'${path.replaceAll("'", "'\\''")}'`;
}
