import type { ToolValue } from "../rpc/calls.ts";
import type { JsonObject, JsonValue } from "../json/json.ts";
import {
  isJsonArray,
  isJsonObject,
  nestsDeeperThan,
  ownText,
  ownValue,
  sameJson,
} from "../json/json.ts";
import {
  haveTooManyValues,
  type JsonBounds,
  MAX_JSON_VALUES,
  parseJson,
} from "../json/read_json.ts";

/** Deepest nesting of a value. JSON text that is deeper stays text; a deeper result is refused. */
export const MAX_VALUE_DEPTH = 100;

/** A result nests deeper than {@linkcode MAX_VALUE_DEPTH}. */
export class TooDeep extends RangeError {}

/**
 * Turns a tool's result into the value that a program expects. The first rule that fits applies:
 *
 * 1. binary content (images, audio, embedded files): the blocks unchanged;
 * 2. `structuredContent`: that value. If it is an object with a single key whose value the text
 *    repeats, the value of that key: servers wrap values because the protocol demanded an object;
 * 3. no blocks: `null`;
 * 4. one text: parsed if it is a JSON object or array, otherwise unchanged. A text `42` stays text,
 *    because it may be the content of a file;
 * 5. several texts: the list of their values, or of the texts if the values would be too many;
 * 6. anything else: the blocks unchanged.
 *
 * @param maxValues most values in a text that is parsed
 * @throws {TooDeep}
 */
export function unwrapResult(
  result: JsonObject,
  maxValues: number = MAX_JSON_VALUES,
): ToolValue {
  const bounds = { maxDepth: MAX_VALUE_DEPTH, maxValues };
  const blocks = blocksOf(result);
  const texts = textsOf(blocks);
  const structured = ownValue(result, "structuredContent");
  if (nestsDeeperThan(structured ?? null, MAX_VALUE_DEPTH)) throw new TooDeep();
  if (structured !== undefined && structured !== null && !blocks.some(isBinary)) {
    return { kind: "json", value: withoutWrapper(structured, texts, bounds) };
  }
  if (blocks.length === 0) return { kind: "json", value: null };
  if (texts === null) {
    if (nestsDeeperThan([...blocks], MAX_VALUE_DEPTH)) throw new TooDeep();
    return { kind: "blocks", blocks };
  }
  const [only] = texts;
  if (texts.length === 1 && only !== undefined) {
    return { kind: "json", value: valueOfText(only, bounds) };
  }
  const value = haveTooManyValues(texts.filter(looksLikeJson), maxValues)
    ? texts
    : texts.map((text) => valueOfText(text, bounds));
  return { kind: "json", value };
}

/** The text of a result's blocks, joined by newlines; of a failure, its message. */
export function textOf(result: JsonObject): string {
  return blocksOf(result)
    .map((block) => ownText(block, "text"))
    .filter((text) => text !== undefined)
    .join("\n");
}

function blocksOf(result: JsonObject): readonly JsonObject[] {
  const content = ownValue(result, "content");
  return isJsonArray(content) ? content.filter(isJsonObject) : [];
}

/** The texts if every block is text, or `null`. */
function textsOf(blocks: readonly JsonObject[]): readonly string[] | null {
  const texts: string[] = [];
  for (const block of blocks) {
    const text = block["type"] === "text" ? ownText(block, "text") : undefined;
    if (text === undefined) return null;
    texts.push(text);
  }
  return texts;
}

function isBinary(block: JsonObject): boolean {
  const type = block["type"];
  return type === "image" || type === "audio" || type === "resource";
}

function valueOfText(text: string, bounds: JsonBounds): JsonValue {
  return looksLikeJson(text) ? parseJson(text, bounds) ?? text : text;
}

function looksLikeJson(text: string): boolean {
  return /^\s*[[{]/.test(text);
}

function withoutWrapper(
  structured: JsonValue,
  texts: readonly string[] | null,
  bounds: JsonBounds,
): JsonValue {
  if (texts === null || !isJsonObject(structured)) return structured;
  const keys = Object.keys(structured);
  const [key] = keys;
  if (keys.length !== 1 || key === undefined) return structured;
  const value = structured[key] ?? null;
  // Python servers send no text for `None` and for an empty list
  if (texts.length === 0) return key === "result" && isNothing(value) ? value : structured;
  return isMirrored(value, texts, bounds) ? value : structured;
}

function isMirrored(value: JsonValue, texts: readonly string[], bounds: JsonBounds): boolean {
  const [only] = texts;
  if (texts.length === 1 && only !== undefined && isWrittenAs(value, only, bounds)) return true;
  // Python servers send a list as one block per item
  return isJsonArray(value) && value.length === texts.length &&
    value.every((item, index) => isWrittenAs(item, texts[index] ?? "", bounds));
}

function isNothing(value: JsonValue): boolean {
  return value === null || (isJsonArray(value) && value.length === 0);
}

function isWrittenAs(value: JsonValue, text: string, bounds: JsonBounds): boolean {
  if (typeof value === "string") return value === text;
  const parsed = parseJson(text, bounds);
  return parsed !== undefined && sameJson(value, parsed);
}
