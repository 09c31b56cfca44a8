import type { JsonValue } from "./json.ts";

const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
/** First letters of the words. */
const TRUE = 0x74;
const FALSE = 0x66;
const NULL = 0x6e;
const SPACE = 0x20;
const ZERO = 0x30;
const NINE = 0x39;
/** An integer of fewer digits is held exactly by a double. */
const SAFE_DIGITS = 15;

/**
 * The value of a text that is known to be JSON of bounded depth, its integers exact: one that a double
 * cannot hold is a `bigint`. `JSON.parse` with a function that is given the source of each number does
 * the same, and takes ten times as long.
 *
 * @param maxDigits an integer of more digits becomes a double
 */
export function parseExactly(text: string, maxDigits: number): JsonValue {
  return new ExactParser(text, maxDigits).value();
}

class ExactParser {
  readonly #text: string;
  readonly #maxDigits: number;
  #at = 0;

  constructor(text: string, maxDigits: number) {
    this.#text = text;
    this.#maxDigits = maxDigits;
  }

  value(): JsonValue {
    const char = this.#skipBlanks();
    switch (char) {
      case QUOTE:
        return this.#string();
      case OPEN_ARRAY:
        return this.#array();
      case OPEN_OBJECT:
        return this.#object();
      case TRUE:
        return this.#word("true".length, true);
      case FALSE:
        return this.#word("false".length, false);
      case NULL:
        return this.#word("null".length, null);
      default:
        return this.#number();
    }
  }

  /** The next character that is no blank; it is not taken. */
  #skipBlanks(): number {
    let char = this.#text.charCodeAt(this.#at);
    while (char <= SPACE) char = this.#text.charCodeAt(++this.#at);
    return char;
  }

  #word<T>(length: number, value: T): T {
    this.#at += length;
    return value;
  }

  #array(): JsonValue {
    const items: JsonValue[] = [];
    this.#at++;
    if (this.#skipBlanks() === CLOSE_ARRAY) return this.#word(1, items);
    do items.push(this.value()); while (this.#goesOn(COMMA));
    return items;
  }

  #object(): JsonValue {
    const members: Record<string, JsonValue> = {};
    this.#at++;
    if (this.#skipBlanks() === CLOSE_OBJECT) return this.#word(1, members);
    do {
      this.#skipBlanks();
      const key = this.#string();
      this.#goesOn(COLON);
      const value = this.value();
      if (key === "__proto__") define(members, value);
      else members[key] = value;
    } while (this.#goesOn(COMMA));
    return members;
  }

  /** Takes the sign after a key or a value. @returns whether it is this one */
  #goesOn(sign: number): boolean {
    const found = this.#skipBlanks();
    this.#at++;
    return found === sign;
  }

  #string(): string {
    const start = this.#at;
    let end = this.#text.indexOf('"', start + 1);
    while (this.#isEscaped(end)) end = this.#text.indexOf('"', end + 1);
    this.#at = end + 1;
    const inner = this.#text.slice(start + 1, end);
    return inner.includes("\\") ? String(JSON.parse(`"${inner}"`)) : inner;
  }

  #isEscaped(at: number): boolean {
    let backslashes = 0;
    while (this.#text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes++;
    return backslashes % 2 === 1;
  }

  #number(): number | bigint {
    const start = this.#at;
    if (this.#text.charCodeAt(start) === MINUS) this.#at++;
    const first = this.#at;
    this.#skipDigits();
    const digits = this.#at - first;
    let whole = true;
    // a point, a sign or an exponent
    while (!endsNumber(this.#text.charCodeAt(this.#at))) {
      whole = false;
      this.#at++;
    }
    const source = this.#text.slice(start, this.#at);
    const value = Number(source);
    if (!whole || digits <= SAFE_DIGITS || Number.isSafeInteger(value)) return value;
    return digits > this.#maxDigits ? value : BigInt(source);
  }

  #skipDigits(): void {
    let char = this.#text.charCodeAt(this.#at);
    while (char >= ZERO && char <= NINE) char = this.#text.charCodeAt(++this.#at);
  }
}

/** Also at the end of the text, where there is no character: `NaN` is no more than anything. */
function endsNumber(char: number): boolean {
  return !(char > SPACE) || char === COMMA || char === CLOSE_ARRAY || char === CLOSE_OBJECT;
}

/** Assigned, it would replace the prototype. */
function define(members: Record<string, JsonValue>, value: JsonValue): void {
  Object.defineProperty(members, "__proto__", {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}
