import type { JsonObject, JsonValue } from "../json/json.ts";
import { cleanText } from "../text/clean_text.ts";
import { isJsonArray, isJsonObject, ownText, ownValue } from "../json/json.ts";

/** Most references followed in a row, and characters of one. */
const MAX_REFERENCES = 32;
const MAX_REFERENCE = 1_000;
/** Keywords that may allow names besides `properties` and `additionalProperties`. */
const OTHER_SOURCES = ["patternProperties", "allOf", "anyOf", "oneOf", "$dynamicRef", "if"];
/** Bounds of a schema that programs see: levels, nodes, characters of a text. */
const MAX_SCHEMA_DEPTH = 32;
const MAX_SCHEMA_NODES = 20_000;
const MAX_SCHEMA_TEXT = 4_096;

/** A parameter of a tool. */
export interface Parameter {
  /** As in the schema. */
  readonly name: string;
  /** Python identifier; unique within its tool. */
  readonly alias: string;
  readonly schema: JsonValue;
  readonly required: boolean;
}

/**
 * Follows the `$ref` of a schema, if it has one. Only references into the same document (`#/$defs/…`)
 * are supported, at most 32 in a row; one that cannot be followed gives an empty schema.
 */
export function followed(schema: JsonValue | undefined, root: JsonObject): JsonObject {
  let current = schema;
  for (let step = 0; step < MAX_REFERENCES; step++) {
    if (!isJsonObject(current)) return {};
    const reference = ownText(current, "$ref");
    if (reference === undefined) return current;
    current = referenced(reference, root);
  }
  return {};
}

/** The schema that a local `$ref` names; `undefined` for any other reference, which is not fetched. */
export function referenced(reference: string, root: JsonObject): JsonValue | undefined {
  if (reference === "#") return root;
  if (!reference.startsWith("#/") || reference.length > MAX_REFERENCE) return undefined;
  let current: JsonValue | undefined = root;
  for (const part of reference.slice(2).split("/", MAX_REFERENCES)) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    if (isJsonArray(current)) current = current[Number(key)];
    else if (isJsonObject(current)) current = ownValue(current, key);
    else return undefined;
  }
  return current;
}

/** Whether a property has a default, and so is optional: generated schemas list it as required. */
export function hasDefault(property: JsonValue): boolean {
  return isJsonObject(property) && Object.hasOwn(property, "default");
}

/** Whether a schema of an object may allow names that its `properties` do not list. */
export function allowsOtherNames(schema: JsonObject): boolean {
  return ownValue(schema, "additionalProperties") !== false || hasOtherSources(schema);
}

/**
 * What a schema of an object says of names that its `properties` do not list. It takes `none`, or it
 * leaves them `unsaid`. They may be `allowed`, without a word of what they are. Or they are `declared`,
 * as in an object whose keys are free.
 */
export type OtherNames = "none" | "unsaid" | "allowed" | "declared";

/** See {@linkcode OtherNames}. An object without any property has free keys. */
export function otherNames(schema: JsonObject): OtherNames {
  if (!allowsOtherNames(schema)) return "none";
  const properties = ownValue(schema, "properties");
  const listed = isJsonObject(properties) && Object.keys(properties).length > 0;
  if (!listed || hasOtherSources(schema)) return "declared";
  const others = ownValue(schema, "additionalProperties");
  if (others === undefined) return "unsaid";
  return others === true ? "allowed" : "declared";
}

/** Whether keywords besides `properties` and `additionalProperties` may allow names. */
export function hasOtherSources(schema: JsonObject): boolean {
  return OTHER_SOURCES.some((keyword) => Object.hasOwn(schema, keyword));
}

/**
 * Cleans a schema for programs: removes control and invisible characters from descriptions, titles
 * and comments, and replaces nodes beyond the bounds with an empty schema.
 */
export function cleanSchema(schema: JsonValue): JsonValue {
  let nodes = 0;
  function clean(value: JsonValue, depth: number, key: string): JsonValue {
    if (typeof value === "string") {
      return key === "description" || key === "title" || key === "$comment"
        ? cleanText(value, MAX_SCHEMA_TEXT)
        : value;
    }
    if (typeof value !== "object" || value === null) return value;
    nodes += 1;
    if (depth >= MAX_SCHEMA_DEPTH || nodes > MAX_SCHEMA_NODES) return {};
    if (isJsonArray(value)) return value.map((item) => clean(item, depth + 1, ""));
    // `fromEntries` makes an own property of every key, also of "__proto__"
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, clean(item, depth + 1, name)]),
    );
  }
  return clean(schema, 0, "");
}
