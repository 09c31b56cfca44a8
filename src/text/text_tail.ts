/** Most bytes of a character in UTF-8. */
const CHARACTER_BYTES = 4;

/** Keeps the end of a text that arrives as UTF-8 bytes, in bounded memory. */
export class TextTail {
  readonly #kept: number;
  #decoder = new TextDecoder();
  #text = "";

  /** @param kept UTF-16 units kept */
  constructor(kept: number) {
    this.#kept = kept;
  }

  /** Appends bytes; a character may be split between two calls. */
  append(bytes: Uint8Array): void {
    const most = CHARACTER_BYTES * this.#kept;
    if (bytes.length > most) {
      this.#decoder = new TextDecoder();
      this.#text = "";
    }
    // decode no more than can be kept
    this.#text += this.#decoder.decode(bytes.subarray(-most), { stream: true });
    if (this.#text.length > 2 * this.#kept) this.#text = this.#text.slice(-this.#kept);
  }

  /** The end of the text, at most `kept` UTF-16 units. */
  text(): string {
    return this.#text.slice(-this.#kept);
  }
}
