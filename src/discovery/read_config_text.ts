import { messageOf } from "../errors.ts";
import { NotUtf8Error } from "../system/decode_utf8.ts";
import type { System } from "../system/system.ts";

/** Largest configuration file that is read: 16 MiB. Claude Code keeps a history in its own. */
export const MAX_CONFIG_BYTES = 16 * 1024 * 1024;

/** Whoever may write a configuration file decides what the user starts. */
const WRITABLE_BY_ALL = 0o002;

export type ConfigText =
  | {
    readonly ok: true;
    readonly text: string;
    /** Something that the user should know though the file is used, as a clause; or `null`. */
    readonly concern: string | null;
  }
  | {
    readonly ok: false;
    /** Why it cannot be read, as a clause. */
    readonly problem: string;
  };

export interface ReadConfigOptions {
  /** Most bytes of a file. @default {MAX_CONFIG_BYTES} */
  readonly maxBytes?: number;
}

/**
 * Reads a configuration file whole, once. Only regular files are opened, so that a pipe cannot hang
 * us and a device cannot flood us; symbolic links are followed, as people link their dotfiles.
 *
 * @returns `null` when nothing is there
 */
export async function readConfigText(
  system: System,
  path: string,
  { maxBytes = MAX_CONFIG_BYTES }: ReadConfigOptions = {},
): Promise<ConfigText | null> {
  try {
    if (await system.files.info(path) === null) return null;
    const target = await system.files.realPath(path);
    if (target === null) return refuse("it is a symbolic link that leads nowhere");
    const info = await system.files.info(target);
    if (info === null) return null;
    if (info.kind === "directory") return refuse("it is a directory");
    if (info.kind !== "file") return refuse("it is not a regular file");
    if (info.size > maxBytes) {
      return refuse(`it has ${info.size} bytes; at most ${maxBytes} are read`);
    }
    const text = await system.files.readText(target, maxBytes);
    if (text.includes("\0")) {
      return refuse("it holds NUL characters: if it is UTF-16, save it as UTF-8");
    }
    const open = info.mode !== null && (info.mode & WRITABLE_BY_ALL) !== 0;
    const concern = open ? "every user of this machine may write to it" : null;
    return { ok: true, text, concern };
  } catch (error) {
    if (error instanceof NotUtf8Error) {
      return refuse(`${error.message}: if it is UTF-16, save it as UTF-8`);
    }
    return refuse(`it cannot be read: ${messageOf(error)}`);
  }
}

function refuse(problem: string): ConfigText {
  return { ok: false, problem };
}
