const LINE_END = 10;

/** A stream of bytes, line by line or whole. */
export class LineReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #rest = new Uint8Array();

  constructor(stream: ReadableStream<Uint8Array>) {
    this.#reader = stream.getReader();
  }

  /** The next line, without its end; `null` when the stream ended before one. */
  async line(): Promise<string | null> {
    let end = this.#rest.indexOf(LINE_END);
    while (end === -1) {
      if (!await this.#more()) return null;
      end = this.#rest.indexOf(LINE_END);
    }
    const line = this.#rest.slice(0, end);
    this.#rest = this.#rest.slice(end + 1);
    return new TextDecoder().decode(line);
  }

  /** All that is left. */
  async bytes(): Promise<Uint8Array> {
    while (await this.#more());
    return this.#rest;
  }

  /** Drops what is left. */
  cancel(): Promise<void> {
    return this.#reader.cancel();
  }

  async #more(): Promise<boolean> {
    const { done, value } = await this.#reader.read();
    if (done) return false;
    const joined = new Uint8Array(this.#rest.length + value.length);
    joined.set(this.#rest);
    joined.set(value, this.#rest.length);
    this.#rest = joined;
    return true;
  }
}
