import type { JsonObject, JsonValue } from "../../src/json/json.ts";
import { isJsonArray, isJsonObject, ownValue } from "../../src/json/json.ts";
import { followed } from "../../src/catalogue/schema.ts";

/** Levels below which nothing optional is filled in. */
const MAX_DEPTH = 8;

export interface SampleOptions {
  /** The document that references point into. */
  readonly root: JsonObject;
  /** Text of strings that may be any. */
  readonly text: string;
  /** Whether optional members are filled in, and lists have items. */
  readonly full: boolean;
  /** Which branch of each union is taken, modulo their number. */
  readonly branch: number;
}

/** A value that fits a schema, as a server would send it. */
export function sampleOf(schema: JsonValue | undefined, options: SampleOptions): JsonValue {
  return sample(schema, options, 0);
}

function sample(schema: JsonValue | undefined, options: SampleOptions, depth: number): JsonValue {
  const known = followed(schema, options.root);
  if (Object.hasOwn(known, "const")) return ownValue(known, "const") ?? null;
  const choices = ownValue(known, "enum");
  if (isJsonArray(choices)) return choices[options.branch % choices.length] ?? null;
  const branches = ownValue(known, "anyOf") ?? ownValue(known, "oneOf");
  if (isJsonArray(branches)) {
    return sample(branches[options.branch % branches.length], options, depth + 1);
  }
  const all = ownValue(known, "allOf");
  if (isJsonArray(all)) {
    const parts = all.map((part) => sample(part, options, depth + 1));
    return parts.every(isJsonObject) ? Object.assign({}, ...parts) : parts[0] ?? null;
  }
  const type = ownValue(known, "type");
  const one = isJsonArray(type) ? type[options.branch % type.length] : type;
  switch (one) {
    case "string":
      return options.text;
    case "integer":
      return 7;
    case "number":
      return 0.5;
    case "boolean":
      return true;
    case "null":
      return null;
    case "array":
      return options.full && depth < MAX_DEPTH
        ? [sample(ownValue(known, "items"), options, depth + 1)]
        : [];
    default:
      return one === "object" || Object.hasOwn(known, "properties")
        ? sampleObject(known, options, depth)
        : options.text;
  }
}

function sampleObject(schema: JsonObject, options: SampleOptions, depth: number): JsonValue {
  const properties = ownValue(schema, "properties");
  const listed = ownValue(schema, "required");
  const required = isJsonArray(listed) ? listed : [];
  const members = isJsonObject(properties) ? Object.entries(properties) : [];
  const given = members
    .filter(([name]) => required.includes(name) || (options.full && depth < MAX_DEPTH))
    .map(([name, member]) => [name, sample(member, options, depth + 1)] as const);
  const others = ownValue(schema, "additionalProperties");
  if (options.full && isJsonObject(others) && depth < MAX_DEPTH) {
    given.push(["another", sample(others, options, depth + 1)]);
  }
  return Object.fromEntries(given);
}
