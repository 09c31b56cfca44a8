import { ByteWindow } from "../ipc/byte_window.ts";
import {
  ACK_STEP_BYTES,
  type LauncherMessage,
  type OutputStream,
  WINDOW_BYTES,
} from "../ipc/messages.ts";
import { type ChunkReader, readChunks } from "../system/chunk_reader.ts";
import { joinChunks } from "../system/join_chunks.ts";
import type { Clock, ProcessExit, Stdio } from "../system/system.ts";
import { settlesWithin } from "../system/waiting.ts";
import { LateOutput } from "./late_output.ts";
import type { Redaction } from "../redaction/redaction.ts";

/** Sends a message to the bridge. Buffers in `transfer` are moved, not copied. */
export type PostToBridge = (message: LauncherMessage, transfer?: ArrayBuffer[]) => void;

/** Milliseconds that a process may go on after all was done to end it; then it counts as ended. */
export const GIVE_UP_MS = 1_000;
/**
 * Why a process is ended, which says how much time it has.
 *
 * - `stop`: it is not needed any more.
 * - `bridge`: the bridge that asked for it ends.
 * - `broken`: it does what no good one would do.
 * - `now`: the user does not want to wait.
 */
export type Ending = "stop" | "bridge" | "broken" | "now";

export interface ChildRelayOptions {
  readonly id: number;
  readonly process: Stdio;
  readonly post: PostToBridge;
  readonly clock: Clock;
  /**
   * Ends the process and all that belongs to it; bounded in time. Called again, perhaps for an end that
   * is to come sooner.
   */
  readonly end: (ending: Ending) => Promise<void>;
  /** Called for each `write()`, with its bytes, when they are written or never can be. */
  readonly onWritten: (bytes: number) => void;
  /** Called with each piece of stderr, as it comes. */
  readonly noteStderr?: (chunk: Uint8Array) => void;
  /** Called with the first piece of stdout. */
  readonly onFirstOutput?: () => void;
  /** What the engine says of an end that no program can have caused, or `null`. */
  readonly describeExit?: (exit: ProcessExit) => string | null;
  /** Takes secrets out of what the process writes, before anybody sees it. @default {null} none */
  readonly redaction?: Redaction | null;
  /** Whether the engine has seen that the memory was used up. */
  readonly ranOutOfMemory?: () => boolean;
}

/** What counts as the end of a process that was given up. */
const KILLED: ProcessExit = { code: 137, signal: "SIGKILL" };

/** Carries the bytes of one child process to and from the bridge. */
export class ChildRelay {
  /** Resolves when the process has ended and the bridge was told everything. Never rejects. */
  readonly finished: Promise<void>;
  readonly #options: ChildRelayOptions;
  readonly #windows = {
    stdout: new ByteWindow(WINDOW_BYTES),
    stderr: new ByteWindow(WINDOW_BYTES),
  };
  readonly #readers: ChunkReader[] = [];
  #unwritten: Uint8Array[] = [];
  /** Bytes that were handed over, and those of them that are in the pipe. */
  #takenBytes = 0;
  #pipedBytes = 0;
  /** Bytes that must be in the pipe before `flushed` is said; `null` when nobody waits for it. */
  #flushAt: number | null = null;
  readonly #givenUp = Promise.withResolvers<ProcessExit>();
  #writing: Promise<void> | null = null;
  #ending: Promise<void> | null = null;
  /** Whether what it writes is thrown away. */
  #muted = false;
  #unackedBytes = 0;
  #writeFailed = false;
  /** Streams whose window is full. */
  #blocked = 0;
  /** Set once the process has ended. */
  #late: LateOutput | null = null;
  #inputClosed = false;
  #said = false;

  constructor(options: ChildRelayOptions) {
    this.#options = options;
    this.finished = this.#run();
  }

  /** Takes bytes for the process, which are written in order. */
  write(bytes: Uint8Array): void {
    this.#unwritten.push(bytes);
    this.#takenBytes += bytes.length;
    this.#writing ??= this.#writeAll();
  }

  /** Says `flushed` once all that was written before is in the pipe; `write_failed` if it never can be. */
  flush(): void {
    const { id, post } = this.#options;
    if (this.#writeFailed) return post({ op: "write_failed", id });
    this.#flushAt = this.#takenBytes;
    this.#sayFlushed();
  }

  /** Closes the process's stdin after what was written before. */
  closeInput(): void {
    if (this.#inputClosed) return;
    this.#inputClosed = true;
    const { process } = this.#options;
    if (this.#writing === null) process.closeInput();
    else void this.#writing.then(() => process.closeInput());
  }

  /** The bridge has consumed bytes of a stream. */
  ack(stream: OutputStream, bytes: number): void {
    this.#windows[stream].ack(bytes);
  }

  /** Lets the process end in its own time, after what was written before; what it says still counts. */
  stop(): void {
    this.closeInput();
    void this.#begin("stop");
  }

  /** Ends the process. Resolves when that is done, or its time is over. Safe to call again. */
  end(ending: Ending): Promise<void> {
    this.#muted = true;
    const ended = this.#begin(ending);
    // what nobody reads must not keep the pipes full: an engine waits for its client's output
    for (const window of Object.values(this.#windows)) window.ack(Number.MAX_SAFE_INTEGER);
    return ended;
  }

  /** Ends the process, and tells the bridge so at once: nothing is to be hoped for. */
  abandon(): void {
    void this.end("broken");
    this.#givenUp.resolve(KILLED);
  }

  /** The clean-up that is under way or done; `null` when none was asked for. */
  get ending(): Promise<void> | null {
    return this.#ending;
  }

  #begin(ending: Ending): Promise<void> {
    const ended = this.#options.end(ending);
    this.#ending ??= ended.then(() => this.#giveUp());
    return this.#ending;
  }

  /** The bridge must not wait for a process that the system does not let us end. */
  #giveUp(): void {
    const { clock, process: { exited } } = this.#options;
    settlesWithin(exited, { clock, ms: GIVE_UP_MS }).then((ended) => {
      if (!ended) this.#givenUp.resolve(KILLED);
    });
  }

  /** What comes while a write is under way goes out as one. */
  async #writeAll(): Promise<void> {
    const { id, process, post, onWritten } = this.#options;
    while (this.#unwritten.length > 0) {
      const batch = this.#unwritten;
      this.#unwritten = [];
      const [only, ...more] = batch;
      const bytes = only !== undefined && more.length === 0 ? only : joinChunks(batch);
      try {
        await process.write(bytes);
        this.#ackWrite(bytes.length);
      } catch {
        this.#writeFailed = true;
        this.#flushAt = null;
        post({ op: "write_failed", id });
      }
      for (const { length } of batch) onWritten(length);
    }
    this.#writing = null;
  }

  #sayFlushed(): void {
    if (this.#flushAt === null || this.#pipedBytes < this.#flushAt) return;
    this.#flushAt = null;
    this.#options.post({ op: "flushed", id: this.#options.id });
  }

  /** In steps: a message for every small write would wake the bridge each time, for nothing. */
  #ackWrite(bytes: number): void {
    this.#pipedBytes += bytes;
    this.#sayFlushed();
    this.#unackedBytes += bytes;
    if (this.#unackedBytes < ACK_STEP_BYTES) return;
    const { id, post } = this.#options;
    post({ op: "write_ack", id, bytes: this.#unackedBytes });
    this.#unackedBytes = 0;
  }

  async #run(): Promise<void> {
    const { id, process, post, clock } = this.#options;
    const streams = Promise.all([this.#pump("stdout"), this.#pump("stderr")]);
    const exit = await Promise.race([process.exited, this.#givenUp.promise]);
    // a process that the child left behind may hold the pipes open for ever
    this.#late = new LateOutput(clock, this.#blocked);
    await Promise.race([streams, this.#late.over]);
    this.#late.stop();
    const reason = this.#options.describeExit?.(exit) ?? null;
    const outOfMemory = this.#options.ranOutOfMemory?.() ?? false;
    post({
      op: "exited",
      id,
      exit: {
        ...exit,
        ...(reason === null ? {} : { reason }),
        ...(outOfMemory ? { outOfMemory } : {}),
      },
    });
    for (const reader of this.#readers) reader.cancel();
    await streams;
  }

  /** A full window says nothing about the pipe: silence is not counted meanwhile. */
  async #waitForRoom(sent: Promise<void>): Promise<void> {
    this.#blocked++;
    this.#late?.pause();
    await sent;
    this.#blocked--;
    if (this.#blocked === 0) this.#late?.resume();
  }

  async #pump(stream: OutputStream): Promise<void> {
    const { id, process, post, noteStderr, redaction } = this.#options;
    const redactor = redaction?.stream();
    try {
      const reader = readChunks(process[stream]);
      this.#readers.push(reader);
      for (let chunk = await reader.next(); chunk !== null; chunk = await reader.next()) {
        if (stream === "stderr") noteStderr?.(chunk);
        else if (!this.#said) {
          this.#said = true;
          this.#options.onFirstOutput?.();
        }
        if (this.#muted) continue;
        await this.#send(stream, redactor?.push(chunk) ?? chunk);
        this.#late?.onChunk(chunk.length);
      }
    } catch {
      // a pipe that fails has ended; the exit of the process says why
    }
    if (redactor !== undefined && !this.#muted) await this.#send(stream, redactor.end());
    post({ op: "data_end", id, stream });
  }

  async #send(stream: OutputStream, bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0) return;
    const { id, post } = this.#options;
    const own = bytes.slice();
    const sent = this.#windows[stream].send(
      own.length,
      () => post({ op: "data", id, stream, bytes: own }, [own.buffer]),
    );
    if (sent !== null) await this.#waitForRoom(sent);
  }
}
