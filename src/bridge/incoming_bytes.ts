import { TAKEN_STEP_BYTES } from "../ipc/messages.ts";
import type { ByteSource } from "../ipc/port.ts";

/**
 * Bytes that arrive as messages, handed on as they come. It says how much was taken, in steps. No
 * `ReadableStream`: that costs several turns of promises for every chunk, and a call of a tool is
 * four chunks.
 */
export class IncomingBytes implements ByteSource {
  readonly #onTaken: (bytes: number) => void;
  readonly #ended = Promise.withResolvers<void>();
  /** What came before anybody took it. */
  #queue: Uint8Array[] = [];
  #take: ((chunk: Uint8Array) => void) | null = null;
  #takenBytes = 0;

  /** @param onTaken called with the bytes taken since the last call */
  constructor(onTaken: (bytes: number) => void) {
    this.#onTaken = onTaken;
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
    this.#takenBytes += bytes;
    if (this.#takenBytes < TAKEN_STEP_BYTES) return;
    this.#onTaken(this.#takenBytes);
    this.#takenBytes = 0;
  }
}
