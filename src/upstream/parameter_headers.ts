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

/** What may be the name of a header (RFC 9110, "token"). */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}$/;
const PRIMITIVES: ReadonlySet<string> = new Set(["string", "integer", "boolean"]);

/**
 * Why the headers that a tool asks for cannot be sent, as a clause; `null` when they can. Over HTTP
 * such a tool may not be offered (revision 2026-07-28, "Tool", `x-mcp-header`).
 */
export function headerProblem(schema: JsonObject): string | null {
  const names = new Set<string>();
  let level: readonly JsonObject[] = [schema];
  let seen = 0;
  for (let depth = 0; depth < MAX_DEPTH && level.length > 0; depth++) {
    const next: JsonObject[] = [];
    for (const node of level) {
      const properties = ownValue(node, "properties");
      for (const property of isJsonObject(properties) ? Object.values(properties) : []) {
        if (++seen > MAX_PROPERTIES) return null;
        if (!isJsonObject(property)) continue;
        next.push(property);
        const name = ownValue(property, "x-mcp-header");
        if (name === undefined) continue;
        if (typeof name !== "string" || !TOKEN.test(name)) return "no header can have its name";
        if (!PRIMITIVES.has(ownText(property, "type") ?? "")) {
          return `the header "${name}" is for no text, integer or boolean`;
        }
        if (names.has(name.toLowerCase())) return `the header "${name}" is for two parameters`;
        names.add(name.toLowerCase());
      }
    }
    level = next;
  }
  return null;
}

function textOf(value: JsonValue): string | null {
  if (typeof value === "string") return value.length <= MAX_VALUE ? value : null;
  if (typeof value === "boolean") return String(value);
  return Number.isSafeInteger(value) ? String(value) : null;
}
