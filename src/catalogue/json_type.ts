import type { JsonObject, JsonValue } from "../json/json.ts";
import { isJsonArray, ownValue } from "../json/json.ts";

/** A value of `type` in JSON Schema. */
export type JsonType = "string" | "integer" | "number" | "boolean" | "null" | "array" | "object";

const JSON_TYPES: ReadonlySet<unknown> = new Set<JsonType>(
  ["string", "integer", "number", "boolean", "null", "array", "object"],
);

/** The narrowest type of a value: `integer` for 5 and for 5.0. */
export function typeOf(value: JsonValue): JsonType {
  if (value === null) return "null";
  if (isJsonArray(value)) return "array";
  switch (typeof value) {
    case "string":
      return "string";
    case "boolean":
      return "boolean";
    case "bigint":
      return "integer";
    case "number":
      return Number.isInteger(value) ? "integer" : "number";
    default:
      return "object";
  }
}

/** Whether a value has one of the types. Every integer is a number. */
export function isOfType(value: JsonValue, types: ReadonlySet<JsonType>): boolean {
  const type = typeOf(value);
  return types.has(type) || (type === "integer" && types.has("number"));
}

/**
 * The types that a schema's `type` allows, with "null" added if OpenAPI's `nullable` is true. `null`
 * if `type` is absent or unknown.
 */
export function declaredTypes(schema: JsonObject): ReadonlySet<JsonType> | null {
  const type = ownValue(schema, "type");
  const listed = isJsonArray(type) ? type : [type];
  const types = new Set<JsonType>();
  for (const one of listed) {
    if (!isJsonType(one)) return null;
    types.add(one);
  }
  if (types.size === 0) return null;
  if (ownValue(schema, "nullable") === true) types.add("null");
  return types;
}

function isJsonType(value: JsonValue | undefined): value is JsonType {
  return JSON_TYPES.has(value);
}
