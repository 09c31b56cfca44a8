/**
 * Counts bytes under way to a reader that says what it took, and lets the writer wait when there are
 * too many. Either half of the program uses it for each stream that it sends.
 */
export class ByteWindow {
  readonly #limit: number;
  #underWay = 0;
  #waiting: PromiseWithResolvers<void>[] = [];
  #failure: Error | null = null;

  /** @param limit bytes that may be under way before a writer waits */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether more may be sent at once, without waiting for `room()`. */
  get open(): boolean {
    return this.#failure === null && this.#underWay < this.#limit;
  }

  /** Counts bytes that were just sent. */
  sent(bytes: number): void {
    this.#underWay += bytes;
  }

  /** Counts bytes that the reader took. */
  taken(bytes: number): void {
    this.#underWay = Math.max(0, this.#underWay - bytes);
    if (this.#underWay < this.#limit) this.#settle((waiting) => waiting.resolve());
  }

  /** The reader has gone: nobody waits any longer, and every `room()` rejects. */
  fail(reason: Error): void {
    this.#failure ??= reason;
    this.#settle((waiting) => waiting.reject(reason));
  }

  /** Resolves when more may be sent; rejects with the reason of `fail()`. */
  room(): Promise<void> {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    if (this.#underWay < this.#limit) return Promise.resolve();
    const waiting = Promise.withResolvers<void>();
    this.#waiting.push(waiting);
    return waiting.promise;
  }

  #settle(how: (waiting: PromiseWithResolvers<void>) => void): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const one of waiting) how(one);
  }
}
