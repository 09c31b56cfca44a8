const BACKSLASH = 0x5c;
const LETTER_U = 0x75;
const QUOTE = 0x22;
const SLASH = 0x2f;

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
  /** Where a character begins in the original, with the backslashes that belong to it. */
  startOf(index: number): number;
  /** The same, with all the backslashes before it. */
  outerStartOf(index: number): number;
  /** Where the character of this byte ends in the original. */
  endOf(index: number): number;
}

/** Gives bytes their normal form. Costs a search for one byte when nothing is escaped. */
export function normalForm(bytes: Uint8Array, isLast: boolean): NormalForm {
  const first = bytes.indexOf(BACKSLASH);
  if (first !== -1) return new Unescaped(bytes, first, isLast);
  const same = (index: number) => index;
  const endOf = (index: number) => index + 1;
  return { bytes, complete: bytes.length, startOf: same, outerStartOf: same, endOf };
}

/** Fields of an escape, in {@linkcode Unescaped.#escapes}. */
const NORMAL = 0, RUN = 1, CHARACTER = 2, END = 3, EMITTED = 4, CODED = 5, FIELDS = 6;

class Unescaped implements NormalForm {
  readonly bytes: Uint8Array;
  readonly complete: number;
  /**
   * Of each escape: where it is in the normal form, where its backslashes, its character and what
   * follows it begin in the original, its bytes in the normal form, and whether a backslash
   * is itself written as a code.
   */
  readonly #escapes: number[] = [];

  constructor(source: Uint8Array, first: number, isLast: boolean) {
    const target = new Uint8Array(source.length);
    let length = 0;
    let from = 0;
    let run = first;
    let complete = source.length;
    while (run !== -1) {
      if (run > from) {
        target.set(source.subarray(from, run), length);
        length += run - from;
      }
      const at = endOfRun(source, run);
      const hex = source[at] === LETTER_U ? hexDigits(source, at + 1) : 0;
      const open = at >= source.length || (source[at] === LETTER_U && hex < 4 &&
        at + 1 + hex === source.length);
      if (open && !isLast) {
        complete = run;
        from = source.length;
        break;
      }
      const before = length;
      let end = at;
      if (hex === 4) {
        length = writeCharacter(target, length, codeAt(source, at + 1));
        end = at + 5;
      } else if (at < source.length) {
        target[length++] = source[at] ?? 0;
        end = at + 1;
      }
      const coded = source.subarray(run, at).includes(LETTER_U) ? 1 : 0;
      this.#escapes.push(before, run, at, end, length - before, coded);
      from = end;
      run = source.indexOf(BACKSLASH, from);
    }
    target.set(source.subarray(from), length);
    this.bytes = target.subarray(0, length + source.length - from);
    this.complete = complete;
  }

  startOf(index: number): number {
    const escape = this.#before(index);
    if (!this.#holds(escape, index)) return this.#plain(escape, index);
    const character = this.#field(escape, CHARACTER);
    const isCode = this.#field(escape, END) - character > 1;
    return character - this.#backslashesOf(escape, isCode ? LETTER_U : this.bytes[index] ?? 0);
  }

  outerStartOf(index: number): number {
    const escape = this.#before(index);
    return this.#holds(escape, index) ? this.#field(escape, RUN) : this.#plain(escape, index);
  }

  endOf(index: number): number {
    const escape = this.#before(index);
    return this.#holds(escape, index) ? this.#field(escape, END) : this.#plain(escape, index) + 1;
  }

  /**
   * How many of the backslashes before a character belong to it. At level n of JSON in JSON, a quote
   * has 2 ** n - 1, a code or an escaped slash half of 2 ** n, and a backslash before it 2 ** n.
   */
  #backslashesOf(escape: number, character: number): number {
    const count = this.#field(escape, CHARACTER) - this.#field(escape, RUN);
    if (this.#field(escape, CODED) === 1) return count;
    if (character === QUOTE) return (~count & count + 1) - 1;
    if (character === LETTER_U || character === SLASH) return count & -count;
    return count % 2;
  }

  /** The last escape that begins at or before a place; -1 when there is none. */
  #before(index: number): number {
    let low = 0;
    let high = this.#escapes.length / FIELDS;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#field(middle, NORMAL) <= index) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  #holds(escape: number, index: number): boolean {
    return escape >= 0 && index < this.#field(escape, NORMAL) + this.#field(escape, EMITTED);
  }

  #plain(escape: number, index: number): number {
    if (escape < 0) return index;
    const after = this.#field(escape, NORMAL) + this.#field(escape, EMITTED);
    return this.#field(escape, END) + index - after;
  }

  #field(escape: number, field: number): number {
    return this.#escapes[escape * FIELDS + field] ?? 0;
  }
}

/** Where backslashes end, and codes of backslashes after the first. */
function endOfRun(bytes: Uint8Array, start: number): number {
  let at = start + 1;
  while (true) {
    if (bytes[at] === BACKSLASH) at++;
    else if (isCodeOf(bytes, at, BACKSLASH)) at += 5;
    else return at;
  }
}

function isCodeOf(bytes: Uint8Array, at: number, code: number): boolean {
  return bytes[at] === LETTER_U && hexDigits(bytes, at + 1) === 4 && codeAt(bytes, at + 1) === code;
}

/** How many hexadecimal digits follow, up to 4. */
function hexDigits(bytes: Uint8Array, from: number): number {
  let count = 0;
  while (count < 4 && hexValue(bytes[from + count]) !== -1) count++;
  return count;
}

function codeAt(bytes: Uint8Array, from: number): number {
  let code = 0;
  for (let index = from; index < from + 4; index++) code = code * 16 + hexValue(bytes[index]);
  return code;
}

function hexValue(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x61 + 10 : -1;
}

/** What the short escape of a control character has after its backslash. */
const SHORT: Readonly<Record<number, number>> = {
  0x08: 0x62,
  0x09: 0x74,
  0x0a: 0x6e,
  0x0c: 0x66,
  0x0d: 0x72,
};

/** Writes a UTF-16 unit as UTF-8, a surrogate as three bytes. Returns where the next one goes. */
function writeCharacter(target: Uint8Array, at: number, code: number): number {
  if (code === BACKSLASH) return at;
  if (code < 0x80) {
    target[at] = SHORT[code] ?? code;
    return at + 1;
  }
  if (code < 0x800) {
    target[at] = 0xc0 | code >> 6;
    target[at + 1] = 0x80 | code & 0x3f;
    return at + 2;
  }
  target[at] = 0xe0 | code >> 12;
  target[at + 1] = 0x80 | code >> 6 & 0x3f;
  target[at + 2] = 0x80 | code & 0x3f;
  return at + 3;
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
