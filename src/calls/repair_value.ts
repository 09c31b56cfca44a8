import type { JsonObject, JsonValue } from "../json/json.ts";
import { isJsonArray, isJsonObject, ownValue } from "../json/json.ts";
import { parseJson } from "../json/read_json.ts";
import { followed } from "../catalogue/schema.ts";

/** Levels of lists and objects inside an argument that are looked at. */
const MAX_DEPTH = 8;
/** Longest text that is tried as JSON, and the depth of what may come of it. */
const MAX_JSON_TEXT = 4 * 1024 * 1024;
const MAX_JSON_DEPTH = 100;

type JsonType = "string" | "integer" | "number" | "boolean" | "null" | "array" | "object";

export interface RepairOptions {
  /** The schema that local references point into. */
  readonly root: JsonObject;
  readonly depth?: number;
}

/**
 * An argument as its schema wants it, when it is wrong in a way that leaves one meaning: `"true"` for
 * a boolean, `"5"` for a number, 5 for a text, JSON text for a list or an object, `"open"` for
 * `"Open"` in an enumeration. Anything else is left as it is, for the server to judge.
 */
export function repairValue(
  value: JsonValue,
  schema: JsonValue,
  options: RepairOptions,
): JsonValue {
  const depth = options.depth ?? 0;
  if (depth > MAX_DEPTH) return value;
  const known = followed(schema, options.root);
  const choices = ownValue(known, "enum");
  if (isJsonArray(choices)) return repairChoice(value, choices);
  const types = typesOf(known, options.root);
  if (types === null) return value;
  const right = matches(value, types) ? value : converted(value, types);
  return repairInside(right, known, { ...options, depth: depth + 1 });
}

/** Whether a schema says that null is not among its values. */
export function refusesNull(schema: JsonValue, root: JsonObject): boolean {
  const known = followed(schema, root);
  if ("enum" in known || "const" in known) return false;
  const types = typesOf(known, root);
  return types !== null && !types.has("null");
}

function repairInside(value: JsonValue, schema: JsonObject, options: RepairOptions): JsonValue {
  if (isJsonArray(value)) {
    const items = ownValue(schema, "items");
    if (!isJsonObject(items)) return value;
    return value.map((item) => repairValue(item, items, options));
  }
  if (!isJsonObject(value)) return value;
  const properties = ownValue(schema, "properties");
  if (!isJsonObject(properties)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const property = ownValue(properties, key);
      return [key, property === undefined ? item : repairValue(item, property, options)];
    }),
  );
}

function repairChoice(value: JsonValue, choices: readonly JsonValue[]): JsonValue {
  if (typeof value !== "string" || choices.includes(value)) return value;
  const alike = choices.filter((choice) =>
    typeof choice === "string" ? choice.toLowerCase() === value.toLowerCase() : false
  );
  return alike.length === 1 ? alike[0] ?? value : value;
}

/** The types that a schema allows, or `null` when it does not say so in a plain way. */
function typesOf(schema: JsonObject, root: JsonObject): ReadonlySet<JsonType> | null {
  const branches = ownValue(schema, "anyOf") ?? ownValue(schema, "oneOf");
  if (isJsonArray(branches)) {
    const types = new Set<JsonType>();
    for (const branch of branches.slice(0, 20)) {
      const known = followed(branch, root);
      const own = "anyOf" in known || "oneOf" in known ? null : typesOf(known, root);
      if (own === null) return null;
      for (const type of own) types.add(type);
    }
    return types;
  }
  if ("allOf" in schema || "const" in schema || "not" in schema) return null;
  const type = ownValue(schema, "type");
  const listed = isJsonArray(type) ? type : [type];
  const types = new Set<JsonType>();
  for (const one of listed) {
    if (!isJsonType(one)) return null;
    types.add(one);
  }
  return types;
}

const JSON_TYPES: ReadonlySet<unknown> = new Set(
  ["string", "integer", "number", "boolean", "null", "array", "object"],
);

function isJsonType(value: JsonValue | undefined): value is JsonType {
  return JSON_TYPES.has(value);
}

function matches(value: JsonValue, types: ReadonlySet<JsonType>): boolean {
  if (value === null) return types.has("null");
  if (isJsonArray(value)) return types.has("array");
  switch (typeof value) {
    case "string":
      return types.has("string");
    case "boolean":
      return types.has("boolean");
    case "number":
      return types.has("number") || (types.has("integer") && Number.isInteger(value));
    case "bigint":
      return types.has("number") || types.has("integer");
    default:
      return types.has("object");
  }
}

function converted(value: JsonValue, types: ReadonlySet<JsonType>): JsonValue {
  if (types.has("string") && (typeof value === "bigint" || Number.isSafeInteger(value))) {
    return String(value);
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
