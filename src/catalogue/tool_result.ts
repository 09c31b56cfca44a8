import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  ownText,
  ownValue,
} from "../json/json.ts";
import { writeJson } from "../json/write_json.ts";

/** A result of `tools/call` in one shape, whatever revision or habit it was written by. */
export interface ToolResult {
  /** The content blocks; an item that is none is one here. */
  readonly blocks: readonly JsonObject[];
  /** The structured value, or what the server sent in place of a result; absent if there is none. */
  readonly structured?: JsonValue;
  /** Whether the structured value is what stood in place of a result. */
  readonly bare: boolean;
  readonly isError: boolean;
  readonly meta: JsonObject;
  /** Members that MCP does not know. */
  readonly other: JsonObject;
}

/** The members of a result, each with the other name that servers write it by. */
const SPELLINGS = {
  content: "content",
  structuredContent: "structured_content",
  isError: "is_error",
} as const;
/** A result of revision 2024-10-07. */
const OLD_RESULT = "toolResult";
/** Members of revision 2026-07-28 that are for clients: the kind of result, and how long it holds. */
const FOR_CLIENTS: readonly string[] = ["resultType", "ttlMs", "cacheScope"];
/** The members that a content block of each type must have. */
const TYPES: ReadonlyMap<string, string> = new Map([
  ["text", "text"],
  ["image", "data"],
  ["audio", "data"],
  ["resource", "resource"],
  ["resource_link", "uri"],
]);

/**
 * Reads a result for what it certainly means. Besides today's shape these are understood:
 * `toolResult`; `content` as a text, as one block, or with texts among its items; a value in place of
 * the result; names in snake_case.
 */
export function readToolResult(result: JsonValue): ToolResult {
  if (isJsonArray(result) && result.length > 0 && result.every(isBlock)) {
    return { ...NOTHING, blocks: result.filter(isJsonObject) };
  }
  if (!isJsonObject(result)) return { ...NOTHING, structured: result, bare: true };
  const [content, structured, isError, meta] = [
    memberOf(result, "content"),
    memberOf(result, "structuredContent"),
    memberOf(result, "isError"),
    ownValue(result, "_meta"),
  ];
  const old = ownValue(result, OLD_RESULT);
  if ([content, structured, isError, old].every((member) => member === undefined)) {
    const { _meta, resultType: _kind, ...value } = result;
    return { ...NOTHING, structured: value, bare: true, meta: asObject(meta) };
  }
  if (old !== undefined && content === undefined && structured === undefined) {
    const inner = readToolResult(old);
    return { ...inner, isError: inner.isError || isTrue(isError), other: othersOf(result) };
  }
  const blocks = blocksOf(content);
  return {
    blocks: blocks ?? [],
    ...(structured !== undefined
      ? { structured }
      : blocks === null && content !== undefined && content !== null
      ? { structured: content }
      : {}),
    bare: false,
    isError: isTrue(isError),
    meta: asObject(meta),
    other: othersOf(result),
  };
}

const NOTHING: ToolResult = { blocks: [], bare: false, isError: false, meta: {}, other: {} };

function memberOf(result: JsonObject, name: keyof typeof SPELLINGS): JsonValue | undefined {
  return ownValue(result, Object.hasOwn(result, name) ? name : SPELLINGS[name]);
}

function othersOf(result: JsonObject): JsonObject {
  const known = new Set<string>([
    ...Object.entries(SPELLINGS).flat(),
    OLD_RESULT,
    ...FOR_CLIENTS,
  ]);
  return Object.fromEntries(
    Object.entries(result).filter(([name, value]) =>
      !known.has(name) && !(name === "_meta" && isJsonObject(value))
    ),
  );
}

/** The blocks of `content`; `null` when it is a value of another kind. */
function blocksOf(content: JsonValue | undefined): readonly JsonObject[] | null {
  if (typeof content === "string") return [textBlock(content)];
  if (isJsonArray(content)) return content.filter((item) => item !== null).map(toBlock);
  return isBlock(content) ? [content] : null;
}

function toBlock(item: JsonValue): JsonObject {
  if (typeof item === "string") return textBlock(item);
  if (!isJsonObject(item)) return textBlock(writeJson(item));
  const isText = !Object.hasOwn(item, "type") && ownText(item, "text") !== undefined;
  return isText ? { type: "text", ...item } : item;
}

function textBlock(text: string): JsonObject {
  return { type: "text", text };
}

function isBlock(value: JsonValue | undefined): value is JsonObject {
  if (!isJsonObject(value)) return false;
  const needed = TYPES.get(ownText(value, "type") ?? "");
  return needed !== undefined && Object.hasOwn(value, needed);
}

function isTrue(value: JsonValue | undefined): boolean {
  return value === true || value === "true";
}

function asObject(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
