import type { JsonObject, JsonValue } from "../json/json.ts";
import { isJsonArray, isJsonObject, ownValue } from "../json/json.ts";
import { parseJson } from "../json/read_json.ts";
import { declaredTypes, isOfType, type JsonType } from "../catalogue/json_type.ts";
import { followed } from "../catalogue/schema.ts";
import type { Budget } from "./budget.ts";

/** Levels of lists and objects inside an argument that are looked at. */
const MAX_DEPTH = 8;
/** Longest text that is tried as JSON, and the depth of what may come of it. */
const MAX_JSON_TEXT = 4 * 1024 * 1024;
const MAX_JSON_DEPTH = 100;

export interface RepairOptions {
  /** The schema that local references point into. */
  readonly root: JsonObject;
  readonly budget: Budget;
  readonly depth?: number;
}

/**
 * An argument as its schema wants it, when it is wrong in a way that leaves one meaning: `"true"` for
 * a boolean, `"5"` for a number, 5 for a text, JSON text for a list or an object, `"open"` for
 * `"Open"` in an enumeration, null left out of an object where it means nothing. Anything else is left
 * as it is, and so is what comes after the budget.
 */
export function repairValue(
  value: JsonValue,
  schema: JsonValue,
  options: RepairOptions,
): JsonValue {
  const depth = options.depth ?? 0;
  options.budget.left -= 1;
  if (depth > MAX_DEPTH || options.budget.left < 0) return value;
  const known = onlyBranch(followed(schema, options.root), options.root);
  const choices = ownValue(known, "enum");
  if (isJsonArray(choices)) return repairChoice(value, choices, options.budget);
  const types = typesOf(known, options.root);
  if (types === null) return value;
  const right = isOfType(value, types) ? value : converted(value, types);
  return repairInside(right, known, { ...options, depth: depth + 1 });
}

/** Whether a schema says that null is not among its values. */
export function refusesNull(schema: JsonValue, root: JsonObject): boolean {
  const known = followed(schema, root);
  if ("enum" in known || "const" in known) return false;
  const types = typesOf(known, root);
  return types !== null && !types.has("null");
}

/** A schema that only wraps another in `allOf`, as code does to describe it anew, is the other. */
function onlyBranch(schema: JsonObject, root: JsonObject): JsonObject {
  const all = ownValue(schema, "allOf");
  const [only] = isJsonArray(all) && all.length === 1 && !("type" in schema) ? all : [];
  return only === undefined ? schema : followed(only, root);
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
  const required = ownValue(schema, "required");
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]): [string, JsonValue][] => {
      const property = ownValue(properties, key);
      if (property === undefined) return [[key, item]];
      if (item !== null) return [[key, repairValue(item, property, options)]];
      options.budget.left -= isJsonArray(required) ? required.length : 1;
      const needed = options.budget.left < 0 || isJsonArray(required) && required.includes(key);
      return !needed && refusesNull(property, options.root) ? [] : [[key, item]];
    }),
  );
}

function repairChoice(
  value: JsonValue,
  choices: readonly JsonValue[],
  budget: Budget,
): JsonValue {
  budget.left -= choices.length;
  if (typeof value !== "string" || budget.left < 0 || choices.includes(value)) return value;
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
  return declaredTypes(schema);
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
