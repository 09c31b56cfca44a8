import { messageOf } from "../../errors.ts";
import { parseJson } from "../../json/read_json.ts";
import type { Log } from "../../log.ts";
import { SELF_TEST } from "../../python/modules.ts";
import { pathsOf } from "../../system/paths.ts";
import { sha256 } from "../../system/sha256.ts";
import type { ChildProcess, System } from "../../system/system.ts";
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

/** The test of one sandbox. */
export interface GuardOptions {
  /** What `due()` gave. */
  readonly key: string;
  readonly user: SandboxUser;
  /** Must end the sandbox; called with what failed. */
  readonly onBreach: (reason: string) => void;
}

/** Bytes that may come before the end of the facts. */
const MAX_FACTS_BYTES = 64 * 1024;
/** Tests that are remembered. */
const MAX_REMEMBERED = 32;
const FILE = "self-tests.json";
const MAX_FILE_BYTES = 16 * 1024;
const FACTS = /\0facts (.*)\n/;

/**
 * Proves, before the first program, that an engine confines as it was asked to. What passed is
 * remembered until the machine boots again, or the engine, the image, the OCI runtime or a flag changes.
 */
export class SelfTest {
  readonly #options: SelfTestOptions;
  readonly #passed = new Set<string>();

  constructor(options: SelfTestOptions) {
    this.#options = options;
  }

  /**
   * Whether a sandbox that is started with these arguments must prove itself.
   *
   * @param flags everything of the command line that does not differ between sandboxes
   * @returns the key to pass to `guard()`, or `null`
   */
  async due(flags: readonly string[]): Promise<string | null> {
    const { system, engine, program, version, ociRuntime, bootId } = this.#options;
    const files = await Promise.all([program, ociRuntime].map((path) => this.#identify(path)));
    const key = (await sha256(JSON.stringify([engine, version, bootId, files, flags]))).slice(
      0,
      32,
    );
    if (this.#passed.has(key)) return null;
    if (bootId === null || !(await readPassed(system, this.#file())).includes(key)) return key;
    this.#passed.add(key);
    return null;
  }

  /** The source to run instead of the loader: the test, then the loader. */
  wrap(loader: string): string {
    // JSON's strings are Python's, and the sources are ASCII
    return `exec(${JSON.stringify(SELF_TEST)}, {})\nexec(${JSON.stringify(loader)})`;
  }

  /**
   * Holds back what is written to a sandbox that runs the test until its facts are as they should be.
   *
   * @returns the sandbox's process without the facts on its stderr
   */
  guard(process: ChildProcess, { key, user, onBreach }: GuardOptions): ChildProcess {
    const reader = process.stderr.getReader();
    const read = readFacts(reader);
    const judged = read.then(async ({ facts, ended }) => {
      // one that has ended says by its exit why
      if (ended) return;
      const { engine, expected } = this.#options;
      const breaches = facts === null
        ? ["it does not tell what confines it"]
        : findBreaches(facts, { ...expected, user });
      if (breaches.length === 0) return await this.#remember(key);
      const reason = `a sandbox on ${engine} is not confined as it was asked to be: ` +
        `${breaches.join("; ")}; see whether ${engine}, or its configuration, changes containers`;
      onBreach(reason);
      throw new Error(reason);
    });
    // whoever writes is told
    judged.catch(() => {});
    return {
      ...process,
      stderr: resume(reader, read),
      write: (bytes) => judged.then(() => process.write(bytes)),
    };
  }

  #file(): string {
    const { system, stateDir } = this.#options;
    return pathsOf(system.platform).join(stateDir, FILE);
  }

  async #identify(path: string | null): Promise<readonly unknown[]> {
    if (path === null) return [];
    const { files } = this.#options.system;
    const real = await files.realPath(path).catch(() => null);
    const info = real === null ? null : await files.info(real).catch(() => null);
    return [path, real, info?.size, info?.modified];
  }

  async #remember(key: string): Promise<void> {
    const { system, log, bootId } = this.#options;
    this.#passed.add(key);
    if (bootId === null) return;
    try {
      const before = await readPassed(system, this.#file());
      const keys = [...before.filter((other) => other !== key), key].slice(-MAX_REMEMBERED);
      await system.files.writeAtomic(this.#file(), JSON.stringify(keys), 0o600);
    } catch (error) {
      log("debug", `Cannot remember that a self-test passed: ${messageOf(error)}`);
    }
  }
}

type Reader = ReadableStreamDefaultReader<Uint8Array>;

interface ReadFacts {
  readonly facts: string | null;
  /** What else was read. */
  readonly rest: Uint8Array;
  /** Whether the stream ended before the facts did. */
  readonly ended: boolean;
}

/** Reads up to the end of the facts, or as far as they may reach. Never rejects. */
async function readFacts(reader: Reader): Promise<ReadFacts> {
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  let text = "";
  while (text.length < MAX_FACTS_BYTES) {
    const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }));
    if (done || value === undefined) {
      return { facts: null, rest: encoder.encode(text), ended: true };
    }
    text += decoder.decode(value, { stream: true });
    const match = FACTS.exec(text);
    if (match === null) continue;
    const rest = encoder.encode(text.replace(match[0], ""));
    return { facts: match[1] ?? "", rest, ended: false };
  }
  return { facts: null, rest: encoder.encode(text), ended: false };
}

function resume(reader: Reader, read: Promise<ReadFacts>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    async start(controller): Promise<void> {
      const { rest } = await read;
      if (rest.length > 0) controller.enqueue(rest);
    },
    async pull(controller): Promise<void> {
      const { done, value } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
}

async function readPassed(system: System, file: string): Promise<readonly string[]> {
  const text = await system.files.readText(file, MAX_FILE_BYTES).catch(() => "");
  const keys = parseJson(text);
  return Array.isArray(keys) ? keys.filter((key) => typeof key === "string") : [];
}
