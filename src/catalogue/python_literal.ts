import type { JsonValue } from "../json/json.ts";
import { writeJson } from "../json/write_json.ts";
import { cleanLine } from "../text/clean_text.ts";

/** Longest literal, in characters. */
const MAX_LITERAL = 40;

/**
 * Writes a JSON scalar or an empty list or object in Python; `null` for anything else, and for a text
 * that is longer or would not come out as it is.
 */
export function pythonLiteral(value: JsonValue, longest: number = MAX_LITERAL): string | null {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "object" && writeJson(value).length > 2) return null;
  if (typeof value === "string" && cleanLine(value, longest) !== value) return null;
  const text = writeJson(value);
  return text.length > longest ? null : text;
}
