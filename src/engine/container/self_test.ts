import type { Log } from "../../log.ts";
import { ROOM, SELF_TEST } from "../../python/modules.ts";
import { sha256 } from "../../system/sha256.ts";
import type { ChildProcess, System } from "../../system/system.ts";
import { identifyFile } from "./file_identity.ts";
import { type PassedTest, PassedTests } from "./passed_tests.ts";
import { readFacts, withoutFacts } from "./read_facts.ts";
import { judgeRoom, type RoomTrial } from "./room_facts.ts";
import { refuseWithoutRooms } from "./rooms.ts";
import { type ExpectedFacts, findBreaches } from "./sandbox_facts.ts";
import type { SandboxUser } from "./sandbox_users.ts";

export interface SelfTestOptions {
  readonly system: System;
  readonly log: Log;
  /** The launcher's state directory, in which passed tests are remembered. */
  readonly stateDir: string;
  readonly engine: string;
  /** Absolute path of the client; with the version, it says which engine this is. */
  readonly program: string;
  /** Version of the engine's service, or `null` when the client's file alone says it. */
  readonly version: string | null;
  /** Name or path of the OCI runtime, or `null`. */
  readonly ociRuntime: string | null;
  /** Identifies the boot of the machine; `null` where that is not known: nothing is remembered then. */
  readonly bootId: string | null;
  readonly expected: Omit<ExpectedFacts, "user">;
}

/** Whether the test makes a room, and whether a sandbox without rooms is refused. */
export type RoomTest = "none" | "tried" | "required";

/** What is known of sandboxes that are started in one way. */
export interface KnownTest {
  readonly key: string;
  /** `null` when the next one must prove itself. */
  readonly passed: PassedTest | null;
}

/** The test of one sandbox. */
export interface GuardOptions {
  /** What `look()` gave. */
  readonly key: string;
  readonly user: SandboxUser;
  readonly rooms: RoomTest;
  /** Must end the sandbox; called with what failed. */
  readonly onBreach: (reason: string) => void;
}

/** Answers of the test to `self_test.py`: the container may make rooms, or serves one run. */
const MAY_MAKE_ROOMS = "r";
const ONE_RUN = "1";

/**
 * Proves, before the first program, that an engine confines as it was asked to. What passed is
 * remembered until the machine boots again, or the engine, the image, the OCI runtime or a flag changes.
 */
export class SelfTest {
  readonly #options: SelfTestOptions;
  readonly #passed: PassedTests;

  constructor(options: SelfTestOptions) {
    this.#options = options;
    const { system, log, stateDir, bootId } = options;
    this.#passed = new PassedTests({ system, log, stateDir, inFile: bootId !== null });
  }

  /**
   * What is known of sandboxes that are started with these arguments. Writes nothing.
   *
   * @param flags everything of the command line that does not differ between sandboxes
   */
  async look(flags: readonly string[], rooms: RoomTest): Promise<KnownTest> {
    const { engine, program, version, ociRuntime, bootId } = this.#options;
    const { system } = this.#options;
    const files = await Promise.all(
      [program, ociRuntime].map((path) => path === null ? [] : identifyFile(system, path)),
    );
    const maker = rooms === "none" ? [] : [ROOM];
    const all = [engine, version, bootId, files, flags, ...maker];
    const key = (await sha256(JSON.stringify(all))).slice(0, 32);
    return { key, passed: await this.#passed.find(key) };
  }

  /** The source to run instead of the loader: the test, then the loader. */
  wrap(loader: string, rooms: RoomTest): string {
    // JSON's strings are Python's, and the sources are ASCII
    const given = rooms === "none" ? "{}" : `{"ROOM": ${JSON.stringify(ROOM)}}`;
    return `exec(${JSON.stringify(SELF_TEST)}, ${given})\nexec(${JSON.stringify(loader)})`;
  }

  /**
   * Holds back what is written to a sandbox that runs the test until its facts are as they should be.
   *
   * @returns the sandbox's process without the facts on its stderr
   */
  guard(process: ChildProcess, options: GuardOptions): ChildProcess {
    const reader = process.stderr.getReader();
    const read = readFacts(reader);
    const refuse = (reason: string): never => {
      options.onBreach(reason);
      throw new Error(reason);
    };
    const judged = read.then(async ({ facts, ended }) => {
      // one that has ended says by its exit why
      if (ended) return;
      const breach = this.#findBreach(facts, options.user);
      if (breach !== null) refuse(breach);
      const trial = options.rooms === "none" ? null : this.#judgeRoom(facts, options.user);
      if (trial === null || trial.made || !trial.passing) {
        await this.#passed.remember({ key: options.key, rooms: trial });
      }
      if (trial === null) return;
      if (!trial.made && options.rooms === "required") {
        const { refusal, remedy } = refuseWithoutRooms(trial.reason);
        refuse(`${this.#options.engine} cannot be used: ${refusal}; ${remedy}`);
      }
      await this.#answer(process, trial);
    });
    // whoever writes is told
    judged.catch(() => {});
    return {
      ...process,
      stderr: withoutFacts(reader, read),
      write: (bytes) => judged.then(() => process.write(bytes)),
    };
  }

  #findBreach(facts: string | null, user: SandboxUser): string | null {
    const { engine, expected } = this.#options;
    const breaches = facts === null
      ? ["it does not tell what confines it"]
      : findBreaches(facts, { ...expected, user });
    if (breaches.length === 0) return null;
    return `a sandbox on ${engine} is not confined as it was asked to be: ${
      breaches.join("; ")
    }; ` +
      `see whether ${engine}, or its configuration, changes containers`;
  }

  #judgeRoom(facts: string | null, user: SandboxUser): RoomTrial {
    return judgeRoom(facts ?? "", { ...this.#options.expected, user });
  }

  async #answer(process: ChildProcess, trial: RoomTrial): Promise<void> {
    if (!trial.made) {
      const { log, engine } = this.#options;
      log(
        "debug",
        `Each run gets a container of its own: ${engine} makes no rooms (${trial.reason})`,
      );
    }
    await process.write(new TextEncoder().encode(trial.made ? MAY_MAKE_ROOMS : ONE_RUN));
  }
}
