import { ACK_STEP_BYTES } from "../ipc/messages.ts";
import type { ByteSource, TakeChunk } from "../ipc/port.ts";

/**
 * Passes on bytes that arrive as messages and acknowledges them in steps. It is not a
 * `ReadableStream`, which costs several promise turns per chunk; a tool call has four chunks.
 */
export class IncomingBytes implements ByteSource {
  readonly #onAck: (bytes: number) => void;
  readonly #ended = Promise.withResolvers<void>();
  /** Bytes that arrived before `drain()` was called, or while a chunk is taken. */
  readonly #queue: Uint8Array[] = [];
  #take: TakeChunk | null = null;
  /** Whether the promise of a chunk is pending. */
  #taking = false;
  #over = false;
  /** What cut the bytes off. */
  #cut: Error | null = null;
  #unacknowledged = 0;

  /** @param onAck called with the bytes consumed since the last call */
  constructor(onAck: (bytes: number) => void) {
    this.#onAck = onAck;
    this.#ended.promise.catch(() => {});
  }

  /** Takes bytes that arrived. */
  push(bytes: Uint8Array): void {
    if (this.#take === null || this.#taking) this.#queue.push(bytes);
    else this.#pass(bytes, this.#take);
  }

  /** Ends the stream; with an error, when it was cut off. */
  end(cut: Error | null = null): void {
    this.#over = true;
    this.#cut ??= cut;
    if (this.#queue.length > 0 || this.#taking) return;
    if (this.#cut === null) this.#ended.resolve();
    else this.#ended.reject(this.#cut);
  }

  drain(take: TakeChunk): Promise<void> {
    this.#take = take;
    this.#passQueue();
    return this.#ended.promise;
  }

  #passQueue(): void {
    while (this.#take !== null && !this.#taking) {
      const bytes = this.#queue.shift();
      if (bytes === undefined) break;
      this.#pass(bytes, this.#take);
    }
    if (this.#over) this.end();
  }

  #pass(bytes: Uint8Array, take: TakeChunk): void {
    try {
      const taken = take(bytes);
      if (taken !== undefined) return void this.#passLater(bytes, taken);
    } catch (error) {
      this.#fail(error);
    }
    this.#count(bytes.length);
  }

  async #passLater(bytes: Uint8Array, taken: Promise<void>): Promise<void> {
    this.#taking = true;
    try {
      await taken;
    } catch (error) {
      this.#fail(error);
    }
    this.#taking = false;
    this.#count(bytes.length);
    this.#passQueue();
  }

  #fail(error: unknown): void {
    this.#ended.reject(error);
    // drop the rest, because the process would block on a full pipe
    this.#take = () => {};
  }

  #count(bytes: number): void {
    this.#unacknowledged += bytes;
    if (this.#unacknowledged < ACK_STEP_BYTES) return;
    this.#onAck(this.#unacknowledged);
    this.#unacknowledged = 0;
  }
}
