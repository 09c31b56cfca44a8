import type { ResultExtra, ToolValue } from "../rpc/calls.ts";
import type { JsonObject, JsonValue } from "../json/json.ts";
import { isJsonArray, isJsonObject, nestsDeeperThan, ownText, ownValue } from "../json/json.ts";
import {
  haveTooManyValues,
  type JsonBounds,
  MAX_JSON_VALUES,
  parseJson,
} from "../json/read_json.ts";
import { isMirroredBy, unmirrored } from "./mirror.ts";
import { readToolResult, type ToolResult } from "./tool_result.ts";
import { isWrapper, type Wrapping } from "./wrapper.ts";

/** Deepest nesting of a value. JSON text that is deeper stays text; a deeper result is refused. */
export const MAX_VALUE_DEPTH = 100;

/** A result nests deeper than {@linkcode MAX_VALUE_DEPTH}. */
export class TooDeep extends RangeError {}

/** How the result of one call becomes its value. */
export interface ValueForm {
  /** The result as it came, in place of a value. */
  readonly raw: boolean;
  readonly wrapping: Wrapping;
}

/** The form of a call of which nothing special is asked or known. */
export const PLAIN_FORM: ValueForm = { raw: false, wrapping: "undeclared" };

/**
 * Turns a tool's result into the value that a program expects. The first rule that fits applies:
 *
 * 1. `structuredContent`, or what stands in place of a result, unless it is empty and there is
 *    content. A wrapper that the tool's output schema declares is taken off. Where it declares
 *    nothing, one whose inside the text repeats is;
 * 2. no blocks: `null`, or the empty structured value;
 * 3. one text: parsed if it is a JSON object or array, otherwise unchanged. A text `42` stays text,
 *    because it may be the content of a file;
 * 4. several texts: the list of their values, or of the texts if the values would be too many;
 * 5. anything else: the blocks unchanged.
 *
 * What the value does not repeat is its `extra`.
 *
 * @param maxValues most values in a text that is parsed
 * @throws {TooDeep}
 */
export function unwrapResult(
  result: JsonValue,
  form: ValueForm = PLAIN_FORM,
  maxValues: number = MAX_JSON_VALUES,
): ToolValue {
  // the result is one level, and its value lies in it
  if (nestsDeeperThan(result, MAX_VALUE_DEPTH + 1)) throw new TooDeep();
  if (form.raw) return { kind: "json", value: result };
  const bounds = { maxDepth: MAX_VALUE_DEPTH, maxValues };
  const read = readToolResult(result);
  const { structured, blocks } = read;
  if (structured !== undefined && (blocks.length === 0 || !isEmpty(structured))) {
    return ofStructured({ ...read, structured }, form, bounds);
  }
  const extra = extraOf(read, { content: [], annotations: annotationsOf(blocks) });
  const texts = textsOf(blocks);
  if (texts === null) {
    // their annotations are in them
    return { kind: "blocks", blocks, ...extraOf(read, { content: [], annotations: [] }) };
  }
  const [only] = texts;
  if (only === undefined) return { kind: "json", value: null, ...extra };
  if (texts.length === 1) return { kind: "json", value: valueOfText(only, bounds), ...extra };
  const value = haveTooManyValues(texts.filter(looksLikeJson), maxValues)
    ? texts
    : texts.map((text) => valueOfText(text, bounds));
  return { kind: "json", value, ...extra };
}

function ofStructured(
  read: ToolResult & { readonly structured: JsonValue },
  { wrapping }: ValueForm,
  bounds: JsonBounds,
): ToolValue {
  const { structured, blocks, bare } = read;
  const isPlain = bare && wrapping === "undeclared";
  const inner = isPlain ? undefined : insideOf(read, wrapping, bounds);
  const value = inner === undefined ? structured : inner;
  const content = unmirrored(blocks, { structured, value }, bounds);
  const annotated = blocks.filter((block) => !content.includes(block));
  const extra = extraOf(read, { content, annotations: annotationsOf(annotated) });
  return { kind: "json", value, ...extra };
}

/** What a wrapper holds; `undefined` where the value is no wrapper. */
function insideOf(
  { structured, blocks, meta }: ToolResult,
  wrapping: Wrapping,
  bounds: JsonBounds,
): JsonValue | undefined {
  if (!isJsonObject(structured)) return undefined;
  const [key, ...others] = Object.keys(structured);
  if (key === undefined || others.length > 0) return undefined;
  const inside = ownValue(structured, key) ?? null;
  if (saysWrapped(meta)) return key === "result" ? inside : undefined;
  if (wrapping !== "undeclared") return key === wrapping ? inside : undefined;
  const texts = textsOf(blocks);
  if (!isWrapper(key) || texts === null) return undefined;
  // Python servers send no text for `None` and for an empty list
  if (texts.length === 0) return key === "result" && isEmpty(inside) ? inside : undefined;
  return isMirroredBy(inside, texts, bounds) ? inside : undefined;
}

/** A framework's own word that it wrapped the value. */
function saysWrapped(meta: JsonObject): boolean {
  const marks = ownValue(meta, WRAP_MARK);
  return isJsonObject(marks) && ownValue(marks, WRAPPED) === true;
}

const WRAP_MARK = "fastmcp";
const WRAPPED = "wrap_result";

/** What the server means by `_meta`: without the marks of frameworks, which are for clients. */
function newsIn(meta: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(meta).filter(([name, value]) =>
      !name.startsWith(PROTOCOL_PREFIX) &&
      !(name === WRAP_MARK && isJsonObject(value) && Object.keys(value).join() === WRAPPED)
    ),
  );
}

/** Names in `_meta` that are the protocol's own; the SDK's servers give their name in each result. */
const PROTOCOL_PREFIX = "io.modelcontextprotocol/";

function extraOf(
  { meta: given, other }: ToolResult,
  { content, annotations }: Required<Pick<ResultExtra, "content" | "annotations">>,
): { readonly extra?: ResultExtra } {
  const meta = newsIn(given);
  const extra: ResultExtra = {
    ...(content.length > 0 && { content }),
    ...(annotations.length > 0 && { annotations }),
    ...(Object.keys(meta).length > 0 && { meta }),
    ...(Object.keys(other).length > 0 && { other }),
  };
  return Object.keys(extra).length > 0 ? { extra } : {};
}

/** What text blocks hold besides their text, one item a block; empty when that is nothing. */
function annotationsOf(blocks: readonly JsonObject[]): readonly JsonObject[] {
  const rests = blocks.map(({ type: _type, text: _text, ...rest }) => rest);
  return rests.some((rest) => Object.keys(rest).length > 0) ? rests : [];
}

/** Nothing, or nothing in a wrapper. */
function isEmpty(value: JsonValue): boolean {
  if (value === null || value === "") return true;
  if (isJsonArray(value)) return value.length === 0;
  if (!isJsonObject(value)) return false;
  const [key, ...others] = Object.keys(value);
  if (key === undefined) return true;
  return others.length === 0 && key === "result" && value[key] === null;
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

function valueOfText(text: string, bounds: JsonBounds): JsonValue {
  return looksLikeJson(text) ? parseJson(text, bounds) ?? text : text;
}

function looksLikeJson(text: string): boolean {
  return /^\s*[[{]/.test(text);
}
