import { isJsonObject, type JsonObject, type JsonValue, ownText, ownValue } from "../json/json.ts";
import { encodeValue } from "./protocol_headers.ts";

/** Bounds of what is looked at in a schema, which the server chooses. */
const MAX_PROPERTIES = 1_000;
const MAX_DEPTH = 8;
/** Headers of one call, and characters of one. */
const MAX_HEADERS = 32;
const MAX_VALUE = 4_096;
/** Of the names that a header could have (RFC 9110), those that servers use. */
const NAME = /^[A-Za-z0-9_-]{1,50}$/;

/**
 * The headers by which a call of revision 2026-07-28 repeats the arguments that its tool marks with
 * `x-mcp-header`. An argument that is absent, null, or no text, boolean or exact integer has none.
 */
export function parameterHeaders(
  schema: JsonObject,
  args: JsonObject,
): Readonly<Record<string, string>> {
  const headers: Record<string, string> = Object.create(null);
  let level: readonly (readonly [schema: JsonObject, args: JsonObject])[] = [[schema, args]];
  let seen = 0;
  for (let depth = 0; depth < MAX_DEPTH && level.length > 0; depth++) {
    const next: [JsonObject, JsonObject][] = [];
    for (const [node, given] of level) {
      const properties = ownValue(node, "properties");
      if (!isJsonObject(properties)) continue;
      for (const [key, property] of Object.entries(properties)) {
        if (++seen > MAX_PROPERTIES) return headers;
        const value = ownValue(given, key);
        if (!isJsonObject(property) || value === undefined) continue;
        if (isJsonObject(value)) next.push([property, value]);
        const name = ownText(property, "x-mcp-header") ?? "";
        const text = textOf(value);
        if (text === null || !NAME.test(name) || Object.keys(headers).length >= MAX_HEADERS) {
          continue;
        }
        headers[`mcp-param-${name.toLowerCase()}`] = encodeValue(text);
      }
    }
    level = next;
  }
  return headers;
}

function textOf(value: JsonValue): string | null {
  if (typeof value === "string") return value.length <= MAX_VALUE ? value : null;
  if (typeof value === "boolean") return String(value);
  return Number.isSafeInteger(value) ? String(value) : null;
}
