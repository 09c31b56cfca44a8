import { TextTail } from "./text_tail.ts";

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const FIRST_CAPACITY = 64 * 1024;
/** A larger buffer is released after the line that needed it. */
const KEPT_CAPACITY = 1024 * 1024;
/** UTF-16 units of the start, and of the end, that are kept of a dropped line. */
const ENDS_LENGTH = 1024;

export interface LineSplitterOptions {
  /** Longest line in bytes, without its line end. */
  readonly maxBytes: number;
  /**
   * Called with each line, without its line end. The bytes are valid only during the call, unless the
   * line is `owned`: then their buffer is the receiver's.
   */
  readonly onLine: (line: Uint8Array, owned: boolean) => void;
  /** Called when a line was dropped because it is longer than `maxBytes`. */
  readonly onTooLong: (ends: LineEnds) => void;
}

/** Both ends of a dropped line. */
export interface LineEnds {
  /** Its first UTF-16 units. */
  readonly head: string;
  /** Its last UTF-16 units. */
  readonly tail: string;
}

/** Both ends of a line that was not dropped. */
export function endsOf(line: Uint8Array): LineEnds {
  const decoder = new TextDecoder();
  return {
    head: decoder.decode(line.subarray(0, ENDS_LENGTH)),
    tail: decoder.decode(line.subarray(-ENDS_LENGTH)),
  };
}

/**
 * Splits bytes into lines, which end in LF or CR LF. Takes linear time, whatever the size of the
 * pieces; bytes are copied only if their line spans pieces.
 */
export class LineSplitter {
  readonly #options: LineSplitterOptions;
  #held = new Uint8Array(0);
  #size = 0;
  #dropped: { readonly head: string; readonly tail: TextTail } | null = null;

  constructor(options: LineSplitterOptions) {
    this.#options = options;
  }

  /** Whether the last line is incomplete. */
  get partial(): boolean {
    return this.#size > 0 || this.#dropped !== null;
  }

  push(piece: Uint8Array): void {
    let start = 0;
    while (start < piece.length) {
      const end = piece.indexOf(LINE_FEED, start);
      if (end === -1) {
        this.#hold(piece.subarray(start));
        return;
      }
      this.#finish(piece.subarray(start, end));
      start = end + 1;
    }
  }

  /** Ends the input: what is left is a line. */
  end(): void {
    if (this.#size > 0 || this.#dropped !== null) this.#finish(new Uint8Array(0));
  }

  #finish(rest: Uint8Array): void {
    if (this.#dropped === null && this.#size === 0 && rest.length <= this.#options.maxBytes) {
      this.#options.onLine(withoutReturn(rest), false);
      return;
    }
    this.#hold(rest);
    const dropped = this.#dropped;
    if (dropped !== null) {
      this.#dropped = null;
      this.#options.onTooLong({ head: dropped.head, tail: dropped.tail.text() });
      return;
    }
    const line = this.#held.subarray(0, this.#size);
    this.#size = 0;
    const owned = this.#held.length > KEPT_CAPACITY;
    if (owned) this.#held = new Uint8Array(0);
    this.#options.onLine(withoutReturn(line), owned);
  }

  #hold(bytes: Uint8Array): void {
    const needed = this.#size + bytes.length;
    if (this.#dropped !== null || needed > this.#options.maxBytes) {
      this.#drop(bytes);
      return;
    }
    if (needed > this.#held.length) {
      const larger = new Uint8Array(Math.max(needed, 2 * this.#held.length, FIRST_CAPACITY));
      larger.set(this.#held.subarray(0, this.#size));
      this.#held = larger;
    }
    this.#held.set(bytes, this.#size);
    this.#size = needed;
  }

  #drop(bytes: Uint8Array): void {
    this.#dropped ??= this.#firstDropped(bytes);
    this.#dropped.tail.append(bytes);
    this.#held = new Uint8Array(0);
    this.#size = 0;
  }

  #firstDropped(bytes: Uint8Array): { readonly head: string; readonly tail: TextTail } {
    const held = this.#held.subarray(0, this.#size);
    const tail = new TextTail(ENDS_LENGTH);
    tail.append(held);
    const decoder = new TextDecoder();
    const head = decoder.decode(held.subarray(0, ENDS_LENGTH), { stream: true }) +
      decoder.decode(bytes.subarray(0, ENDS_LENGTH));
    return { head: head.slice(0, ENDS_LENGTH), tail };
  }
}

function withoutReturn(line: Uint8Array): Uint8Array {
  return line.at(-1) === CARRIAGE_RETURN ? line.subarray(0, -1) : line;
}
