/**
 * A `System` in memory, for tests of code that asks things of the operating system: variables,
 * files, a clock that stands still until it is moved, and children that follow a script.
 *
 * ```ts
 * const system = new FakeSystem({
 *   env: { PATH: "/usr/bin" },
 *   files: { "/usr/bin/node": executable(), "/home/ada/.claude.json": "{}" },
 *   spawn: () => ({ stdout: "hello\n", code: 0 }),
 * });
 * system.clock.advance(3000);
 * assert.deepEqual(system.spawned[0]?.argv, ["/usr/bin/node"]);
 * ```
 */

import type {
  ChildProcess,
  Platform,
  ProcessExit,
  SpawnOptions,
  Streams,
  System,
} from "../../src/system/system.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { type FakeEntry, FakeFiles } from "./fake_files.ts";

/** What a fake child does. It ends at once, unless it `hangs`. */
export interface FakeChildScript {
  readonly stdout?: string;
  readonly stderr?: string;
  /** Exit code. @default {0} */
  readonly code?: number;
  /** Never ends by itself: only by `kill()`. */
  readonly hangs?: boolean;
}

export interface FakeSystemOptions {
  /** @default {"linux"} */
  readonly platform?: Platform;
  /** @default {"/work/project"} */
  readonly cwd?: string;
  /** @default {"/home/ada"} */
  readonly home?: string | null;
  /** @default {1000}, or `null` on Windows */
  readonly uid?: number | null;
  /** @default {"/usr/bin/deno"} */
  readonly execPath?: string;
  /** @default {false} */
  readonly compiled?: boolean;
  /** @default {null} */
  readonly mainModule?: string | null;
  /** @default {null} */
  readonly bundle?: string | null;
  readonly env?: Readonly<Record<string, string>>;
  /** By absolute path; a string is a regular file's text. Parent directories come by themselves. */
  readonly files?: Readonly<Record<string, string | Uint8Array | FakeEntry>>;
  /** Answers `spawn()`; throws to refuse. Without it every spawn is refused. */
  readonly spawn?: (options: SpawnOptions) => FakeChildScript;
}

/** A system in memory. What was asked of it is kept in public fields, for tests to look at. */
export class FakeSystem implements System {
  readonly platform: Platform;
  readonly arch = "x86_64";
  readonly execPath: string;
  readonly compiled: boolean;
  readonly pid = 4242;
  readonly cpuCount = 2;
  readonly totalMemoryBytes = 8 * 1024 ** 3;
  readonly files: FakeFiles;
  readonly clock = new FakeClock();
  readonly streams = new FakeStreams();
  /** Everything that was spawned, in order. */
  readonly spawned: SpawnOptions[] = [];
  readonly mainModule: string | null;
  readonly bundle: string | null;
  /** Signals that reached a child, in order: `SIGKILL`. */
  readonly kills: string[] = [];
  /** Exit codes asked for. */
  readonly exits: number[] = [];
  readonly #cwd: string;
  readonly #home: string | null;
  readonly #uid: number | null;
  readonly #env: ReadonlyMap<string, string>;
  readonly #script: ((options: SpawnOptions) => FakeChildScript) | undefined;
  readonly #stopCallbacks: ((signal: string) => void)[] = [];

  constructor(options: FakeSystemOptions = {}) {
    this.platform = options.platform ?? "linux";
    this.execPath = options.execPath ?? "/usr/bin/deno";
    this.compiled = options.compiled ?? false;
    this.mainModule = options.mainModule ?? null;
    this.bundle = options.bundle ?? null;
    this.#cwd = options.cwd ?? "/work/project";
    this.#home = options.home === undefined ? "/home/ada" : options.home;
    this.#uid = options.uid === undefined
      ? (this.platform === "windows" ? null : 1000)
      : options.uid;
    this.#env = new Map(Object.entries(options.env ?? {}));
    this.#script = options.spawn;
    this.files = new FakeFiles({
      separator: this.platform === "windows" ? "\\" : "/",
      uid: this.#uid,
      entries: options.files ?? {},
    });
  }

  cwd(): string {
    return this.#cwd;
  }

  home(): string | null {
    return this.#home;
  }

  uid(): number | null {
    return this.#uid;
  }

  env(name: string): string | undefined {
    const value = this.#env.get(name);
    return value === "" ? undefined : value;
  }

  envNames(): readonly string[] {
    return [...this.#env.keys()];
  }

  spawn(options: SpawnOptions): ChildProcess {
    this.spawned.push(options);
    if (this.#script === undefined) throw new Error(`Cannot start ${options.argv[0]}: no script`);
    return fakeChild(this.#script(options), (signal) => this.kills.push(signal));
  }

  processExists(pid: number): Promise<boolean> {
    return Promise.resolve(pid === this.pid);
  }

  onStopSignal(callback: (signal: string) => void): void {
    this.#stopCallbacks.push(callback);
  }

  /** Delivers a stop signal, as the user's Ctrl-C would. */
  stop(signal: string): void {
    for (const callback of this.#stopCallbacks) callback(signal);
  }

  exit(code: number): never {
    this.exits.push(code);
    throw new Error(`exit ${code}`);
  }
}

/** What a fake stream fails with when its other end has gone. */
export class FakeBrokenPipe extends Error {}

/** Standard streams: stdin is empty unless a test sets another, and what is written is kept. */
export class FakeStreams implements Streams {
  stdin: ReadableStream<Uint8Array> = ReadableStream.from<Uint8Array>([]);
  stdinIsTerminal = false;
  stdoutIsTerminal = false;
  stderrIsTerminal = false;
  /** Width of the terminal. */
  width: number | null = null;
  stdout = "";
  stderr = "";
  /** Every write to stdout fails with it. */
  stdoutFault: Error | null = null;

  writeStdout(bytes: Uint8Array): Promise<void> {
    if (this.stdoutFault !== null) return Promise.reject(this.stdoutFault);
    this.stdout += new TextDecoder().decode(bytes);
    return Promise.resolve();
  }

  writeStderr(text: string): Promise<void> {
    this.stderr += text;
    return Promise.resolve();
  }

  isBrokenPipe(error: unknown): boolean {
    return error instanceof FakeBrokenPipe;
  }

  columns(): number | null {
    return this.width;
  }
}

function fakeChild(script: FakeChildScript, onKill: (signal: string) => void): ChildProcess {
  const exited = Promise.withResolvers<ProcessExit>();
  const stdout = fakeOutput(script.stdout, exited.promise);
  const stderr = fakeOutput(script.stderr, exited.promise);
  let running = true;
  const end = (exit: ProcessExit): void => {
    running = false;
    exited.resolve(exit);
  };
  if (script.hangs !== true) end({ code: script.code ?? 0, signal: null });
  return {
    pid: 5001,
    stdout,
    stderr,
    exited: exited.promise,
    write: () => running ? Promise.resolve() : Promise.reject(new Error("the process has ended")),
    closeInput: () => Promise.resolve(),
    kill(signal) {
      if (!running) return "ended";
      onKill(signal);
      end({ code: signal === "SIGKILL" ? 137 : 143, signal });
      return "sent";
    },
  };
}

/** A pipe that holds the text and stays open until the child has ended. */
function fakeOutput(
  text: string | undefined,
  ended: Promise<ProcessExit>,
): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    async start(controller): Promise<void> {
      if (text !== undefined) controller.enqueue(new TextEncoder().encode(text));
      await ended;
      try {
        controller.close();
      } catch {
        // the reader has canceled it
      }
    },
  });
}
