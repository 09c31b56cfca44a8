import type { JsonObject, JsonValue } from "../json/json.ts";
import { isJsonArray, isJsonObject, ownText, sameJson } from "../json/json.ts";
import { parseWithConstants } from "../json/lenient_json.ts";
import type { JsonBounds } from "../json/read_json.ts";

/** Members of a structured value that a text is compared with. */
const MAX_COMPARED = 64;

/** Whether the texts say the same as a value: in one text, or a list's items in one each. */
export function isMirroredBy(
  value: JsonValue,
  texts: readonly string[],
  bounds: JsonBounds,
): boolean {
  const [only] = texts;
  if (texts.length === 1 && only !== undefined && isWrittenAs(value, only, bounds)) return true;
  // Python servers send a list as one block per item
  return isJsonArray(value) && value.length === texts.length &&
    value.every((item, index) => isWrittenAs(item, texts[index] ?? "", bounds));
}

/** A structured value. */
export interface Structured {
  /** As it came. */
  readonly structured: JsonValue;
  /** Without its wrapper. */
  readonly found: JsonValue;
  /** As the program gets it: parsed if it was a text that is JSON. */
  readonly value: JsonValue;
}

/**
 * The blocks that say something which a structured value does not: no text that repeats the value, or
 * one of its members, and no blank text.
 */
export function unmirrored(
  blocks: readonly JsonObject[],
  { structured, found, value }: Structured,
  bounds: JsonBounds,
): readonly JsonObject[] {
  const texts = blocks.map((block) => block["type"] === "text" ? ownText(block, "text") : undefined)
    .filter((text) => text !== undefined);
  if (blocks.length === texts.length && isMirroredBy(found, texts, bounds)) return [];
  const candidates = [structured, found, value, ...membersOf(value)];
  return blocks.filter((block) => {
    const text = block["type"] === "text" ? ownText(block, "text") : undefined;
    if (text === undefined) return true;
    if (text.trim() === "") return false;
    const parsed = parseWithConstants(text, bounds);
    return !candidates.some((known) =>
      typeof known === "string" ? known === text : parsed !== undefined && sameJson(known, parsed)
    );
  });
}

function membersOf(value: JsonValue): readonly JsonValue[] {
  if (isJsonArray(value)) return value.slice(0, MAX_COMPARED);
  return isJsonObject(value) ? Object.values(value).slice(0, MAX_COMPARED) : [];
}

function isWrittenAs(value: JsonValue, text: string, bounds: JsonBounds): boolean {
  if (typeof value === "string") return value === text;
  const parsed = parseWithConstants(text, bounds);
  return parsed !== undefined && sameJson(value, parsed);
}
