import { pathsOf } from "../system/paths.ts";
import { messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import type { System } from "../system/system.ts";
import { printable } from "../text/printable.ts";
import { findStateDirProblem } from "../settings/state_dir.ts";

const VERSION = 1;
/** Name of the file in the state directory that remembers what the user trusts. */
export const TRUST_FILE = "trust.json";
/** Room for some tens of thousands of files. */
const MAX_TRUST_BYTES = 4 * 1024 * 1024;

/** What the user has said of a project file, against the content that it has now. */
export type TrustVerdict =
  | "trusted"
  /** Trusted once, but its content is another now. */
  | "changed"
  | "unknown";

export interface TrustOptions {
  readonly system: System;
  /** The state directory, absolute. */
  readonly stateDir: string;
  readonly log: Log;
}

/** Project files that the user trusts, each by path and content. Kept in `trust.json`. */
export class TrustStore {
  readonly #system: System;
  readonly #file: string;
  readonly #hashes: Map<string, string>;
  /** Why the file must not be written, or `null`. */
  readonly #locked: string | null;

  private constructor(
    system: System,
    content: { readonly file: string; readonly hashes: Map<string, string>; locked: string | null },
  ) {
    this.#system = system;
    this.#file = content.file;
    this.#hashes = content.hashes;
    this.#locked = content.locked;
  }

  /**
   * Reads the store. Never fails: what cannot be believed (a state directory or a file that others
   * may write to, content that is damaged) is reported, and then nothing is trusted.
   */
  static async load(options: TrustOptions): Promise<TrustStore> {
    const { system, stateDir, log } = options;
    const file = pathsOf(system.platform).join(stateDir, TRUST_FILE);
    const store = (hashes: Map<string, string>, locked: string | null = null): TrustStore =>
      new TrustStore(system, { file, hashes, locked });
    const unsafe = await findUnsafe(system, { stateDir, file });
    if (unsafe !== null) {
      log("warning", `Cannot use the list of trusted files: ${unsafe}; nothing is trusted`);
      return store(new Map(), unsafe);
    }
    if (await system.files.info(file) === null) return store(new Map());
    let text: string;
    try {
      text = await system.files.readText(file, MAX_TRUST_BYTES);
    } catch (error) {
      // what cannot be read now may be whole: it stays where it is, and is not written over
      const reason = `"${printable(file)}" cannot be read: ${messageOf(error)}`;
      log("warning", `Cannot use the list of trusted files: ${reason}; nothing is trusted`);
      return store(new Map(), reason);
    }
    try {
      const content = parseStore(text);
      if (content !== "newer") return store(content);
      const reason = `"${printable(file)}" was written by a newer version of this program`;
      log("warning", `Cannot use the list of trusted files: ${reason}; nothing is trusted`);
      return store(new Map(), reason);
    } catch (error) {
      return store(new Map(), await setAside(options, { file, damage: messageOf(error) }));
    }
  }

  /** What the user has said of the file at a path whose text has this hash. */
  async verdict(path: string, hash: string): Promise<TrustVerdict> {
    const known = this.#hashes.get(await this.#keyOf(path));
    if (known === undefined) return "unknown";
    return known === hash ? "trusted" : "changed";
  }

  /**
   * Remembers that the user trusts the file with this content. The state directory must be there.
   *
   * @throws {Error} when the list cannot be written
   */
  async add(path: string, hash: string): Promise<void> {
    if (this.#locked !== null) throw new Error(this.#locked);
    this.#hashes.set(await this.#keyOf(path), hash);
    const files = Object.fromEntries([...this.#hashes].sort(([a], [b]) => a < b ? -1 : 1));
    const text = `${JSON.stringify({ version: VERSION, files }, null, 2)}\n`;
    await this.#system.files.writeAtomic(this.#file, text, 0o600);
  }

  /** The path by which a file is known, however its directory was reached. */
  async #keyOf(path: string): Promise<string> {
    const { basename, dirname, join } = pathsOf(this.#system.platform);
    const directory = await this.#system.files.realPath(dirname(path));
    return join(directory ?? dirname(path), basename(path));
  }
}

/**
 * Renames a damaged list, so that a new one can be written and the old one can be looked at.
 *
 * @returns why the list must not be written: it could not be renamed; else `null`
 */
async function setAside(
  { system, log }: TrustOptions,
  list: { readonly file: string; readonly damage: string },
): Promise<string | null> {
  const { file, damage } = list;
  const aside = `${file}.damaged-${system.clock.now()}`;
  try {
    await system.files.rename(file, aside);
  } catch (error) {
    const reason = `"${printable(file)}" is damaged (${damage}) and cannot be renamed: ` +
      messageOf(error);
    log("warning", `Cannot use the list of trusted files: ${reason}; nothing is trusted`);
    return reason;
  }
  log(
    "warning",
    `Cannot read the list of trusted files: ${damage}; it was moved to "${printable(aside)}" and ` +
      "nothing is trusted",
  );
  return null;
}

async function findUnsafe(
  system: System,
  places: { readonly stateDir: string; readonly file: string },
): Promise<string | null> {
  try {
    const directory = await findStateDirProblem(system, places.stateDir);
    if (directory !== null) return `state directory "${printable(places.stateDir)}": ${directory}`;
    const info = await system.files.info(places.file);
    if (info === null) return null;
    const name = `"${printable(places.file)}"`;
    if (info.kind !== "file") return `${name} is not a regular file`;
    if (info.uid !== null && info.uid !== system.uid()) return `${name} belongs to another user`;
    if (info.mode !== null && (info.mode & 0o022) !== 0) return `others may write to ${name}`;
    return null;
  } catch (error) {
    return messageOf(error);
  }
}

function parseStore(text: string): Map<string, string> | "newer" {
  const content: unknown = JSON.parse(text);
  if (!isRecord(content) || typeof content["version"] !== "number") {
    throw new SyntaxError("it has no version");
  }
  if (content["version"] > VERSION) return "newer";
  if (!isRecord(content["files"])) throw new SyntaxError("it has no files");
  const hashes = new Map<string, string>();
  for (const [path, hash] of Object.entries(content["files"])) {
    if (typeof hash !== "string" || !/^[0-9a-f]{64}$/.test(hash)) {
      throw new SyntaxError(`what it says of "${printable(path)}" is not a hash`);
    }
    hashes.set(path, hash);
  }
  return hashes;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
