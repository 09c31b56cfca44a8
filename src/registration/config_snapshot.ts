import { readConfigText } from "../discovery/read_config_text.ts";
import { ConfigError, messageOf } from "../errors.ts";
import { decodeUtf8 } from "../system/decode_utf8.ts";
import { pathsOf } from "../system/paths.ts";
import { sha256 } from "../system/sha256.ts";
import type { System } from "../system/system.ts";
import { escapeLine } from "../text/escape.ts";

/** Of what is made where nothing was. */
const FILE_MODE = 0o600;
const DIRECTORY_MODE = 0o700;
/** UTF-8 of the byte order mark. */
const MARK = [0xef, 0xbb, 0xbf] as const;
/** Most backups of one file in one second. */
const MAX_BACKUPS = 100;

/** A configuration file as it was when it was read. */
export interface ConfigSnapshot {
  /** As named. */
  readonly path: string;
  /** Where its content is, when the path is a symbolic link; else the path. */
  readonly real: string;
  /** `null`: there is no file. */
  readonly bytes: Uint8Array | null;
  /** Without a byte order mark; empty when there is no file. */
  readonly text: string;
  /** Permission bits, or `null` where there are none. */
  readonly mode: number | null;
}

/**
 * Reads a file that is to be changed. Through a symbolic link, as people link their dotfiles, the file
 * that it leads to is meant.
 *
 * @throws {ConfigError} `BAD_FILE` when it cannot be read or is not the user's
 */
export async function readSnapshot(system: System, path: string): Promise<ConfigSnapshot> {
  const content = await readConfigText(system, path);
  if (content === null) return { path, real: path, bytes: null, text: "", mode: null };
  if (!content.ok) throw unusable(path, content.problem);
  const { files } = system;
  try {
    const real = await files.realPath(path);
    const info = real === null ? null : await files.info(real);
    if (real === null || info === null) throw unusable(path, "it was removed while it was read");
    if (info.uid !== null && system.uid() !== null && info.uid !== system.uid()) {
      throw unusable(path, `it belongs to user ${info.uid}, not to ${system.uid()}`);
    }
    const bytes = await files.readBytes(real);
    return { path, real, bytes, text: decodeUtf8(bytes), mode: info.mode };
  } catch (error) {
    throw error instanceof ConfigError ? error : unusable(path, messageOf(error));
  }
}

/** What was done to a file. */
export interface WrittenFile {
  /** The copy of what was there; `null` when there was nothing. */
  readonly backup: string | null;
  /** SHA-256 of what is there now. */
  readonly sum: string;
}

/**
 * Writes a new text into a file, with a backup beside it, its byte order mark and its mode.
 *
 * @throws {ConfigError} `BAD_FILE` when the file is not as it was read, or cannot be written
 */
export async function writeSnapshot(
  system: System,
  snapshot: ConfigSnapshot,
  text: string,
): Promise<WrittenFile> {
  const { files, platform } = system;
  const { path, real, bytes, mode } = snapshot;
  const { dirname } = pathsOf(platform);
  const written = new TextEncoder().encode(text);
  const content = bytes !== null && hasMark(bytes)
    ? new Uint8Array([...MARK, ...written])
    : written;
  try {
    if (await files.info(dirname(real)) === null) {
      await files.makeDirectory(dirname(real), DIRECTORY_MODE);
    }
    const backup = bytes === null ? null : await writeBackup(system, { path, bytes, mode });
    try {
      await checkUnchanged(system, snapshot);
      await writeWithMode(system, { path: real, bytes: content, mode });
    } catch (error) {
      if (backup !== null) await files.remove(backup);
      throw error;
    }
    return { backup, sum: await sha256(content) };
  } catch (error) {
    throw error instanceof ConfigError ? error : cannotWrite(path, messageOf(error));
  }
}

/**
 * Removes a file, after a backup beside it.
 *
 * @returns path of the backup
 * @throws {ConfigError} `BAD_FILE` when the file is not as it was read, or cannot be removed
 */
export async function removeSnapshot(
  system: System,
  snapshot: ConfigSnapshot,
): Promise<string | null> {
  const { path, real, bytes, mode } = snapshot;
  if (bytes === null) return null;
  try {
    await checkUnchanged(system, snapshot);
    const backup = await writeBackup(system, { path, bytes, mode });
    await system.files.remove(real);
    return backup;
  } catch (error) {
    throw error instanceof ConfigError ? error : cannotWrite(path, messageOf(error));
  }
}

/** Writes bytes with exactly these permission bits, whatever the umask is. */
export async function writeWithMode(
  { files }: Pick<System, "files">,
  { path, bytes, mode }: {
    readonly path: string;
    readonly bytes: Uint8Array;
    readonly mode: number | null;
  },
): Promise<void> {
  const bits = (mode ?? FILE_MODE) & 0o777;
  await files.writeAtomic(path, bytes, bits);
  if (mode !== null) await files.setMode(path, bits);
}

async function checkUnchanged(
  { files }: System,
  { path, real, bytes }: ConfigSnapshot,
): Promise<void> {
  const now = await files.info(real) === null ? null : await files.readBytes(real);
  if (!sameBytes(now, bytes)) {
    throw cannotWrite(path, "another program changed it meanwhile; run the command again");
  }
}

/** The name of every backup of a file begins with it. */
export function backupPrefix(path: string): string {
  return `${path}.backup-mcp-code-bridge-`;
}

async function writeBackup(
  system: System,
  { path, bytes, mode }: {
    readonly path: string;
    readonly bytes: Uint8Array;
    readonly mode: number | null;
  },
): Promise<string> {
  const time = new Date(system.clock.now()).toISOString().replace(/[-:]|\.\d+/g, "");
  for (let count = 1; count <= MAX_BACKUPS; count++) {
    const backup = `${backupPrefix(path)}${time}${count === 1 ? "" : `-${count}`}`;
    if (await system.files.info(backup) !== null) continue;
    await writeWithMode(system, { path: backup, bytes, mode });
    return backup;
  }
  throw cannotWrite(path, `it has ${MAX_BACKUPS} backups of this second`);
}

function hasMark(bytes: Uint8Array): boolean {
  return MARK.every((byte, index) => bytes[index] === byte);
}

function sameBytes(a: Uint8Array | null, b: Uint8Array | null): boolean {
  if (a === null || b === null) return a === b;
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

function unusable(path: string, problem: string): ConfigError {
  return new ConfigError("BAD_FILE", `Cannot change ${escapeLine(path)}: ${problem}`);
}

function cannotWrite(path: string, problem: string): ConfigError {
  return new ConfigError("BAD_FILE", `Cannot write ${escapeLine(path)}: ${problem}`);
}
