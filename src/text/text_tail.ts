/** Most bytes of one character in UTF-8. */
const CHARACTER_BYTES = 4;

/** The end of a text that arrives as UTF-8 bytes and may be long, in bounded memory. */
export class TextTail {
  readonly #kept: number;
  #decoder = new TextDecoder();
  #text = "";

  /** @param kept UTF-16 units kept */
  constructor(kept: number) {
    this.#kept = kept;
  }

  /** Takes the next bytes; a character may be split between two calls. */
  append(bytes: Uint8Array): void {
    const most = CHARACTER_BYTES * this.#kept;
    if (bytes.length > most) {
      this.#decoder = new TextDecoder();
      this.#text = "";
    }
    // decoding costs no more than what is kept, however large the piece
    this.#text += this.#decoder.decode(bytes.subarray(-most), { stream: true });
    if (this.#text.length > 2 * this.#kept) this.#text = this.#text.slice(-this.#kept);
  }

  /** What is kept, at most `kept` UTF-16 units. */
  text(): string {
    return this.#text.slice(-this.#kept);
  }
}
