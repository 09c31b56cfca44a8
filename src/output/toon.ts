import { decode, encode } from "@toon-format/toon";
import type { JsonObject } from "../json/json.ts";
import { writeJson } from "../json/write_json.ts";
import { mapObject } from "./answer.ts";
import { escapeJson, hasInvisible, showInvisible } from "../text/escape.ts";

/** An encoder of values and its decoder. */
export interface TextCodec {
  encode(value: JsonObject): string;
  decode(text: string): unknown;
}

/** Token-Oriented Object Notation, by its reference implementation. */
export const TOON_CODEC: TextCodec = { encode: (value) => encode(value), decode };

/**
 * Formats an object as a fenced block of TOON with invisible characters escaped. Falls back to JSON
 * if encoding fails or the text does not decode to the same value.
 */
export function toToonBlock(value: JsonObject, codec: TextCodec = TOON_CODEC): string {
  try {
    const plain = codec.encode(value);
    const shown = hasInvisible(plain) ? mapObject(value, showInvisible) : value;
    const text = shown === value ? plain : codec.encode(shown);
    if (isWrittenAs(shown, codec.decode(text))) return fence("toon", text);
  } catch {
    // JSON can express every value
  }
  return fence("json", toJsonText(value));
}

/** Formats an object as one line of JSON with invisible characters escaped. */
export function toJsonText(value: JsonObject): string {
  return escapeJson(writeJson(value));
}

/** Whether the text decodes to the value. TOON writes integers beyond a double as text. */
function isWrittenAs(value: JsonObject, decoded: unknown): boolean {
  return typeof decoded === "object" && decoded !== null && writeJson(decoded) === writeJson(value);
}

/** Makes a fenced block. The fence is longer than any run of backticks, so the text cannot close it. */
export function fence(language: string, text: string): string {
  let longest = 2;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  const marks = "`".repeat(longest + 1);
  return `${marks}${language}\n${text}\n${marks}`;
}
