import type { JsonValue } from "../json/json.ts";
import { parseWithConstants } from "../json/lenient_json.ts";
import { type JsonBounds, parseJson } from "../json/read_json.ts";

/**
 * The value of a tool's text: parsed if it is a JSON object or array, also one in the quotes of a JSON
 * string, as servers write that encode twice; otherwise the text. A text `42` stays text, because it
 * may be the content of a file. `NaN` and infinities, which Python writes, are `null`.
 */
export function valueOfText(text: string, bounds: JsonBounds): JsonValue {
  const json = jsonIn(text);
  return json === undefined ? text : parseWithConstants(json, bounds) ?? text;
}

/** The JSON in a text, by its first signs; `undefined` if it holds none. */
export function jsonIn(text: string): string | undefined {
  if (BEGIN.test(text)) return text;
  if (!QUOTED.test(text)) return undefined;
  const inner = parseJson(text);
  return typeof inner === "string" && BEGIN.test(inner) ? inner : undefined;
}

const BEGIN = /^\s*[[{]/;
const QUOTED = /^\s*"(?:\s|\\[nrt])*[[{]/;
