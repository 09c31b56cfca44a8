import type { Clock } from "../system/system.ts";

/** Bytes that may wait to be written: one message of the largest size. */
const MAX_PENDING_BYTES = 64 * 1024 * 1024;
/** A message is written in pieces of this size: no more of it is on its way than a window holds. */
const PIECE_BYTES = 256 * 1024;
/** How often it is asked whether what was written has been read. Most calls are answered sooner. */
const LOOK_MS = 1_000;
/** How long a server that owes us nothing may leave untaken what it was sent. */
const STALL_MS = 5_000;
/** The same while it works on a call: many servers do not read while a tool runs. */
const BUSY_STALL_MS = 60_000;

export interface WriteQueueOptions {
  /** Resolves when the bytes are on their way, which is no sign that anybody reads. */
  readonly write: (bytes: Uint8Array) => Promise<void>;
  /** Resolves when all that is on its way is with the reader. Called again only once it has settled. */
  readonly flushed: () => Promise<void>;
  readonly clock: Clock;
  /** The reader took nothing for too long. The queue has failed everything in it. */
  readonly onStalled: (reason: string) => void;
}

/**
 * Writes messages in order, bounded in bytes and in time. Nothing waits here: `write` keeps the
 * order and waits by itself, so that what is written in one turn can go out together.
 *
 * Whether the reader reads is asked once a second, and only while an answer is awaited: a call that
 * is answered within a second costs no question.
 */
export class WriteQueue {
  readonly #options: WriteQueueOptions;
  /** Requests that were not answered, each with the number of its message. */
  readonly #owed = new Map<string | number, number>();
  /** What is being written fails with these when the queue ends. */
  readonly #failing = new Set<(reason: Error) => void>();
  #ended: Error | null = null;
  #pendingBytes = 0;
  /** Numbers of the last message that was added, that is on its way whole, and that was taken. */
  #added = 0;
  #sent = 0;
  #taken = 0;
  /** Time without progress since it was asked for; `null` when it was not. */
  #wait: { totalMs: number; idleMs: number } | null = null;
  #cancelLook: (() => void) | null = null;

  constructor(options: WriteQueueOptions) {
    this.#options = options;
  }

  /**
   * Resolves when the message is on its way.
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
    const number = ++this.#added;
    if (owed !== undefined) this.#owed.set(owed, number);
    this.#cancelLook ??= this.#lookLater();
    // not a race against one promise of the end: it would keep every message until then
    return new Promise((resolve, reject) => {
      this.#failing.add(reject);
      this.#writePieces(message).then(() => {
        this.#failing.delete(reject);
        this.#sent = number;
        resolve();
      }, (error) => {
        this.#failing.delete(reject);
        reject(error);
      });
    });
  }

  /** The request with this id was answered, or needs no answer any more. */
  answered(id: unknown): void {
    if (typeof id === "string" || typeof id === "number") this.#owed.delete(id);
  }

  /** Fails what waits and what comes. */
  end(reason: string): void {
    this.#ended ??= new Error(reason);
    this.#cancelLook?.();
    this.#cancelLook = null;
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
    }
  }

  /** Whether the reader works on something that it has taken whole. */
  get #busy(): boolean {
    return this.#owed.values().some((number) => number <= this.#taken);
  }

  /** Whether anybody waits for something that may not have been taken. */
  get #awaited(): boolean {
    return this.#taken < this.#added && (this.#owed.size > 0 || this.#pendingBytes > 0);
  }

  #lookLater(): () => void {
    return this.#options.clock.after(LOOK_MS, () => {
      this.#cancelLook = null;
      this.#look();
      if (this.#ended === null && (this.#awaited || this.#wait !== null)) {
        this.#cancelLook = this.#lookLater();
      }
    });
  }

  /** One look after each second: a machine that slept is no reader that did not read. */
  #look(): void {
    if (this.#wait === null) {
      if (this.#awaited) this.#ask();
      return;
    }
    this.#wait.totalMs += LOOK_MS;
    this.#wait.idleMs = this.#busy ? 0 : this.#wait.idleMs + LOOK_MS;
    if (this.#wait.idleMs < STALL_MS && this.#wait.totalMs < BUSY_STALL_MS) return;
    const reason = `it did not read its input for ${this.#wait.totalMs / 1000} s`;
    this.end(reason);
    this.#options.onStalled(reason);
  }

  #ask(): void {
    const asked = this.#sent;
    this.#wait = { totalMs: 0, idleMs: 0 };
    this.#options.flushed().then(() => {
      this.#taken = asked;
      this.#wait = null;
    }, () => {
      // a process that takes no input any more: if it does not end by itself, it is ended for that
    });
  }
}
