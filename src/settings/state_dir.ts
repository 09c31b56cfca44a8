import { containsPath, pathsOf } from "../system/paths.ts";
import { ConfigError, type ConfigErrorCode, messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import type { FileInfo, Platform, System } from "../system/system.ts";
import { printable } from "../text/printable.ts";

/** Name of the program's folder in the directory of all programs. */
const FOLDER = "mcp-code-bridge";
/** Access for the owner only. */
const PRIVATE_MODE = 0o700;
const WORLD_WRITABLE = 0o002;
/** Longest path of Linux, in bytes. */
const MAX_PATH = 4096;

/** What the state directory depends on. A `System` fits. */
export interface StateDirSource {
  readonly platform: Platform;
  env(name: string): string | undefined;
  cwd(): string;
  home(): string | null;
  uid(): number | null;
}

/** The parts of the state directory, as absolute paths. */
export interface StateDir {
  /**
   * The launcher's part: the list of trusted files and all else that only the launcher may write.
   */
  readonly root: string;
  /** The only folder that the confined half may read and write. */
  readonly bridge: string;
  /** The folder of added packages, which the confined half may read. Missing until there are some. */
  readonly packages: string;
}

/** The variable with a directory to use instead of the default. */
export const STATE_DIR_VARIABLE = "MCP_BRIDGE_STATE_DIR";

/**
 * The state directory according to the environment, absolute.
 *
 * @throws {SyntaxError} when the variable is not a path
 * @throws {RangeError} when a home directory is needed and none is known
 */
export function findStateDir(source: StateDirSource): string {
  const named = source.env(STATE_DIR_VARIABLE)?.trim() ?? "";
  return named === "" ? defaultStateDir(source) : resolveStateDir(named, source);
}

const BRIDGE = "bridge";

/** The confined half's folder in a state directory. */
export function bridgeDirectory(platform: Platform, root: string): string {
  return pathsOf(platform).join(root, BRIDGE);
}

const PACKAGES = "packages";

/** The folder of added packages in a state directory. */
export function packagesDirectory(platform: Platform, root: string): string {
  return pathsOf(platform).join(root, PACKAGES);
}

/**
 * The user's default state directory on this platform. Where no home directory is known, that is one
 * of the user's own in the directory for temporary files, so that programs can run.
 *
 * @throws {RangeError} when not even the latter is known
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
  }[source.platform]() ?? temporaryStateDir(source);
  if (found === null) {
    throw new RangeError(`no home directory is known; set ${STATE_DIR_VARIABLE} to a path`);
  }
  return found;
}

/** The state directory of a user without a home directory. Whether it is safe is seen at its use. */
export function temporaryStateDir(source: StateDirSource): string | null {
  const { isAbsolute, join } = pathsOf(source.platform);
  const named = source.env(source.platform === "windows" ? "TEMP" : "TMPDIR");
  const root = named !== undefined && isAbsolute(named) ? named : "/tmp";
  const user = source.uid();
  // without user ids nobody can see whose it is
  return user === null ? null : join(root, `${FOLDER}-${user}`);
}

/**
 * A configured state directory as an absolute path. A leading `~` is the home directory, because no
 * shell expands variables in a client's configuration. A relative path starts at the working
 * directory.
 *
 * @throws {SyntaxError} when the text is not a path
 * @throws {RangeError} when `~` is used and no home directory is known
 */
export function resolveStateDir(path: string, source: StateDirSource): string {
  const { isAbsolute, join, normalize } = pathsOf(source.platform);
  if (path.length > MAX_PATH) throw new RangeError(`longer than ${MAX_PATH} characters`);
  if (printable(path, MAX_PATH) !== path || path.includes("\n")) {
    throw new SyntaxError("it holds characters that cannot be shown; allowed: a directory's path");
  }
  if (path.startsWith("~") && !/^~(?:[/\\]|$)/.test(path)) {
    throw new SyntaxError("only ~/ is understood, not another user's directory; allowed: a path");
  }
  if (source.platform === "windows" && /^[\\/]{2}/.test(path)) {
    throw new SyntaxError("it is on another machine or a device; allowed: a path with a drive");
  }
  if (path.startsWith("~")) {
    const home = source.home();
    if (home === null) throw new RangeError("no home directory is known; give an absolute path");
    return checked(join(home, path.slice(1)), source);
  }
  return checked(isAbsolute(path) ? normalize(path) : join(source.cwd(), path), source);
}

/** Refuses a directory with the user's other files: its access would be limited to the user. */
function checked(directory: string, source: StateDirSource): string {
  const { dirname, parse } = pathsOf(source.platform);
  const holds = (inner: string) => containsPath(source.platform, directory, inner);
  if (dirname(directory) === directory || parse(directory).base === "") {
    throw new RangeError("it is the root of a file system; allowed: a directory of its own");
  }
  const home = source.home();
  if ((home !== null && holds(home)) || holds(source.cwd())) {
    throw new RangeError(
      "it holds the home or the working directory; allowed: a directory of its own",
    );
  }
  return directory;
}

/**
 * Creates the state directory and its parts where they are missing, and limits them to the user. A
 * wider mode is narrowed, but not that of a directory with other files, such as `/etc`. A directory
 * that everybody may write to is refused, because its files may be anybody's. So is one for temporary
 * files: what is kept is to last.
 *
 * @throws {ConfigError} `BAD_STATE_DIR` when it must not be used, `NO_STATE_DIR` when it cannot be
 */
export async function prepareStateDir(system: System, root: string): Promise<StateDir> {
  if (root === temporaryStateDir(system)) {
    throw new ConfigError(
      "NO_STATE_DIR",
      `Cannot keep anything: no home directory is known; set HOME, or ${STATE_DIR_VARIABLE} to a path`,
    );
  }
  return await prepareAny(system, root);
}

async function prepareAny(system: System, root: string): Promise<StateDir> {
  const bridge = bridgeDirectory(system.platform, root);
  await preparePrivateDirectory(system, root);
  await preparePrivateDirectory(system, bridge);
  return { root, bridge, packages: packagesDirectory(system.platform, root) };
}

/**
 * Why a state directory must not be trusted, as a clause; `null` when it is safe or missing.
 *
 * @throws {Error} when it cannot be read
 */
export async function findStateDirProblem(system: System, root: string): Promise<string | null> {
  const info = await system.files.info(root);
  return info === null ? null : problemWith(info, system.uid());
}

/**
 * The same for a program that can do without: a directory for temporary files will do, and if it
 * cannot be made or written, that is logged, and nothing is kept.
 *
 * @throws {ConfigError} `BAD_STATE_DIR`
 */
export async function prepareStateDirIfPossible(
  system: System,
  { root, log }: { readonly root: string; readonly log: Log },
): Promise<StateDir> {
  try {
    return await prepareAny(system, root);
  } catch (error) {
    if (!(error instanceof ConfigError) || error.code !== "NO_STATE_DIR") throw error;
    log("warning", `${error.message}. Until then, no tool and no trust is saved`);
    return {
      root,
      bridge: bridgeDirectory(system.platform, root),
      packages: packagesDirectory(system.platform, root),
    };
  }
}

async function preparePrivateDirectory(system: System, path: string): Promise<void> {
  try {
    if (await system.files.info(path) === null) {
      await system.files.makeDirectory(path, PRIVATE_MODE);
    }
    const info = await system.files.info(path);
    const problem = info === null ? null : problemWith(info, system.uid());
    if (problem !== null) throw unusable("BAD_STATE_DIR", path, new Error(problem));
    if (info === null) throw new Error("it could not be created");
    const mode = info?.mode ?? null;
    if (mode !== null && (mode & 0o777) !== PRIVATE_MODE) {
      if (!(await isOurs(system, path))) {
        throw new Error("it holds other files, and other users may use it");
      }
      await system.files.setMode(path, PRIVATE_MODE);
    }
  } catch (error) {
    throw error instanceof ConfigError ? error : unusable("NO_STATE_DIR", path, error);
  }
}

/** Whether nobody else needs a directory: it is empty, or the state directory or a part of it. */
export async function isOurs(system: System, path: string): Promise<boolean> {
  const names = await system.files.list(path);
  const { basename } = pathsOf(system.platform);
  return names.length === 0 || names.includes(BRIDGE) || basename(path) === BRIDGE;
}

function unusable(code: ConfigErrorCode, path: string, cause: unknown): ConfigError {
  const remedy = code === "BAD_STATE_DIR" ? "remove it" : "make it writable";
  return new ConfigError(
    code,
    `Cannot use state directory "${printable(path)}": ${messageOf(cause)}; ` +
      `${remedy}, or set ${STATE_DIR_VARIABLE} to another`,
    { cause },
  );
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
