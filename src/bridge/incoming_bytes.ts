import { ACK_STEP_BYTES } from "../ipc/messages.ts";
import type { ByteSource } from "../ipc/port.ts";

/**
 * Passes on bytes that arrive as messages and acknowledges them in steps. It is not a
 * `ReadableStream`, which costs several promise turns per chunk; a tool call has four chunks.
 */
export class IncomingBytes implements ByteSource {
  readonly #onAck: (bytes: number) => void;
  readonly #ended = Promise.withResolvers<void>();
  /** Bytes that arrived before `drain()` was called. */
  #queue: Uint8Array[] = [];
  #take: ((chunk: Uint8Array) => void) | null = null;
  #unacknowledged = 0;

  /** @param onAck called with the bytes consumed since the last call */
  constructor(onAck: (bytes: number) => void) {
    this.#onAck = onAck;
    this.#ended.promise.catch(() => {});
  }

  /** Takes bytes that arrived. */
  push(bytes: Uint8Array): void {
    if (this.#take === null) this.#queue.push(bytes);
    else this.#pass(bytes, this.#take);
  }

  /** Ends the stream. */
  end(): void {
    this.#ended.resolve();
  }

  drain(take: (chunk: Uint8Array) => void): Promise<void> {
    const queue = this.#queue;
    this.#queue = [];
    this.#take = take;
    for (const bytes of queue) this.#pass(bytes, this.#take);
    return this.#ended.promise;
  }

  #pass(bytes: Uint8Array, take: (chunk: Uint8Array) => void): void {
    try {
      take(bytes);
    } catch (error) {
      this.#ended.reject(error);
      // drop the rest, because the process would block on a full pipe
      this.#take = () => {};
    }
    this.#count(bytes.length);
  }

  #count(bytes: number): void {
    this.#unacknowledged += bytes;
    if (this.#unacknowledged < ACK_STEP_BYTES) return;
    this.#onAck(this.#unacknowledged);
    this.#unacknowledged = 0;
  }
}
