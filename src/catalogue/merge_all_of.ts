import type { JsonObject, JsonValue } from "../json/json.ts";
import { isJsonArray, isJsonObject, ownValue } from "../json/json.ts";
import { followed } from "./schema.ts";

/** Branches of one `allOf` that are looked at, and levels of it inside another. */
const MAX_BRANCHES = 50;
const MAX_LEVELS = 3;
/** Properties that are copied for the price of one schema. */
const COPIED_AT_ONCE = 8;

export interface MergeOptions {
  /** The document that local references point into. */
  readonly root: JsonObject;
  /** Schemas that may still be visited. */
  readonly budget: { left: number };
}

/** A schema and all that its `allOf` adds, as one: what is said first counts. A level is one of `allOf`. */
export function mergeAllOf(schema: JsonObject, options: MergeOptions, level = 0): JsonObject {
  const { allOf: all, ...own } = schema;
  if (!isJsonArray(all) || level > MAX_LEVELS) return schema;
  const parts = [own];
  const properties: [string, JsonValue][] = [];
  const required: JsonValue[] = [];
  for (const part of [own, ...all.slice(0, MAX_BRANCHES)]) {
    if (options.budget.left <= 0) break;
    const known = part === own ? own : mergeAllOf(followed(part, options.root), options, level + 1);
    const listed = ownValue(known, "properties");
    const needed = ownValue(known, "required");
    if (isJsonObject(listed)) properties.push(...Object.entries(listed));
    if (isJsonArray(needed)) required.push(...needed);
    options.budget.left -= 1 + properties.length / COPIED_AT_ONCE;
    parts.unshift(known);
  }
  return {
    ...Object.fromEntries(parts.flatMap((part) => Object.entries(part))),
    ...own,
    ...(properties.length === 0 ? {} : { properties: Object.fromEntries(properties) }),
    ...(required.length === 0 ? {} : { required }),
  };
}
