import { pathsOf } from "../system/paths.ts";
import { ConfigError, messageOf } from "../errors.ts";
import type { FileInfo, Platform, System } from "../system/system.ts";
import { printable } from "../text/printable.ts";

/** Name of the bridge's folder among those of other programs. */
const FOLDER = "mcp-code-bridge";
/** Nobody but the owner. */
const PRIVATE_MODE = 0o700;
const WORLD_WRITABLE = 0o002;

/** Where the default state directory depends on. A `System` fits. */
export interface StateDirSource {
  readonly platform: Platform;
  env(name: string): string | undefined;
  cwd(): string;
  home(): string | null;
}

/** The state directory's parts, absolute paths. */
export interface StateDir {
  /** The launcher's own: trust and what else must not be written by the confined half. */
  readonly root: string;
  /** All that the confined half may read and write. */
  readonly bridge: string;
}

/** Names a directory to be used instead of the user's own. */
export const STATE_DIR_VARIABLE = "MCP_BRIDGE_STATE_DIR";

/**
 * The state directory that the environment asks for, absolute.
 *
 * @throws {SyntaxError} when the variable holds no path
 * @throws {RangeError} when no home directory is known and one is needed
 */
export function findStateDir(source: StateDirSource): string {
  const named = source.env(STATE_DIR_VARIABLE)?.trim() ?? "";
  return named === "" ? defaultStateDir(source) : resolveStateDir(named, source);
}

/** The confined half's own folder in a state directory. */
export function bridgeDirectory(platform: Platform, root: string): string {
  return pathsOf(platform).join(root, "bridge");
}

/**
 * The user's own state directory on this platform.
 *
 * @throws {RangeError} when no home directory is known
 */
export function defaultStateDir(source: StateDirSource): string {
  const { isAbsolute, join } = pathsOf(source.platform);
  const home = source.home();
  const fromVariable = (name: string): string | null => {
    const value = source.env(name);
    return value === undefined || !isAbsolute(value) ? null : join(value, FOLDER);
  };
  const fromHome = (...segments: string[]): string | null =>
    home === null || !isAbsolute(home) ? null : join(home, ...segments, FOLDER);
  const found = {
    linux: () => fromVariable("XDG_STATE_HOME") ?? fromHome(".local", "state"),
    darwin: () => fromHome("Library", "Application Support"),
    windows: () => fromVariable("LOCALAPPDATA") ?? fromHome("AppData", "Local"),
  }[source.platform]();
  if (found === null) {
    throw new RangeError(`no home directory is known; set ${STATE_DIR_VARIABLE} to a path`);
  }
  return found;
}

/**
 * A configured state directory as an absolute path: a leading `~` is the home directory, because
 * variables in a client's configuration meet no shell; other paths start at the working directory.
 *
 * @throws {SyntaxError} when the text is no path
 * @throws {RangeError} when `~` is used and no home directory is known
 */
export function resolveStateDir(path: string, source: StateDirSource): string {
  if (path.includes("\0")) throw new SyntaxError("not a path; allowed: a directory's path");
  const { isAbsolute, join, normalize } = pathsOf(source.platform);
  if (/^~(?:[/\\]|$)/.test(path)) {
    const home = source.home();
    if (home === null) throw new RangeError("no home directory is known; give an absolute path");
    return join(home, path.slice(1));
  }
  return isAbsolute(path) ? normalize(path) : join(source.cwd(), path);
}

/**
 * Makes the state directory and its parts where they are missing, and sees to it that nobody else
 * can read or write them. Mode bits of ours that are too wide are narrowed, except that a directory
 * that everybody could write to is refused: what is in it may be anybody's.
 *
 * @throws {ConfigError} `BAD_STATE_DIR`
 */
export async function prepareStateDir(system: System, root: string): Promise<StateDir> {
  const bridge = bridgeDirectory(system.platform, root);
  await preparePrivateDirectory(system, root);
  await preparePrivateDirectory(system, bridge);
  return { root, bridge };
}

/**
 * Why a state directory must not be believed, as a clause; `null` when it is safe or not there.
 *
 * @throws {Error} when it cannot be looked at
 */
export async function findStateDirProblem(system: System, root: string): Promise<string | null> {
  const info = await system.files.info(root);
  return info === null ? null : problemWith(info, system.uid());
}

async function preparePrivateDirectory(system: System, path: string): Promise<void> {
  try {
    if (await system.files.info(path) === null) {
      await system.files.makeDirectory(path, PRIVATE_MODE);
    }
    const info = await system.files.info(path);
    const problem = info === null ? "it could not be made" : problemWith(info, system.uid());
    if (problem !== null) throw new Error(problem);
    const mode = info?.mode ?? null;
    if (mode !== null && (mode & 0o777) !== PRIVATE_MODE) {
      await system.files.setMode(path, PRIVATE_MODE);
    }
  } catch (error) {
    throw new ConfigError(
      "BAD_STATE_DIR",
      `Cannot use state directory "${printable(path)}": ${messageOf(error)}; ` +
        `remove it, or set ${STATE_DIR_VARIABLE} to another`,
      { cause: error },
    );
  }
}

function problemWith(info: FileInfo, uid: number | null): string | null {
  if (info.kind === "symlink") return "it is a symbolic link";
  if (info.kind !== "directory") return "it is not a directory";
  if (uid !== null && info.uid !== null && info.uid !== uid) {
    return `it belongs to user ${info.uid}, not to ${uid}`;
  }
  if (info.mode !== null && (info.mode & WORLD_WRITABLE) !== 0) {
    return `everybody may write to it (mode ${(info.mode & 0o7777).toString(8).padStart(4, "0")})`;
  }
  return null;
}
