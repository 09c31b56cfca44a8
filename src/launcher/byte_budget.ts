/** What a message costs besides its bytes, so that empty ones count too. */
const MESSAGE_BYTES = 256;

/**
 * Bounds what the bridge may have handed over and nobody has taken yet. The bridge waits by itself
 * long before (see `WINDOW_BYTES`): only one that was taken over gets there.
 */
export class ByteBudget {
  readonly #limit: number;
  readonly #onExceeded: () => void;
  #held = 0;

  /** @param onExceeded called at each `take()` above the limit */
  constructor(limit: number, onExceeded: () => void) {
    this.#limit = limit;
    this.#onExceeded = onExceeded;
  }

  /** Counts bytes that were handed over. `false` when that is too much: they must be dropped. */
  take(bytes: number): boolean {
    if (this.#held + bytes + MESSAGE_BYTES > this.#limit) {
      this.#onExceeded();
      return false;
    }
    this.#held += bytes + MESSAGE_BYTES;
    return true;
  }

  /** The same bytes have gone. */
  give(bytes: number): void {
    this.#held -= bytes + MESSAGE_BYTES;
  }
}
