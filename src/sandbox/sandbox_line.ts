import { isContainerEngine } from "../engines.ts";
import { SandboxError } from "../errors.ts";
import type { PortExit, PortSandbox, TakeChunk } from "../ipc/port.ts";
import type { SandboxChannel } from "../rpc/channel.ts";
import type { ReadLargeMessage } from "../rpc/large_message.ts";
import { joinChunks } from "../system/join_chunks.ts";
import type { Clock } from "../system/system.ts";
import { Conversation } from "./conversation.ts";
import { readExitReport } from "./exit_report.ts";
import { type EndReport, FirstProcessReader } from "./first_process.ts";
import { MarkerScanner, SECRET_BYTES } from "./resync.ts";

/**
 * Milliseconds in which the processes of a run must be dead, and then the sandbox ready again. One
 * that needs longer is killed.
 */
export const RESET_MS = 1_000;

/**
 * A started sandbox with the runtime loaded and no user code run in it yet. It serves one run: after
 * a reset, the same process is another of these.
 */
export interface PreparedSandbox {
  readonly process: PortSandbox;
  readonly channel: SandboxChannel;
  /** Resolves if the sandbox violates the protocol; otherwise it stays pending. */
  readonly broken: Promise<SandboxError>;
  /** Resolves when the process has ended and its output has been read. Never rejects. */
  readonly ended: Promise<PortExit>;
  /**
   * Resolves with the report of the end on stderr, which the program cannot write, before `ended`.
   * Stays pending if there is none.
   */
  readonly reported: Promise<EndReport>;
  /** Whether its process can serve another run after this one, as it says itself. */
  readonly rooms: boolean;
  /** Which run of its process this is, from 1 on. */
  readonly run: number;
  /** When its process was started, as `clock.monotonic()` tells. */
  readonly startedAtMs: number;
  /** The end of what the engine wrote to stderr. */
  diagnostics(): string;
  /**
   * Begins to make its process ready for another run, once every process of this one is dead. Call it
   * at most once, after the report, of a process with rooms. Nothing more is written for this run;
   * what it still sends arrives as before.
   */
  reset(): Reset;
}

/** A reset that is under way. */
export interface Reset {
  /** Resolves when all that belongs to the run before has been read. Stays pending if that fails. */
  readonly read: Promise<void>;
  /**
   * Resolves with the sandbox for the next run. Rejects when the process ends, when it violates the
   * protocol, and after {@linkcode RESET_MS}; the process is then killed. Nobody has to catch it.
   */
  readonly next: Promise<PreparedSandbox>;
}

export interface LineOptions {
  readonly readLarge: ReadLargeMessage;
  readonly clock: Clock;
}

/** What ends the wait for a sandbox before it is ready. */
export interface ReadyOptions {
  /** Milliseconds after which it is late. */
  readonly ms: number;
  readonly late: () => SandboxError;
  readonly ended: (exit: PortExit) => Error;
  readonly watch?: (fail: (reason: unknown) => void) => () => void;
}

/** What is needed to find the end of a conversation on stdout. */
interface Boundary {
  readonly scanner: MarkerScanner;
  readonly before: Conversation;
  readonly onRead: () => void;
}

/**
 * The line to a sandbox's process: it alone reads its stdout and stderr, and hands every byte to the
 * conversation it belongs to. One conversation follows the other.
 */
export class SandboxLine {
  readonly process: PortSandbox;
  readonly #options: LineOptions;
  readonly #startedAtMs: number;
  #run = 0;
  /** The one that was begun last. */
  #current: Conversation;
  /** Set from the start of a reset until its marker has come on stdout. */
  #boundary: Boundary | null = null;

  /** Begins the first conversation. */
  constructor(process: PortSandbox, options: LineOptions) {
    this.process = process;
    this.#options = options;
    this.#startedAtMs = options.clock.monotonic();
    this.#current = this.#begin();
    const drained = Promise.all([
      process.stdout.drain((chunk) => this.#receive(chunk)),
      process.stderr.drain(isContainerEngine(process.engine) ? this.#records() : this.#words()),
    ]);
    drained.then(() => process.exited).then((exit) => this.#end(exit));
  }

  /** The conversation that was begun last. */
  get current(): Conversation {
    return this.#current;
  }

  /**
   * Resolves with the sandbox when it is ready for the run. When it fails first, its process is killed.
   *
   * @param options.watch looks for other reasons to fail, and returns what ends the look
   * @throws {SandboxError} when the sandbox violates the protocol, or is late
   * @throws what `ended` makes of the end of the process, and what `watch` fails with
   */
  async ready({ ms, late, ended, watch = () => () => {} }: ReadyOptions): Promise<PreparedSandbox> {
    const conversation = this.#current;
    const failed = Promise.withResolvers<never>();
    const stopClock = this.#options.clock.after(ms, () => failed.reject(late()));
    const stopWatch = watch(failed.reject);
    conversation.broken.then(failed.reject);
    conversation.ended.then((exit) => failed.reject(ended(exit)));
    try {
      return await Promise.race([this.#prepared(conversation), failed.promise]);
    } catch (error) {
      this.process.kill();
      conversation.channel.close(error instanceof Error ? error : new Error(String(error)));
      throw error;
    } finally {
      failed.promise.catch(() => {});
      stopClock();
      stopWatch();
    }
  }

  async #prepared(conversation: Conversation): Promise<PreparedSandbox> {
    const { channel, broken, ended, reported } = conversation;
    const run = this.#run;
    const { rooms } = await channel.ready;
    return {
      process: this.process,
      channel,
      broken,
      ended,
      reported,
      rooms,
      run,
      startedAtMs: this.#startedAtMs,
      diagnostics: () => conversation.said().trim(),
      reset: () => this.#reset(conversation),
    };
  }

  #begin(): Conversation {
    this.#run++;
    return new Conversation({
      write: (bytes) => this.process.write(bytes),
      readLarge: this.#options.readLarge,
    });
  }

  /** Reads to the end also after a protocol error: a full pipe would keep the process alive. */
  #receive(chunk: Uint8Array): void | Promise<void> {
    if (this.#boundary === null) return this.#current.receive(chunk);
    return this.#receiveAcross(chunk, this.#boundary);
  }

  async #receiveAcross(chunk: Uint8Array, boundary: Boundary): Promise<void> {
    const { before, after } = boundary.scanner.scan(chunk);
    for (const piece of before) await boundary.before.receive(piece);
    if (after === null) return;
    this.#boundary = null;
    boundary.onRead();
    await this.#current.receive(after);
  }

  /** Reads the stderr of a container: output, the report of the end, and words of the engine. */
  #records(): TakeChunk {
    // the end of a conversation is its last record, so each belongs to the one that was begun last
    const records = new FirstProcessReader({
      onOutput: (message) => this.#current.takeOutput(message),
      onStood: (text) => this.#current.takeStood(text),
      onEnd: (report) => this.#current.takeReport(report),
      onDead: (nonce) => this.#current.takeDeath(nonce),
      onWords: (bytes) => this.#current.takeWords(bytes),
    });
    return (chunk) => records.receive(chunk);
  }

  /** Reads the stderr of an embedded sandbox. */
  #words(): TakeChunk {
    return (chunk) => {
      this.#current.takeWords(chunk);
      const exitCode = readExitReport(this.#current.said());
      if (exitCode === null) return;
      const unknown = { oomKills: 0, peakBytes: null, cpuMs: null };
      this.#current.takeReport({ exitCode, signal: null, done: true, ...unknown });
    };
  }

  #end(exit: PortExit): void {
    this.#boundary?.before.end(exit);
    this.#current.end(exit);
  }

  #reset(before: Conversation): Reset {
    before.endWriting();
    const read = Promise.withResolvers<void>();
    const next = this.#awaitDeath(before).then((nonce) => {
      this.#cut({ before, nonce, onRead: read.resolve });
      return this.#awaitNext();
    });
    next.catch(() => {});
    return { read: read.promise, next };
  }

  async #awaitDeath(conversation: Conversation): Promise<string> {
    const failed = Promise.withResolvers<never>();
    const stopClock = this.#options.clock.after(RESET_MS, () => {
      this.process.kill();
      failed.reject(lost(`its processes were not dead after ${RESET_MS} ms`));
    });
    conversation.ended.then(() => failed.reject(lost("its process ended")));
    try {
      return await Promise.race([conversation.dead, failed.promise]);
    } finally {
      failed.promise.catch(() => {});
      stopClock();
    }
  }

  /** Begins the next conversation: behind a marker that the sandbox writes once it knows the nonce. */
  #cut({ before, nonce, onRead }: Omit<Boundary, "scanner"> & { readonly nonce: string }): void {
    const marker = crypto.getRandomValues(new Uint8Array(SECRET_BYTES));
    this.#current = this.#begin();
    this.#boundary = { scanner: new MarkerScanner(marker), before, onRead };
    // a write fails only when the process has ended, which ends the conversation
    this.process.write(joinChunks([Uint8Array.fromHex(nonce), marker])).catch(() => {});
  }

  #awaitNext(): Promise<PreparedSandbox> {
    const { reported } = this.#current;
    return this.ready({
      ms: RESET_MS,
      late: () => lost(`it was not ready again after ${RESET_MS} ms`),
      ended: () => lost("its process ended"),
      watch: (fail) => {
        reported.then(() => fail(lost("it reported the end of a run that had not begun")));
        return () => {};
      },
    });
  }
}

function lost(why: string): SandboxError {
  return new SandboxError("SANDBOX_LOST", `Cannot reset the sandbox: ${why}`);
}
