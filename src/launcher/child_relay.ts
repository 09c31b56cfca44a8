import { ByteWindow } from "../bridge/byte_window.ts";
import {
  type LauncherMessage,
  type OutputStream,
  TAKEN_STEP_BYTES,
  WINDOW_BYTES,
} from "../bridge/messages.ts";
import type { ChildProcess, Clock, ProcessExit } from "../system/system.ts";

/** Sends a message to the bridge. Buffers in `transfer` are moved, not copied. */
export type PostToBridge = (message: LauncherMessage, transfer?: ArrayBuffer[]) => void;

/** Milliseconds that output may still arrive after its process has ended. */
const DRAIN_MS = 1_000;

export interface ChildRelayOptions {
  readonly id: number;
  readonly process: ChildProcess;
  readonly post: PostToBridge;
  readonly clock: Clock;
  /** Ends the process and all that belongs to it; bounded in time. */
  readonly end: () => Promise<void>;
  /** What the engine says of an end that no program can have caused, or `null`. */
  readonly describeExit?: (exit: ProcessExit) => string | null;
}

/** Carries the bytes of one child process to and from the bridge. */
export class ChildRelay {
  /** Resolves when the process has ended and the bridge was told everything. Never rejects. */
  readonly finished: Promise<void>;
  readonly #options: ChildRelayOptions;
  readonly #windows = {
    stdout: new ByteWindow(WINDOW_BYTES),
    stderr: new ByteWindow(WINDOW_BYTES),
  };
  readonly #readers: ReadableStreamDefaultReader<Uint8Array>[] = [];
  #unwritten: Uint8Array[] = [];
  #batch: Promise<void> | null = null;
  #writing: Promise<void> = Promise.resolve();
  #ending: Promise<void> | null = null;
  #writtenBytes = 0;
  #inputClosed = false;

  constructor(options: ChildRelayOptions) {
    this.#options = options;
    this.finished = this.#run();
  }

  /** Takes bytes for the process, which are written in order. Resolves when they are, or cannot be. */
  write(bytes: Uint8Array): Promise<void> {
    this.#unwritten.push(bytes);
    // what comes while a write is under way goes out as one
    this.#batch ??= this.#writing.then(() => this.#writeBatch());
    this.#writing = this.#batch;
    return this.#batch;
  }

  /** Closes the process's stdin after what was written before. */
  closeInput(): void {
    if (this.#inputClosed) return;
    this.#inputClosed = true;
    this.#writing = this.#writing.then(() => this.#options.process.closeInput());
  }

  /** The bridge took bytes of a stream. */
  taken(stream: OutputStream, bytes: number): void {
    this.#windows[stream].taken(bytes);
  }

  /** Ends the process. Resolves when that is done, or its time is over. Safe to call again. */
  end(): Promise<void> {
    this.#ending ??= this.#options.end();
    // what the bridge has not read yet must not keep the pipes full
    for (const window of Object.values(this.#windows)) window.taken(Number.MAX_SAFE_INTEGER);
    return this.#ending;
  }

  async #writeBatch(): Promise<void> {
    const { id, process, post } = this.#options;
    const bytes = joined(this.#unwritten);
    this.#unwritten = [];
    this.#batch = null;
    try {
      await process.write(bytes);
      this.#wrote(bytes.length);
    } catch {
      post({ op: "write_failed", id });
    }
  }

  /** In steps: a message for every small write would wake the bridge each time, for nothing. */
  #wrote(bytes: number): void {
    this.#writtenBytes += bytes;
    if (this.#writtenBytes < TAKEN_STEP_BYTES) return;
    const { id, post } = this.#options;
    post({ op: "wrote", id, bytes: this.#writtenBytes });
    this.#writtenBytes = 0;
  }

  async #run(): Promise<void> {
    const { id, process, post, clock } = this.#options;
    const streams = Promise.all([this.#pump("stdout"), this.#pump("stderr")]);
    const exit = await process.exited;
    // a process that the child left behind may hold the pipes open for ever
    const late = Promise.withResolvers<void>();
    const stopClock = clock.after(DRAIN_MS, late.resolve);
    await Promise.race([streams, late.promise]);
    stopClock();
    const reason = this.#options.describeExit?.(exit) ?? null;
    post({ op: "exited", id, exit: reason === null ? exit : { ...exit, reason } });
    for (const reader of this.#readers) reader.cancel().catch(() => {});
    await streams;
  }

  async #pump(stream: OutputStream): Promise<void> {
    const { id, process, post } = this.#options;
    const window = this.#windows[stream];
    try {
      const reader = process[stream].getReader();
      this.#readers.push(reader);
      while (true) {
        const { done, value } = await reader.read();
        if (done) break;
        await window.room();
        const own = ownBuffer(value);
        window.sent(own.length);
        post({ op: "data", id, stream, bytes: own }, [own.buffer]);
      }
    } catch {
      // a pipe that fails has ended; the exit of the process says why
    }
    post({ op: "data_end", id, stream });
  }
}

/** The bytes in a buffer that holds nothing else; a chunk that fills its own is not copied. */
function ownBuffer(chunk: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = chunk;
  if (buffer instanceof ArrayBuffer && buffer.byteLength === chunk.length) {
    return new Uint8Array(buffer);
  }
  return chunk.slice();
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const [first] = chunks;
  if (chunks.length === 1 && first !== undefined) return first;
  const all = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    all.set(chunk, offset);
    offset += chunk.length;
  }
  return all;
}
