import {
  BACKSLASH,
  type Escape,
  LETTER_U,
  QUOTE,
  readEscape,
  SLASH,
  writeEscape,
} from "./json_escape.ts";

/**
 * Bytes without the escapes of JSON: backslashes are left out, and `\u0041` is its character. A text
 * is the same in this form however it was escaped, and however often: JSON in JSON has two levels.
 * What the form loses is the difference between `\n` and `n`, which no search for 8 and more
 * characters misses.
 */
export interface NormalForm {
  readonly bytes: Uint8Array;
  /** How many of the original bytes are in it: an escape that has no end yet is not. */
  readonly complete: number;
  /** Finds places of the form in the original. */
  places(): Places;
}

/** Places of a normal form in the original; to be asked for from the first to the last. */
export interface Places {
  /** Where a character begins, with the backslashes that belong to it. */
  startOf(index: number): number;
  /** The same, with all the backslashes before it. */
  outerStartOf(index: number): number;
  /** Where the character of this byte ends. */
  endOf(index: number): number;
}

/** Gives bytes their normal form. Costs a search for one byte when nothing is escaped. */
export function normalForm(bytes: Uint8Array, isLast: boolean): NormalForm {
  const first = indexOfBackslash(bytes);
  return first === -1
    ? { bytes, complete: bytes.length, places: () => SAME }
    : unescape(bytes, first, isLast);
}

const SAME: Places = {
  startOf: (index) => index,
  outerStartOf: (index) => index,
  endOf: (index) => index + 1,
};

function unescape(source: Uint8Array, first: number, isLast: boolean): NormalForm {
  const target = new Uint8Array(source.length);
  target.set(source.subarray(0, first));
  let length = first;
  let at = first;
  let complete = source.length;
  while (at < source.length) {
    const byte = source[at] ?? 0;
    if (byte !== BACKSLASH) {
      target[length++] = byte;
      at++;
      continue;
    }
    const next = at + 1 < source.length ? source[at + 1] ?? BACKSLASH : BACKSLASH;
    if (next !== BACKSLASH && next !== LETTER_U) {
      target[length++] = next;
      at += 2;
      continue;
    }
    const escape = readEscape(source, at);
    if (escape.isOpen && !isLast) {
      complete = at;
      break;
    }
    length = writeEscape(target, length, escape);
    at = escape.end;
  }
  const bytes = target.subarray(0, length);
  return { bytes, complete, places: () => new EscapedPlaces(source, bytes) };
}

/** Walks through the original once, as far as it is asked. */
class EscapedPlaces implements Places {
  readonly #source: Uint8Array;
  readonly #normal: Uint8Array;
  readonly #written = new Uint8Array(4);
  /** The unit that was read last: where it begins, and its bytes in the normal form. */
  #start = 0;
  #escape: Escape | null = null;
  #end = 0;
  #from = 0;
  #to = 0;

  constructor(source: Uint8Array, normal: Uint8Array) {
    this.#source = source;
    this.#normal = normal;
  }

  startOf(index: number): number {
    this.#goTo(index);
    const escape = this.#escape;
    return escape === null
      ? this.#start
      : escape.character - this.#backslashesOf(escape, this.#normal[index] ?? 0);
  }

  outerStartOf(index: number): number {
    this.#goTo(index);
    return this.#start;
  }

  endOf(index: number): number {
    this.#goTo(index);
    return this.#end;
  }

  #goTo(index: number): void {
    while (index >= this.#to && this.#end < this.#source.length) {
      this.#start = this.#end;
      this.#from = this.#to;
      if (this.#source[this.#start] === BACKSLASH) {
        const escape = readEscape(this.#source, this.#start);
        this.#escape = escape;
        this.#to = this.#from + writeEscape(this.#written, 0, escape);
        this.#end = escape.end;
      } else {
        this.#escape = null;
        this.#to = this.#from + 1;
        this.#end = this.#start + 1;
      }
    }
  }

  /**
   * How many of the backslashes before a character belong to it. At level n of JSON in JSON, a quote
   * has 2 ** n - 1, a code or an escaped slash half of 2 ** n, and a backslash before it 2 ** n.
   */
  #backslashesOf({ character, isCode }: Escape, written: number): number {
    const count = character - this.#start;
    // a backslash that is itself written as a code
    if (this.#source.subarray(this.#start, character).includes(LETTER_U)) return count;
    if (isCode || written === SLASH) return count & -count;
    return written === QUOTE ? (~count & count + 1) - 1 : count % 2;
  }
}

/** The native search compares byte by byte; this one four at a time, which matters for every byte. */
function indexOfBackslash(bytes: Uint8Array): number {
  let at = 0;
  if (bytes.byteOffset % 4 === 0) {
    const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
    let word = 0;
    while (word < words.length) {
      const differing = (words[word] ?? 0) ^ 0x5c5c5c5c;
      // a byte of zeros is where the backslash is
      if ((differing - 0x01010101 & ~differing & 0x80808080) !== 0) break;
      word++;
    }
    at = word * 4;
  }
  return bytes.indexOf(BACKSLASH, at);
}

/** The normal forms of a text, one for each way in which a program may write it. */
export function normalForms(text: string): readonly Uint8Array[] {
  const escaped = JSON.stringify(text).slice(1, -1);
  const ascii = escaped.replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return [text, escaped, ascii].map((written) =>
    normalForm(new TextEncoder().encode(written), true).bytes
  );
}
