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

/**
 * Writes messages in order, bounded in bytes and in time. Nothing waits here: `write` keeps the
 * order and waits by itself, so that what is written in one turn can go out together.
 */
export class WriteQueue {
  readonly #options: WriteQueueOptions;
  /** Requests that were not answered. */
  readonly #owed = new Set<string | number>();
  /** Those of them that are still being written. */
  readonly #leaving = new Set<string | number>();
  /** What is being written fails with these when the queue ends. */
  readonly #failing = new Set<(reason: Error) => void>();
  #ended: Error | null = null;
  #pendingBytes = 0;
  #cancelWatch: (() => void) | null = null;

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
    if (this.#ended !== null) return Promise.reject(this.#ended);
    if (this.#pendingBytes > 0 && this.#pendingBytes + message.length > MAX_PENDING_BYTES) {
      return Promise.reject(
        new Error(`more than ${MAX_PENDING_BYTES} bytes wait for the server to read them`),
      );
    }
    this.#pendingBytes += message.length;
    if (owed !== undefined) {
      this.#owed.add(owed);
      this.#leaving.add(owed);
    }
    this.#cancelWatch ??= this.#watchStall();
    // not a race against one promise of the end: it would keep every message until then
    return new Promise((resolve, reject) => {
      const settle = (how: () => void) => {
        this.#failing.delete(reject);
        if (owed !== undefined) this.#leaving.delete(owed);
        how();
      };
      this.#failing.add(reject);
      this.#writePieces(message).then(
        () => settle(resolve),
        (error) => settle(() => reject(error)),
      );
    });
  }

  /** The request with this id was answered, or needs no answer any more. */
  answered(id: unknown): void {
    if (typeof id !== "string" && typeof id !== "number") return;
    this.#owed.delete(id);
    this.#leaving.delete(id);
  }

  /** Fails what waits and what comes. */
  end(reason: string): void {
    this.#ended ??= new Error(reason);
    this.#cancelWatch?.();
    for (const fail of this.#failing) fail(this.#ended);
    this.#failing.clear();
  }

  async #writePieces(message: Uint8Array): Promise<void> {
    if (message.length <= PIECE_BYTES) return await this.#writePiece(message);
    const pieces: Promise<void>[] = [];
    for (let start = 0; start < message.length; start += PIECE_BYTES) {
      pieces.push(this.#writePiece(message.subarray(start, start + PIECE_BYTES)));
    }
    await Promise.all(pieces);
  }

  async #writePiece(piece: Uint8Array): Promise<void> {
    const { length } = piece;
    try {
      await this.#options.write(piece);
    } finally {
      this.#pendingBytes -= length;
      this.#progressed();
    }
  }

  #progressed(): void {
    if (this.#ended !== null) return;
    this.#cancelWatch?.();
    this.#cancelWatch = this.#pendingBytes > 0 ? this.#watchStall() : null;
  }

  /** Whether the reader works on something that it has been sent whole. */
  get #busy(): boolean {
    return this.#owed.size > this.#leaving.size;
  }

  #watchStall(waited = 0): () => void {
    return this.#options.clock.after(STALL_MS, () => {
      const total = waited + STALL_MS;
      if (this.#busy && total < BUSY_STALL_MS) {
        this.#cancelWatch = this.#watchStall(total);
        return;
      }
      const reason = `it did not read its input for ${total / 1000} s`;
      this.end(reason);
      this.#options.onStalled(reason);
    });
  }
}
