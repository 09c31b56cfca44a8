import { pathsOf } from "../system/paths.ts";
import { messageOf } from "../errors.ts";
import { readJson } from "../json/read_json.ts";
import type { Log } from "../log.ts";
import { NotUtf8Error } from "../system/decode_utf8.ts";
import type { FileInfo, System } from "../system/system.ts";
import { printable } from "../text/printable.ts";
import { findStateDirProblem } from "../settings/state_dir.ts";

const VERSION = 1;
/** Name of the file in the state directory that remembers what the user trusts. */
export const TRUST_FILE = "trust.json";
/** Room for some tens of thousands of files. */
const MAX_TRUST_BYTES = 4 * 1024 * 1024;
/** Most characters that are kept of what was shown, of all files together. */
const MAX_SHOWN = 500_000;

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

/** What was trusted of a file. */
export interface TrustedContent {
  /** Of its text. */
  readonly hash: string;
  /** What it decided, as it was shown; empty when that was too long to be kept. */
  readonly shown: readonly string[];
}

/** Project files that the user trusts, each by path and content. Kept in `trust.json`. */
export class TrustStore {
  readonly #system: System;
  readonly #file: string;
  readonly #trusted: Map<string, TrustedContent>;
  /** Why the file must not be written, or `null`. */
  readonly #locked: string | null;

  private constructor(
    system: System,
    content: {
      readonly file: string;
      readonly trusted: Map<string, TrustedContent>;
      readonly locked: string | null;
    },
  ) {
    this.#system = system;
    this.#file = content.file;
    this.#trusted = content.trusted;
    this.#locked = content.locked;
  }

  /**
   * Reads the store. Never fails: what cannot be believed (a state directory or a file that others
   * may write to, content that is damaged) is reported, and then nothing is trusted.
   */
  static async load(options: TrustOptions): Promise<TrustStore> {
    const { system, stateDir, log } = options;
    const file = pathsOf(system.platform).join(stateDir, TRUST_FILE);
    const store = (
      trusted: Map<string, TrustedContent>,
      locked: string | null = null,
    ): TrustStore => new TrustStore(system, { file, trusted, locked });
    const refuse = (reason: string): TrustStore => {
      log("warning", `Cannot use the list of trusted files: ${reason}; nothing is trusted`);
      return store(new Map(), reason);
    };
    const found = await lookAt(system, { stateDir, file });
    if (found === "absent") return store(new Map());
    if (found !== "safe") return refuse(found.unsafe);
    let text: string;
    try {
      text = await system.files.readOwnText(file, MAX_TRUST_BYTES);
    } catch (error) {
      const reason = messageOf(error);
      if (error instanceof NotUtf8Error) {
        return store(new Map(), await setAside(options, { file, damage: reason }));
      }
      // what cannot be read now may be whole: it stays where it is, and is not written over
      return refuse(`"${printable(file)}" cannot be read: ${reason}`);
    }
    try {
      const content = parseStore(text);
      if (content !== "newer") return store(content);
      return refuse(`"${printable(file)}" was written by a newer version of this program`);
    } catch (error) {
      return store(new Map(), await setAside(options, { file, damage: messageOf(error) }));
    }
  }

  /** What the user has said of the file at a path whose text has this hash. */
  async verdict(path: string, hash: string): Promise<TrustVerdict> {
    const known = this.#trusted.get(await this.#keyOf(path));
    if (known === undefined) return "unknown";
    return known.hash === hash ? "trusted" : "changed";
  }

  /** What a file decided when it was trusted last; `null` when that is not known. */
  async shown(path: string): Promise<readonly string[] | null> {
    const { shown = [] } = this.#trusted.get(await this.#keyOf(path)) ?? {};
    return shown.length === 0 ? null : shown;
  }

  /**
   * Remembers that the user trusts the file with this content. The state directory must be there.
   *
   * @throws {Error} when the list cannot be written
   */
  async add(path: string, content: TrustedContent): Promise<void> {
    if (this.#locked !== null) throw new Error(this.#locked);
    const key = await this.#keyOf(path);
    this.#trusted.set(key, content);
    const sorted = [...this.#trusted].sort(([a], [b]) => a < b ? -1 : 1);
    const files = Object.fromEntries(sorted.map(([file, { hash }]) => [file, hash]));
    const shown = shownWithin(sorted, key);
    const text = `${JSON.stringify({ version: VERSION, files, shown }, null, 2)}\n`;
    await this.#system.files.writeAtomic(this.#file, text, 0o600);
  }

  /** The path by which a file is known, however its directory was reached. */
  async #keyOf(path: string): Promise<string> {
    const { basename, dirname, join } = pathsOf(this.#system.platform);
    // a directory that cannot be resolved now is known by the path it was reached by
    const directory = await this.#system.files.realPath(dirname(path)).catch(() => null);
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

/** Whether the list may be believed; one that is not there, or cannot be looked at, may not. */
async function lookAt(
  system: System,
  places: { readonly stateDir: string; readonly file: string },
): Promise<"safe" | "absent" | { readonly unsafe: string }> {
  try {
    const directory = await findStateDirProblem(system, places.stateDir);
    if (directory !== null) {
      return { unsafe: `state directory "${printable(places.stateDir)}": ${directory}` };
    }
    const info = await system.files.info(places.file);
    if (info === null) return "absent";
    const problem = findProblem(info, system);
    return problem === null ? "safe" : { unsafe: `"${printable(places.file)}" ${problem}` };
  } catch (error) {
    return { unsafe: messageOf(error) };
  }
}

function findProblem(info: FileInfo, system: System): string | null {
  if (info.kind !== "file") return "is not a regular file";
  if (info.uid !== null && info.uid !== system.uid()) return "belongs to another user";
  const open = info.mode !== null && (info.mode & 0o022) !== 0;
  return open ? "may be written to by others" : null;
}

/** What is kept of what was shown: the newest, then the others as long as there is room. */
function shownWithin(
  trusted: readonly (readonly [string, TrustedContent])[],
  newest: string,
): Readonly<Record<string, readonly string[]>> {
  const kept: Record<string, readonly string[]> = Object.create(null);
  let room = MAX_SHOWN;
  for (const [file, { shown }] of [...trusted].sort(([file]) => file === newest ? -1 : 0)) {
    room -= shown.reduce((sum, line) => sum + line.length, 0);
    if (room < 0) break;
    if (shown.length > 0) kept[file] = shown;
  }
  return kept;
}

function parseStore(text: string): Map<string, TrustedContent> | "newer" {
  const content: unknown = readJson(text);
  if (!isRecord(content) || typeof content["version"] !== "number") {
    throw new SyntaxError("it has no version");
  }
  if (content["version"] > VERSION) return "newer";
  if (!isRecord(content["files"])) throw new SyntaxError("it has no files");
  const shown = isRecord(content["shown"]) ? content["shown"] : {};
  const trusted = new Map<string, TrustedContent>();
  for (const [path, hash] of Object.entries(content["files"])) {
    if (typeof hash !== "string" || !/^[0-9a-f]{64}$/.test(hash)) {
      throw new SyntaxError(`what it says of "${printable(path)}" is not a hash`);
    }
    const lines = Object.hasOwn(shown, path) ? shown[path] : [];
    trusted.set(path, { hash, shown: isTexts(lines) ? lines : [] });
  }
  return trusted;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
