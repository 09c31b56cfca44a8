import type { Clock } from "../system/system.ts";

/** Bytes that may wait to be written: one message of the largest size. */
const MAX_PENDING_BYTES = 64 * 1024 * 1024;
/** A message is written in pieces of this size, so that a slow reader is seen to make progress. */
const PIECE_BYTES = 256 * 1024;
/** How long a server that owes us nothing may leave a piece untaken. */
const STALL_MS = 5_000;
/** The same while it works on a call: many servers do not read while a tool runs. */
const BUSY_STALL_MS = 60_000;

export interface WriteQueueOptions {
  /** Resolves when the bytes were taken. */
  readonly write: (bytes: Uint8Array) => Promise<void>;
  readonly clock: Clock;
  /** The reader took nothing for too long. The queue has failed everything in it. */
  readonly onStalled: (reason: string) => void;
}

/** Writes messages one after another, bounded in bytes and in time. */
export class WriteQueue {
  readonly #options: WriteQueueOptions;
  /** Requests that were written and not answered. */
  readonly #owed = new Set<string | number>();
  /** What is being written fails with these when the queue ends. */
  readonly #failing = new Set<(reason: Error) => void>();
  #ended: Error | null = null;
  #last: Promise<void> = Promise.resolve();
  #pending = 0;

  constructor(options: WriteQueueOptions) {
    this.#options = options;
  }

  /**
   * Resolves when the message was taken.
   *
   * @param owed id of the request, when the message is one: it will be answered
   * @throws {Error} when too much is waiting, the reader has gone, or it does not read
   */
  add(message: Uint8Array, owed?: string | number): Promise<void> {
    if (this.#pending > 0 && this.#pending + message.length > MAX_PENDING_BYTES) {
      return Promise.reject(
        new Error(`more than ${MAX_PENDING_BYTES} bytes wait for the server to read them`),
      );
    }
    this.#pending += message.length;
    const written = this.#last.then(() => this.#write(message, owed))
      .finally(() => this.#pending -= message.length);
    this.#last = written.catch(() => {});
    return written;
  }

  /** The request with this id was answered, or needs no answer any more. */
  answered(id: unknown): void {
    if (typeof id === "string" || typeof id === "number") this.#owed.delete(id);
  }

  /** Fails what waits and what comes. */
  end(reason: string): void {
    this.#ended ??= new Error(reason);
    for (const fail of this.#failing) fail(this.#ended);
  }

  async #write(message: Uint8Array, owed: string | number | undefined): Promise<void> {
    const busy = () => this.#owed.size > (owed === undefined ? 0 : 1);
    // the answer may come before the write is known to be done
    if (owed !== undefined) this.#owed.add(owed);
    for (let start = 0; start < message.length; start += PIECE_BYTES) {
      const cancel = this.#watchStall(busy);
      try {
        const piece = message.subarray(start, start + PIECE_BYTES);
        await this.#writePiece(piece);
      } finally {
        cancel();
      }
    }
  }

  /** Not a race against one promise of the end: it would keep every message until then. */
  #writePiece(piece: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#ended !== null) return reject(this.#ended);
      this.#failing.add(reject);
      this.#options.write(piece).then(resolve, reject).finally(() => this.#failing.delete(reject));
    });
  }

  #watchStall(busy: () => boolean, waited = 0): () => void {
    let cancel = this.#options.clock.after(STALL_MS, () => {
      const total = waited + STALL_MS;
      if (busy() && total < BUSY_STALL_MS) {
        cancel = this.#watchStall(busy, total);
        return;
      }
      const reason = `it did not read its input for ${total / 1000} s`;
      this.end(reason);
      this.#options.onStalled(reason);
    });
    return () => cancel();
  }
}
