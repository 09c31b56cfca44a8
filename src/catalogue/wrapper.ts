import type { JsonObject, JsonValue } from "../json/json.ts";
import { isJsonArray, isJsonObject, ownValue } from "../json/json.ts";
import { followed } from "./schema.ts";

/** Keys that servers wrap a value in, because the protocol demanded an object. */
const WRAPPERS = ["result", "content"] as const;
export type Wrapper = typeof WRAPPERS[number];

/**
 * What a tool's output schema says of a wrapper:
 *
 * - `result`: any value in `result`;
 * - `content`: a text in `content`, as of a file;
 * - `blocks`: content blocks in `content`;
 * - `none`: the value is what the server gives;
 * - `undeclared`: the tool has no output schema.
 */
export type Wrapping = Wrapper | "blocks" | "none" | "undeclared";

/** What an output schema says of the value that a program gets. */
export interface DeclaredValue {
  readonly wrapping: Wrapping;
  /** The schema of what is in the wrapper, or the whole one where there is none. */
  readonly schema: JsonValue | undefined;
  /** Whether the wrapper can be empty: the value is then `None`. */
  readonly optional: boolean;
}

/** A framework's mark in an output schema that it wraps the value. */
const WRAP_MARK = "x-fastmcp-wrap-result";
/** The types of content blocks. */
const BLOCK_TYPES: ReadonlySet<JsonValue> = new Set([
  "text",
  "image",
  "audio",
  "resource",
  "resource_link",
]);
/** Branches of a schema that are looked at. */
const MAX_BRANCHES = 16;

/** Whether a key is one of those that servers wrap a value in. */
export function isWrapper(key: string): key is Wrapper {
  return WRAPPERS.some((wrapper) => wrapper === key);
}

/** The wrapper that an output schema declares. */
export function wrappingOf(outputSchema: JsonValue | undefined): Wrapping {
  return declaredValue(outputSchema).wrapping;
}

/**
 * Reads an output schema for what comes out of its wrapper. The value of a call and the type in a
 * signature both follow it, so that they agree.
 */
export function declaredValue(outputSchema: JsonValue | undefined): DeclaredValue {
  if (!isJsonObject(outputSchema)) {
    return { wrapping: "undeclared", schema: undefined, optional: false };
  }
  const root = followed(outputSchema, outputSchema);
  const known = ownValue(root, "properties");
  const properties = isJsonObject(known) ? known : {};
  const [only, ...others] = Object.keys(properties);
  if (ownValue(root, WRAP_MARK) === true) {
    return { wrapping: "result", schema: ownValue(properties, "result"), optional: false };
  }
  const none: DeclaredValue = { wrapping: "none", schema: root, optional: false };
  if (only === undefined || others.length > 0 || allowsMore(root)) return none;
  const schema = ownValue(properties, only);
  const required = ownValue(root, "required");
  const inside = { schema, optional: !(isJsonArray(required) && required.includes(only)) };
  if (only === "result") return { wrapping: "result", ...inside };
  if (only !== "content") return none;
  const content = followed(schema, outputSchema);
  if (ownValue(content, "type") === "string") return { wrapping: "content", ...inside };
  const items = ownValue(content, "type") === "array" ? ownValue(content, "items") : undefined;
  const kinds = branchesOf(items, outputSchema);
  if (kinds.length > 0 && kinds.every(isBlock)) return { wrapping: "blocks", ...inside };
  return none;
}

/** Whether the schema says in words that other members may stand beside the one that it names. */
function allowsMore(schema: JsonObject): boolean {
  const others = ownValue(schema, "additionalProperties");
  return others === true || isJsonObject(others) || Object.hasOwn(schema, "patternProperties");
}

/** The schemas that a schema is one of, references followed; itself if it has no branches. */
export function branchesOf(schema: JsonValue | undefined, root: JsonObject): readonly JsonObject[] {
  const known = followed(schema, root);
  const branches = ownValue(known, "anyOf") ?? ownValue(known, "oneOf");
  if (!isJsonArray(branches)) return [known];
  return branches.slice(0, MAX_BRANCHES).map((branch) => followed(branch, root));
}

/** The types of content blocks that a schema describes; none if it describes anything else. */
export function blockTypes(schema: JsonObject): readonly JsonValue[] {
  const properties = ownValue(schema, "properties");
  const type = isJsonObject(properties) ? ownValue(properties, "type") : undefined;
  if (!isJsonObject(type)) return [];
  const choices = "const" in type ? [ownValue(type, "const") ?? null] : ownValue(type, "enum");
  return isJsonArray(choices) && choices.every((choice) => BLOCK_TYPES.has(choice)) ? choices : [];
}

function isBlock(schema: JsonObject): boolean {
  return blockTypes(schema).length > 0;
}
