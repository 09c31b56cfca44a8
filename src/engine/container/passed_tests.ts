import { messageOf } from "../../errors.ts";
import { parseJson } from "../../json/read_json.ts";
import type { Log } from "../../log.ts";
import { pathsOf } from "../../system/paths.ts";
import type { System } from "../../system/system.ts";
import type { RoomTrial } from "./room_facts.ts";

/** A self-test that was passed. */
export interface PassedTest {
  /** Hash of everything that it depends on. */
  readonly key: string;
  /** What came of the attempt to make a room; `null` where none was made. */
  readonly rooms: RoomTrial | null;
}

export interface PassedTestsOptions {
  readonly system: System;
  readonly log: Log;
  /** The launcher's state directory. */
  readonly stateDir: string;
  /** Whether tests are kept in a file: a key must differ from boot to boot for that. */
  readonly inFile: boolean;
}

/** Tests that are kept. */
const MAX_REMEMBERED = 32;
const FILE = "self-tests.json";
const MAX_FILE_BYTES = 32 * 1024;

/** Remembers passed self-tests: in memory, and for later bridges in the state directory. */
export class PassedTests {
  readonly #options: PassedTestsOptions;
  readonly #known = new Map<string, PassedTest>();

  constructor(options: PassedTestsOptions) {
    this.#options = options;
  }

  /** The passed test of that key, or `null`. Writes nothing. */
  async find(key: string): Promise<PassedTest | null> {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const found = (await this.#read()).find((test) => test.key === key) ?? null;
    if (found !== null) this.#known.set(key, found);
    return found;
  }

  /** Never rejects: what cannot be written is tested again. */
  async remember(test: PassedTest): Promise<void> {
    const { system, log, inFile } = this.#options;
    this.#known.set(test.key, test);
    if (!inFile) return;
    try {
      const others = (await this.#read()).filter(({ key }) => key !== test.key);
      const tests = [...others, test].slice(-MAX_REMEMBERED).map(({ key, rooms }) => ({
        key,
        rooms: rooms === null || rooms.made ? rooms?.made ?? null : rooms.reason,
      }));
      await system.files.writeAtomic(this.#file(), JSON.stringify(tests), 0o600);
    } catch (error) {
      log("debug", `Cannot remember that a self-test passed: ${messageOf(error)}`);
    }
  }

  async #read(): Promise<readonly PassedTest[]> {
    if (!this.#options.inFile) return [];
    const text = await this.#options.system.files.readText(this.#file(), MAX_FILE_BYTES)
      .catch(() => "");
    const tests = parseJson(text);
    return Array.isArray(tests) ? tests.flatMap(parseTest) : [];
  }

  #file(): string {
    const { system, stateDir } = this.#options;
    return pathsOf(system.platform).join(stateDir, FILE);
  }
}

/** Nothing for an entry of another form, as an older bridge wrote. */
function parseTest(entry: unknown): readonly PassedTest[] {
  if (typeof entry !== "object" || entry === null) return [];
  const { key, rooms } = { key: null, rooms: undefined, ...entry };
  if (typeof key !== "string") return [];
  if (rooms === null) return [{ key, rooms }];
  if (rooms === true) return [{ key, rooms: { made: true } }];
  if (typeof rooms !== "string") return [];
  return [{ key, rooms: { made: false, reason: rooms, passing: false } }];
}
