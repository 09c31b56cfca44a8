import type { CapturedText } from "./outcome.ts";
import { withoutBrokenEnd, withoutBrokenStart } from "../text/surrogates.ts";

/** Default number of characters kept at each end of a stream. */
export const KEPT_CHARACTERS = 512 * 1024;

/**
 * The output of one stream in bounded memory: the first and the last `kept` characters, and the
 * number of characters between them.
 */
export class CapturedStream {
  readonly #kept: number;
  #head = "";
  #tail: string[] = [];
  #tailLength = 0;
  #omitted = 0;

  /** @param kept characters (UTF-16 units) kept at each end */
  constructor(kept: number = KEPT_CHARACTERS) {
    this.#kept = kept;
  }

  /** Characters printed so far, kept or not. */
  get length(): number {
    return this.#head.length + this.#omitted + this.#tailLength;
  }

  /** Appends the next piece of the stream. */
  append(text: string): void {
    const room = this.#kept - this.#head.length;
    if (room > 0) this.#head += text.slice(0, room);
    const rest = room > 0 ? text.slice(room) : text;
    if (rest === "") return;
    this.#tail.push(rest);
    this.#tailLength += rest.length;
    this.#dropOldest();
  }

  /** The whole output, or its two ends. No surrogate pair is split. */
  text(): CapturedText {
    const tail = this.#tail.join("");
    const surplus = Math.max(0, tail.length - this.#kept);
    const omitted = this.#omitted + surplus;
    if (omitted === 0) return { head: this.#head + tail, tail: "", omitted: 0 };
    const head = withoutBrokenEnd(this.#head);
    const end = withoutBrokenStart(tail.slice(surplus));
    return { head, tail: end, omitted: this.length - head.length - end.length };
  }

  /** Drops whole pieces only: cutting them would copy the rest for each piece that arrives. */
  #dropOldest(): void {
    let dropped = 0;
    for (const piece of this.#tail) {
      if (this.#tailLength - piece.length < this.#kept) break;
      this.#tailLength -= piece.length;
      this.#omitted += piece.length;
      dropped++;
    }
    if (dropped > 0) this.#tail.splice(0, dropped);
    // many tiny pieces take more memory than their characters
    if (this.#tail.length > 4096) this.#tail = [this.#tail.join("")];
  }
}
