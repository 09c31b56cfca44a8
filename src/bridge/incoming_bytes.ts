import { ACK_STEP_BYTES } from "../ipc/messages.ts";
import type { ByteSource } from "../ipc/port.ts";

/**
 * Passes on bytes that arrive as messages, and acknowledges them in steps. It is no `ReadableStream`:
 * that costs several promise turns per chunk, and one call of a tool is four chunks.
 */
export class IncomingBytes implements ByteSource {
  readonly #onAck: (bytes: number) => void;
  readonly #ended = Promise.withResolvers<void>();
  /** What arrived before `drain()` was called. */
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

  /** Nothing more will arrive. */
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
      // the process must not stall on a reader that has failed
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
