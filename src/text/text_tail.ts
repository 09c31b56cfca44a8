/** The end of a text that may be long: at least `kept` characters of it, in bounded memory. */
export class TextTail {
  readonly #kept: number;
  #text = "";

  /** @param kept characters kept */
  constructor(kept: number) {
    this.#kept = kept;
  }

  /** Takes the next piece. */
  append(piece: string): void {
    this.#text += piece;
    if (this.#text.length > 2 * this.#kept) this.#text = this.#text.slice(-this.#kept);
  }

  /** What is kept, at most `kept` characters. */
  text(): string {
    return this.#text.slice(-this.#kept);
  }
}
