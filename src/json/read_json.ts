import { parseExactly } from "./exact_json.ts";
import { isJsonArray, type JsonValue } from "./json.ts";

/**
 * Most values in one text: arrays, objects, and all that is in them. They cost more time and memory
 * than the size of a text tells: five million empty objects are 15 MB and take `JSON.parse` 7 s. A
 * table of 100,000 rows with 5 fields has 600,001.
 */
export const MAX_JSON_VALUES = 1_000_000;
/** Longest text, in UTF-16 units: as large as the largest message of a sandbox or a server. */
export const MAX_JSON_CHARS = 64 * 1024 * 1024;
/**
 * Deepest nesting of arrays and objects; what handles a value may recurse. More than a tool's value
 * may have, because schemas are cut later: a deep one must not cost a server its other tools.
 */
export const MAX_JSON_DEPTH = 256;
/**
 * Digits of an integer that is kept exact. A longer one becomes a double, mostly an infinite one. No
 * program can forbid Python to read this many (`sys.int_info.str_digits_check_threshold`).
 */
export const MAX_EXACT_DIGITS = 640;

/** What a text may have at most; each is by default the constant of its name. */
export interface JsonBounds {
  /** UTF-16 units. */
  readonly maxChars?: number;
  readonly maxDepth?: number;
  readonly maxValues?: number;
}

/** A text has more than it may. The message is a clause: `it has more than 5 values`. */
export class JsonBoundError extends RangeError {
  override readonly name = "JsonBoundError";
}

/**
 * The value of JSON that others wrote. An integer that a double cannot hold is a `bigint`.
 *
 * Size and number of values are known to be within bounds before anything is parsed. Nesting is
 * looked at in the value, before anything recurses into it: `JSON.parse` does not.
 *
 * @throws {JsonBoundError}
 * @throws {SyntaxError} when it is not JSON
 */
export function readJson(text: string, bounds: JsonBounds = {}): JsonValue {
  const maxChars = bounds.maxChars ?? MAX_JSON_CHARS;
  const maxDepth = bounds.maxDepth ?? MAX_JSON_DEPTH;
  const maxValues = bounds.maxValues ?? MAX_JSON_VALUES;
  if (text.length > maxChars) throw new JsonBoundError(`it has more than ${maxChars} characters`);
  if (mayHaveMoreValues(text, maxValues) && countValues(text, maxValues) > maxValues) {
    throw new JsonBoundError(`it has more than ${maxValues} values`);
  }
  const value: JsonValue = JSON.parse(text);
  const look: Look = { maxDepth, rounded: false };
  inspect(value, 0, look);
  return look.rounded ? parseExactly(text, MAX_EXACT_DIGITS) : value;
}

/** The same, or `undefined` where `readJson()` throws. */
export function parseJson(text: string, bounds?: JsonBounds): JsonValue | undefined {
  try {
    return readJson(text, bounds);
  } catch {
    return undefined;
  }
}

/** Whether several texts that are each within bounds could together have too many values. */
export function haveTooManyValues(texts: readonly string[], most: number): boolean {
  let left = most;
  for (const text of texts) {
    left -= countValues(text, left);
    if (left < 0) return true;
  }
  return false;
}

/** A value takes at least one character, and all but the last are followed by another. */
function mayHaveMoreValues(text: string, most: number): boolean {
  return text.length > 2 * most;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * The values in a text, by its signs alone; stops past `most`. Exact for JSON, but for an empty array
 * or object that holds blanks, which counts twice. Where a text ceases to be JSON, so does parsing.
 */
function countValues(text: string, most: number): number {
  let values = 1;
  for (let index = 0; index < text.length && values <= most; index++) {
    const char = text.charCodeAt(index);
    if (char === QUOTE) {
      index = endOfString(text, index);
    } else if (char === COMMA) {
      values++;
    } else if (char === OPEN_ARRAY || char === OPEN_OBJECT) {
      const next = text.charCodeAt(index + 1);
      if (next !== CLOSE_ARRAY && next !== CLOSE_OBJECT) values++;
    }
  }
  return values;
}

/** The place of the quote that ends a string. A native search, so that a long one costs little. */
export function endOfString(text: string, start: number): number {
  let end = start;
  while (true) {
    end = text.indexOf('"', end + 1);
    if (end === -1) return text.length;
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return end;
  }
}

interface Look {
  readonly maxDepth: number;
  /** Whether a number was found that may be an integer which lost digits. */
  rounded: boolean;
}

/** Recurses, at most `maxDepth` levels. */
function inspect(value: JsonValue, depth: number, look: Look): void {
  if (typeof value === "number") {
    if (!isHeldExactly(value)) look.rounded = true;
    return;
  }
  if (typeof value !== "object" || value === null) return;
  if (depth >= look.maxDepth) {
    throw new JsonBoundError(`it is nested more than ${look.maxDepth} levels deep`);
  }
  if (isJsonArray(value)) {
    for (const item of value) inspect(item, depth + 1, look);
  } else {
    // every key is the text's own: what it inherits is not enumerable
    for (const key in value) inspect(value[key] ?? null, depth + 1, look);
  }
}

function isHeldExactly(value: number): boolean {
  return value <= Number.MAX_SAFE_INTEGER && value >= Number.MIN_SAFE_INTEGER;
}
