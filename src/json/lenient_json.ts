import type { JsonValue } from "./json.ts";
import { isJsonObject } from "./json.ts";
import { endOfString, type JsonBounds, readJson } from "./read_json.ts";

/** What a text holds that is JSON, or is nearly. */
export interface LenientJson {
  /** One value if the text is JSON, else the JSON-RPC messages in it. */
  readonly values: readonly JsonValue[];
  /** Whether `NaN`, `Infinity` or `-Infinity` stood in it: these are `null` here. */
  readonly constants: boolean;
  /** Whether something stood around the messages. */
  readonly around: boolean;
}

const QUOTE = 0x22;
const MINUS = 0x2d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
/** First letters of the constants. */
const OF_NAN = 0x4e;
const OF_INFINITY = 0x49;

/** Where a JSON-RPC message may begin. */
const BEGIN = /\{\s*"(?:jsonrpc|id|result|error|method)"\s*:/g;
/** Places where a message may begin that are tried. */
const MAX_ATTEMPTS = 8;

/**
 * Reads a text that should be one JSON value, and is sometimes not quite: with the constants that
 * Python writes and JSON does not know, or with words before, between or behind JSON-RPC messages.
 * `null` when there is nothing in it whose meaning is certain.
 *
 * @throws {JsonBoundError}
 */
export function readLenient(text: string, options: LenientOptions = {}): LenientJson | null {
  const { maxSearched = Infinity, ...bounds } = options;
  const whole = readOne(text, bounds);
  if (whole !== null) return { values: [whole.value], constants: whole.constants, around: false };
  return text.length > maxSearched ? null : readAmongWords(text, bounds);
}

export interface LenientOptions extends JsonBounds {
  /** UTF-16 units of a text in which messages are looked for. @default {any number} */
  readonly maxSearched?: number;
}

/**
 * The value of a text that is JSON, or JSON with the constants that Python writes (`NaN`, `Infinity`,
 * `-Infinity`), which are `null` in it; `undefined` where it is neither, or beyond the bounds.
 */
export function parseWithConstants(text: string, bounds: JsonBounds): JsonValue | undefined {
  try {
    return readOne(text, bounds)?.value;
  } catch {
    return undefined;
  }
}

interface ReadOne {
  readonly value: JsonValue;
  readonly constants: boolean;
}

function readOne(text: string, bounds: JsonBounds): ReadOne | null {
  try {
    return { value: readJson(text, bounds), constants: false };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  const plain = withoutConstants(text);
  if (plain === null) return null;
  try {
    return { value: readJson(plain, bounds), constants: true };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}

function readAmongWords(text: string, bounds: JsonBounds): LenientJson | null {
  const values: JsonValue[] = [];
  let constants = false;
  const begin = new RegExp(BEGIN);
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const found = begin.exec(text);
    if (found === null) break;
    const end = endOfObject(text, found.index);
    const one = end === null ? null : readOne(text.slice(found.index, end), bounds);
    // an object that does not say that it is a message may be part of the words
    if (one === null || !isMessage(one.value) || end === null) {
      begin.lastIndex = found.index + 1;
      continue;
    }
    values.push(one.value);
    constants ||= one.constants;
    begin.lastIndex = end;
  }
  return values.length === 0 ? null : { values, constants, around: true };
}

function isMessage(value: JsonValue): boolean {
  return isJsonObject(value) && value["jsonrpc"] === "2.0";
}

/** The place behind the object that begins here; `null` when it does not end. */
function endOfObject(text: string, start: number): number | null {
  let open = 0;
  for (let index = start; index < text.length; index++) {
    const char = text.charCodeAt(index);
    if (char === QUOTE) index = endOfString(text, index);
    else if (char === OPEN_OBJECT) open++;
    else if (char === CLOSE_OBJECT && --open === 0) return index + 1;
  }
  return null;
}

const CONSTANTS = ["NaN", "-Infinity", "Infinity"] as const;

/** The text with `null` for each constant outside of strings; `null` if it has none. */
function withoutConstants(text: string): string | null {
  if (!/NaN|Infinity/.test(text)) return null;
  const pieces: string[] = [];
  let from = 0;
  for (let index = 0; index < text.length; index++) {
    const char = text.charCodeAt(index);
    if (char === QUOTE) {
      index = endOfString(text, index);
      continue;
    }
    if (char !== OF_NAN && char !== OF_INFINITY && char !== MINUS) continue;
    const constant = CONSTANTS.find((word) => text.startsWith(word, index));
    if (constant === undefined) continue;
    pieces.push(text.slice(from, index), "null");
    from = index + constant.length;
    index = from - 1;
  }
  return from === 0 ? null : pieces.join("") + text.slice(from);
}
