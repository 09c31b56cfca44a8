import { decode, encode } from "@toon-format/toon";
import type { JsonObject, JsonValue } from "../json/json.ts";
import { writeJson } from "../json/write_json.ts";
import { escapeJson, hasInvisible, showInvisible } from "../text/escape.ts";
import { mapObject } from "./map_strings.ts";

/** An encoder of values and its decoder. */
export interface TextCodec {
  encode(value: JsonValue): string;
  decode(text: string): object | string | number | boolean | null;
}

/** Token-Oriented Object Notation, by its reference implementation. */
export const TOON_CODEC: TextCodec = { encode: (value) => encode(value), decode };

/** Spaces of a level in {@linkcode toCompactToon}. */
export const COMPACT_INDENT = 1;

/**
 * Formats a value as TOON with one space for a level, because rows of a table then have 5 to 8 % fewer
 * tokens. It is not decoded again, which takes longer than all else in a long answer: give it no
 * `bigint`, which becomes a text.
 */
export function toCompactToon(value: JsonValue): string {
  return encode(value, { indentSize: COMPACT_INDENT });
}

/**
 * Formats an object as a fenced block of TOON with invisible characters escaped. Falls back to JSON
 * if encoding fails or the text does not decode to the same value.
 */
export function toToonBlock(value: JsonObject, codec: TextCodec = TOON_CODEC): string {
  try {
    const plain = codec.encode(value);
    const shown = hasInvisible(plain) ? mapObject(value, showInvisible) : value;
    const text = shown === value ? plain : codec.encode(shown);
    // TOON writes integers beyond a double as text
    if (writeJson(codec.decode(text)) === writeJson(shown)) return fence("toon", text);
  } catch {
    // JSON can express every value
  }
  return fence("json", toJsonText(value));
}

/** Formats an object as one line of JSON with invisible characters escaped. */
export function toJsonText(value: JsonObject): string {
  return escapeJson(writeJson(value));
}

/** Makes a fenced block. The fence is longer than any run of backticks, so the text cannot close it. */
export function fence(language: string, text: string): string {
  let longest = 2;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  const marks = "`".repeat(longest + 1);
  return `${marks}${language}\n${text}\n${marks}`;
}
