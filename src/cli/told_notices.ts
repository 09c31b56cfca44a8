import { isJsonObject } from "../json/json.ts";
import { parseJson } from "../json/read_json.ts";
import type { Log } from "../log.ts";
import { findStateDir } from "../settings/state_dir.ts";
import { pathsOf } from "../system/paths.ts";
import type { System } from "../system/system.ts";

/** A notice is not told again for so many milliseconds after it was told last. */
const REST_MS = 24 * 60 * 60_000;
/** Notices that are remembered, and characters of one. */
const MAX_NOTICES = 100;
const MAX_CHARACTERS = 500;
const MAX_BYTES = 256 * 1024;
const FILE = "told.json";

/**
 * What people were told that is so and does not happen: a file that cannot be used, an engine that is
 * weak. Commands tell it once a day and not at each run.
 */
export class ToldNotices {
  readonly #system: System;
  /** Where it is kept; `null` where nothing is. */
  readonly #file: string | null;
  /** When each was told, in milliseconds since the Unix epoch. */
  readonly #told: Map<string, number>;
  #changed = false;

  private constructor(
    system: System,
    { file, told }: { readonly file: string | null; readonly told: Map<string, number> },
  ) {
    this.#system = system;
    this.#file = file;
    this.#told = told;
  }

  /** Reads what was told. Never fails: then all is news. */
  static async load(system: System): Promise<ToldNotices> {
    let file: string | null = null;
    try {
      file = pathsOf(system.platform).join(findStateDir(system), FILE);
      const text = await system.files.readOwnText(file, MAX_BYTES);
      return new ToldNotices(system, { file, told: parseTold(text) });
    } catch {
      return new ToldNotices(system, { file, told: new Map() });
    }
  }

  /** A log that tells each message once a day. */
  log(log: Log): Log {
    return (level, message) => {
      if (this.#isNews(message)) log(level, message);
    };
  }

  /** Remembers what was told. Never fails. */
  async save(): Promise<void> {
    if (!this.#changed || this.#file === null) return;
    const latest = [...this.#told].sort(([, one], [, other]) => other - one).slice(0, MAX_NOTICES);
    const text = JSON.stringify(Object.fromEntries(latest));
    // without a state directory nothing is remembered
    await this.#system.files.writeAtomic(this.#file, text, 0o600).catch(() => {});
  }

  #isNews(message: string): boolean {
    const key = message.slice(0, MAX_CHARACTERS);
    const now = this.#system.clock.now();
    const age = now - (this.#told.get(key) ?? -Infinity);
    // a clock that was set back must not silence it for long
    if (age >= 0 && age < REST_MS) return false;
    this.#told.set(key, now);
    this.#changed = true;
    return true;
  }
}

function parseTold(text: string): Map<string, number> {
  const value = parseJson(text, { maxChars: MAX_BYTES });
  if (!isJsonObject(value)) return new Map();
  return new Map(
    Object.entries(value).flatMap(([notice, at]) => typeof at === "number" ? [[notice, at]] : []),
  );
}
