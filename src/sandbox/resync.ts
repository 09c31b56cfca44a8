/** Bytes of each of the two secrets of a reset. */
export const SECRET_BYTES = 16;

/** What is known of the bytes after a chunk. */
export interface Cut {
  /** The next bytes that certainly stand before the marker, in order. */
  readonly before: readonly Uint8Array[];
  /** The bytes of the chunk after the marker; `null` until the marker has come. */
  readonly after: Uint8Array | null;
}

/**
 * Finds a marker in a stream whose chunks may cut it anywhere, in linear time whatever comes before
 * it. The marker is a fresh secret, so nobody who does not know it can put it there.
 */
export class MarkerScanner {
  readonly #marker: Uint8Array;
  /** How much of the marker's start a match that fails after `n` bytes still leaves, by `n`. */
  readonly #fallbacks: readonly number[];
  /** Bytes at the end of what came that are the start of the marker. */
  #matched = 0;

  /** @param marker at least one byte */
  constructor(marker: Uint8Array) {
    this.#marker = marker;
    this.#fallbacks = fallbacksOf(marker);
  }

  /** Takes the next chunk. Must not be called again once the marker has come. */
  scan(chunk: Uint8Array): Cut {
    const held = this.#matched;
    let at = 0;
    while (at < chunk.length && this.#matched < this.#marker.length) {
      if (this.#matched === 0) {
        // much faster than byte by byte
        const next = chunk.indexOf(this.#marker[0] ?? 0, at);
        at = next < 0 ? chunk.length : next;
        if (next < 0) break;
      }
      this.#take(chunk[at]);
      at++;
    }
    const found = this.#matched === this.#marker.length;
    // what was held back of earlier chunks, and this one up to here, without the match
    const length = held + at - this.#matched;
    const before = [
      this.#marker.slice(0, Math.min(held, length)),
      chunk.subarray(0, Math.max(0, length - held)),
    ].filter((piece) => piece.length > 0);
    return { before, after: found ? chunk.subarray(at) : null };
  }

  #take(byte: number | undefined): void {
    while (this.#matched > 0 && byte !== this.#marker[this.#matched]) {
      this.#matched = this.#fallbacks[this.#matched] ?? 0;
    }
    if (byte === this.#marker[this.#matched]) this.#matched++;
  }
}

/** The table of Knuth, Morris and Pratt. */
function fallbacksOf(marker: Uint8Array): number[] {
  const fallbacks = [0, 0];
  let matched = 0;
  for (const byte of marker.subarray(1)) {
    while (matched > 0 && byte !== marker[matched]) matched = fallbacks[matched] ?? 0;
    if (byte === marker[matched]) matched++;
    fallbacks.push(matched);
  }
  return fallbacks;
}
