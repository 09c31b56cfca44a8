import { holdsBigInt, isJsonArray, type JsonValue } from "../json/json.ts";
import { parseJson } from "../json/read_json.ts";
import { writeJson } from "../json/write_json.ts";
import { escapeJson, escapeText, hasInvisible, showInvisible } from "../text/escape.ts";
import { mapStrings } from "./map_strings.ts";
import { tokenWeight } from "./token_weight.ts";
import { toCompactToon } from "./toon.ts";

/**
 * Writes a value in the form with the fewest tokens that a model still reads without doubt: a text as
 * it is, anything structured as TOON, or as one line of JSON where TOON is longer or cannot hold it.
 */
export function valueText(value: JsonValue): string {
  if (typeof value === "string") return readsAsLiteral(value) ? jsonOf(value) : escapeText(value);
  if (typeof value !== "object" || value === null || isEmpty(value)) return jsonOf(value);
  const shown = hasInvisible(writeJson(value)) ? mapStrings(value, showInvisible) : value;
  const json = jsonOf(value);
  // TOON writes integers beyond a double as text
  if (holdsBigInt(value)) return json;
  const toon = toCompactToon(shown);
  return tokenWeight(toon) <= tokenWeight(json) ? toon : json;
}

function isEmpty(value: object): boolean {
  return (isJsonArray(value) ? value : Object.keys(value)).length === 0;
}

function jsonOf(value: JsonValue): string {
  return escapeJson(writeJson(value));
}

/** Longest text that could be taken for another value. */
const LONGEST_LITERAL = 64;

/** Whether a text, written as it is, would be taken for a number, a constant, or nothing at all. */
function readsAsLiteral(text: string): boolean {
  if (text.length > LONGEST_LITERAL) return false;
  if (text.trim() === "") return true;
  const value = parseJson(text);
  return value !== undefined && (typeof value !== "object" || value === null);
}
