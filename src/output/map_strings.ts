import { isJsonArray, type JsonObject, type JsonValue } from "../json/json.ts";

/** Copies a value and applies `map` to every string in it, keys included. */
export function mapStrings(value: JsonValue, map: (text: string) => string): JsonValue {
  if (typeof value === "string") return map(value);
  if (typeof value !== "object" || value === null) return value;
  if (isJsonArray(value)) return value.map((item) => mapStrings(item, map));
  return mapObject(value, map);
}

/** {@linkcode mapStrings} for an object. */
export function mapObject(value: JsonObject, map: (text: string) => string): JsonObject {
  // `fromEntries` makes an own property of every key, also of "__proto__"
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [map(key), mapStrings(item, map)]),
  );
}
