/** What came of the bytes up to a newline. */
export type SplitLine =
  | { readonly kind: "line"; readonly bytes: Uint8Array }
  /** The line was larger than allowed; its bytes are gone. Said once, at its newline. */
  | { readonly kind: "too-long"; readonly length: number };

const NEWLINE = 0x0a;

/**
 * Cuts a stream of bytes at newlines. Every byte is looked at once and copied at most once, however
 * the stream is cut into chunks; a line that is too long costs no memory beyond the bound.
 */
export class LineSplitter {
  readonly #maxLineBytes: number;
  #parts: Uint8Array[] = [];
  #length = 0;

  constructor(maxLineBytes: number) {
    this.#maxLineBytes = maxLineBytes;
  }

  /** Takes the next chunk and gives the lines that it completes, without their newlines. */
  *push(chunk: Uint8Array): Generator<SplitLine> {
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(NEWLINE, start);
      if (end === -1) break;
      this.#keep(chunk.subarray(start, end));
      yield this.#take();
      start = end + 1;
    }
    // a copy: the caller may use its buffer again
    this.#keep(chunk.slice(start));
  }

  #keep(part: Uint8Array): void {
    this.#length += part.length;
    if (this.#length > this.#maxLineBytes) this.#parts = [];
    else if (part.length > 0) this.#parts.push(part);
  }

  #take(): SplitLine {
    const parts = this.#parts;
    const length = this.#length;
    this.#parts = [];
    this.#length = 0;
    if (length > this.#maxLineBytes) return { kind: "too-long", length };
    const bytes = new Uint8Array(length);
    let offset = 0;
    for (const part of parts) {
      bytes.set(part, offset);
      offset += part.length;
    }
    return { kind: "line", bytes };
  }
}
