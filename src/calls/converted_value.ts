import type { JsonObject, JsonValue } from "../json/json.ts";
import { isJsonObject, ownText, ownValue } from "../json/json.ts";
import { parseJson } from "../json/read_json.ts";
import { writeJson } from "../json/write_json.ts";
import type { JsonType } from "../catalogue/json_type.ts";

/** Longest text that is tried as JSON, and the depth of what may come of it. */
const MAX_JSON_TEXT = 4 * 1024 * 1024;
const MAX_JSON_DEPTH = 100;
/** Characters of a description that are read. */
const MAX_DESCRIPTION = 2_000;

export interface ConvertOptions {
  /** The types that the schema allows; none is the value's. */
  readonly types: ReadonlySet<JsonType>;
  /** Schemas of the value, which may describe it. */
  readonly schemas: readonly JsonObject[];
  /** The name under which it is given. */
  readonly name: string;
}

/** A value of another type, in the one way that keeps its meaning; else the value as it is. */
export function converted(value: JsonValue, options: ConvertOptions): JsonValue {
  const { types } = options;
  if (types.has("string") && (typeof value === "bigint" || Number.isSafeInteger(value))) {
    return String(value);
  }
  if (typeof value === "object" && value !== null) {
    return types.has("string") ? writtenOut(value, options) : value;
  }
  if (typeof value !== "string") return value;
  const text = value.trim();
  if (types.has("boolean") && /^(?:true|false)$/i.test(text)) return text.toLowerCase() === "true";
  if (types.has("integer") || types.has("number")) {
    const number = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?$/.test(text) ? Number(text) : null;
    if (number !== null && (types.has("number") || Number.isInteger(number))) return number;
  }
  const opens = text.startsWith("[") ? "array" : text.startsWith("{") ? "object" : null;
  if (opens !== null && types.has(opens)) {
    return parseJson(text, { maxChars: MAX_JSON_TEXT, maxDepth: MAX_JSON_DEPTH }) ?? value;
  }
  return value;
}

/**
 * A list or an object for a text. An object can only be meant as JSON. A list is one where the schema
 * speaks of JSON, and is joined where it speaks of commas.
 */
function writtenOut(
  value: readonly JsonValue[] | JsonObject,
  { schemas, name }: ConvertOptions,
): JsonValue {
  // a pattern is not checked, and a format is a text of another kind
  if (schemas.some((schema) => "pattern" in schema || "format" in schema)) return value;
  const about = schemas
    .map((schema) => `${ownText(schema, "title") ?? ""} ${ownText(schema, "description") ?? ""}`)
    .join(" ").slice(0, MAX_DESCRIPTION);
  const isJson = /json/i.test(`${name} ${about}`) || schemas.some(isOfJson);
  if (isJsonObject(value) || isJson) return writeJson(value);
  if (!/comma[- ]?(?:separated|delimited)/i.test(about)) return value;
  const texts = value.map((item) =>
    typeof item === "string" || Number.isSafeInteger(item) ? String(item) : null
  );
  return texts.every((text) => text !== null && text !== "" && !text.includes(","))
    ? texts.join(",")
    : value;
}

function isOfJson(schema: JsonObject): boolean {
  const type = ownValue(schema, "contentMediaType");
  return typeof type === "string" && type.includes("json");
}
