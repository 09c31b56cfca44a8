import { cleanLine } from "../text/clean_text.ts";

/** Bytes of a server's stderr that are kept. */
const TAIL_BYTES = 64 * 1024;
/** Lines and characters of a line that an error shows. */
const SHOWN_LINES = 20;
const SHOWN_LINE_LENGTH = 500;

/** The end of what a server wrote to its stderr, in a ring that never grows. */
export class StderrTail {
  readonly #ring = new Uint8Array(TAIL_BYTES);
  /** Bytes seen, in all. */
  #seen = 0;

  append(bytes: Uint8Array): void {
    const kept = bytes.length > TAIL_BYTES ? bytes.subarray(-TAIL_BYTES) : bytes;
    const at = (this.#seen + bytes.length - kept.length) % TAIL_BYTES;
    const first = kept.subarray(0, TAIL_BYTES - at);
    this.#ring.set(first, at);
    this.#ring.set(kept.subarray(first.length), 0);
    this.#seen += bytes.length;
  }

  /** The last lines that are not empty, each cleaned and cut. */
  lines(): readonly string[] {
    const size = Math.min(this.#seen, TAIL_BYTES);
    const start = this.#seen > TAIL_BYTES ? this.#seen % TAIL_BYTES : 0;
    const bytes = new Uint8Array(size);
    const first = this.#ring.subarray(start, Math.min(TAIL_BYTES, start + size));
    bytes.set(first);
    bytes.set(this.#ring.subarray(0, size - first.length), first.length);
    return new TextDecoder().decode(bytes)
      .split("\n")
      .slice(-4 * SHOWN_LINES)
      .map((line) => cleanLine(line, SHOWN_LINE_LENGTH))
      .filter((line) => line !== "")
      .slice(-SHOWN_LINES);
  }
}
