/**
 * Flow control for one stream: counts bytes that were sent and not yet acknowledged, and makes the
 * writer wait while there are too many. Both halves use it for every stream that they send.
 */
export class ByteWindow {
  readonly #limit: number;
  #unacknowledged = 0;
  readonly #waiting: Waiting[] = [];
  #failure: Error | null = null;

  /** @param limit unacknowledged bytes from which on a writer waits */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /**
   * Calls `send` when there is room, in the order of the calls, and counts its bytes. One chunk may
   * exceed the limit, so that a chunk of any size can be sent.
   *
   * @returns `null` when `send` was called at once. Otherwise a promise that resolves when it was
   *   called, and rejects with the reason of `fail()`
   */
  send(bytes: number, send: () => void): Promise<void> | null {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    if (this.#waiting.length === 0 && this.#open) {
      this.#unacknowledged += bytes;
      send();
      return null;
    }
    const sent = Promise.withResolvers<void>();
    this.#waiting.push({ bytes, send, sent });
    return sent.promise;
  }

  /** The reader has consumed so many bytes: sends what there is room for now. */
  ack(bytes: number): void {
    this.#unacknowledged = Math.max(0, this.#unacknowledged - bytes);
    while (this.#open) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#unacknowledged += next.bytes;
      next.send();
      next.sent.resolve();
    }
  }

  /** The reader has gone: everything that waits is dropped, and every `send()` rejects. */
  fail(reason: Error): void {
    this.#failure ??= reason;
    for (const { sent } of this.#waiting.splice(0)) sent.reject(this.#failure);
  }

  get #open(): boolean {
    return this.#unacknowledged < this.#limit;
  }
}

interface Waiting {
  readonly bytes: number;
  readonly send: () => void;
  readonly sent: PromiseWithResolvers<void>;
}
