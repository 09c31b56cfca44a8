import { messageOf, UpstreamError } from "../errors.ts";
import { withFileLock } from "../system/file_lock.ts";
import { listOwnDirectory, makeOwnDirectory } from "../system/own_directory.ts";
import type { Files } from "../system/system.ts";
import { quoted } from "../text/nearest.ts";
import { parseSavedTool, type SavedTool } from "./saved_tool_file.ts";

export interface SavedToolFilesOptions {
  readonly files: Files;
  /** Absolute path of the folder; made when first needed. */
  readonly directory: string;
}

/** Tools that are kept, at most. */
export const MAX_SAVED_TOOLS = 1_000;
/** Bytes of one tool's file, at most. */
export const MAX_TOOL_BYTES = 256 * 1024;

/** A Python function's name that is also a safe file name on every platform. */
const TOOL_NAME = /^[a-z][a-z0-9_]{0,63}$/;
/** Names that Windows keeps for devices, whatever the extension. */
const DEVICE_NAME = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])$/;
const SUFFIX = ".json";
/** What every bridge of the user locks while it changes a tool. */
const LOCK = ".lock";
/** Names that an error lists. */
const MAX_KNOWN = 40;

/** The files of the saved tools: one for each, in a folder that all bridges of the user share. */
export class SavedToolFiles {
  readonly #options: SavedToolFilesOptions;
  /** The last change. They run one at a time, so that at most one waits for the lock. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: SavedToolFilesOptions) {
    this.#options = options;
  }

  /**
   * Names of the saved tools, sorted.
   *
   * @throws {UpstreamError} `NOT_AVAILABLE` when the folder cannot be used
   */
  async names(): Promise<readonly string[]> {
    const { files, directory } = this.#options;
    const found = await listOwnDirectory(files, directory).catch((error) => {
      throw unusable("list the saved tools", error);
    });
    return found
      .filter((file) => file.endsWith(SUFFIX))
      .map((file) => file.slice(0, -SUFFIX.length))
      .filter((name) => TOOL_NAME.test(name))
      .slice(0, MAX_SAVED_TOOLS);
  }

  /**
   * The name of a tool that is saved.
   *
   * @throws {UpstreamError} `BAD_ARGUMENTS` for what cannot be a name, `NOT_FOUND` with known names
   */
  async find(asked: string): Promise<string> {
    const name = checkedName(asked);
    const names = await this.names();
    if (names.includes(name)) return name;
    const known = names.length === 0
      ? "none is saved"
      : `saved: ${names.slice(0, MAX_KNOWN).join(", ")}`;
    throw new UpstreamError("NOT_FOUND", `No saved tool is named "${name}"; ${known}`);
  }

  /** What tells one state of a tool's file from another; `null` when there is none. */
  async state(name: string): Promise<string | null> {
    const info = await this.#options.files.info(this.#pathOf(name)).catch(() => null);
    return info?.kind === "file" ? `${info.size} ${info.modified}` : null;
  }

  /** `null` when the file is damaged, no regular file, or that of another tool. */
  async read(name: string): Promise<SavedTool | null> {
    try {
      const text = await this.#options.files.readOwnText(this.#pathOf(name), MAX_TOOL_BYTES);
      return parseSavedTool(text, name);
    } catch {
      return null;
    }
  }

  /**
   * Changes tools while no other run, and no other bridge of the user, does: nobody overwrites what
   * another has just saved, without having seen it.
   *
   * @param what the change, for an error: `save the tool "x"`
   * @throws {UpstreamError} `NOT_AVAILABLE` when the folder cannot be used
   */
  change<T>(what: string, action: () => Promise<T>): Promise<T> {
    const changed = this.#last.then(() => this.#locked(what, action));
    this.#last = changed.catch(() => {});
    return changed;
  }

  /** To be called within {@linkcode change}. */
  async write(name: string, bytes: Uint8Array): Promise<void> {
    await this.#options.files.writeAtomic(this.#pathOf(name), bytes, 0o600).catch((error) => {
      throw unusable(`save the tool "${name}"`, error);
    });
  }

  /** Removes a tool's file, or the link in its place. To be called within {@linkcode change}. */
  async remove(name: string): Promise<void> {
    const { files } = this.#options;
    try {
      // a whole directory would go with everything in it
      if ((await files.info(this.#pathOf(name)))?.kind === "directory") {
        throw new Error("there is a directory in the place of its file; remove it yourself");
      }
      await files.remove(this.#pathOf(name));
    } catch (error) {
      throw unusable(`delete the tool "${name}"`, error);
    }
  }

  async #locked<T>(what: string, action: () => Promise<T>): Promise<T> {
    const { files, directory } = this.#options;
    let begun = false;
    try {
      await makeOwnDirectory(files, directory);
      return await withFileLock(`${directory}/${LOCK}`, () => {
        begun = true;
        return action();
      });
    } catch (error) {
      throw begun ? error : unusable(what, error);
    }
  }

  #pathOf(name: string): string {
    return `${this.#options.directory}/${name}${SUFFIX}`;
  }
}

/**
 * A name that a saved tool may have, and that names no file elsewhere.
 *
 * @throws {UpstreamError} `BAD_ARGUMENTS`
 */
export function checkedName(name: string): string {
  if (TOOL_NAME.test(name) && !DEVICE_NAME.test(name)) return name;
  throw new UpstreamError(
    "BAD_ARGUMENTS",
    `Cannot use ${quoted(name)} as the name of a saved tool: ` +
      "it must be 1 to 64 of a-z, 0-9 and _, and begin with a letter",
  );
}

/** Without paths, which are facts about the machine: the system's messages end in one. */
function unusable(what: string, error: unknown): UpstreamError {
  const known = whyUnwritten(error);
  if (known !== null) {
    return new UpstreamError("NOT_AVAILABLE", `Cannot ${what}: ${known}; tell the user`, {
      cause: error,
    });
  }
  const message = messageOf(error);
  const reason = /^.*?\(os error \d+\)/.exec(message)?.[0] ?? message;
  return new UpstreamError(
    "NOT_AVAILABLE",
    `Cannot ${what}: the folder of saved tools cannot be used: ${reason}`,
  );
}

/** In words that name no path of the machine; `null` for another reason. */
function whyUnwritten(error: unknown): string | null {
  const code = error instanceof Error && "code" in error ? error.code : null;
  if (code === "ENOSPC" || code === "EDQUOT") return "no space is left on the disk";
  if (code === "EROFS") return "the bridge's state directory is on a read-only file system";
  if (code === "EACCES" || code === "EPERM") {
    return "the bridge cannot write to its state directory";
  }
  return null;
}
