import type { ResultExtra, ToolValue } from "../rpc/calls.ts";
import type { JsonObject, JsonValue } from "../json/json.ts";
import {
  isJsonArray,
  isJsonObject,
  nestsDeeperThan,
  ownText,
  ownValue,
  sameJson,
} from "../json/json.ts";
import { haveTooManyValues, type JsonBounds, MAX_JSON_VALUES } from "../json/read_json.ts";
import { isMirroredBy, unmirrored } from "./mirror.ts";
import { jsonIn, valueOfText } from "./text_value.ts";
import { readToolResult, type ToolResult } from "./tool_result.ts";
import { isWrapper, type Wrapper, type Wrapping } from "./wrapper.ts";

/** Deepest nesting of a value. JSON text that is deeper stays text; a deeper result is refused. */
export const MAX_VALUE_DEPTH = 100;

/** A result nests deeper than {@linkcode MAX_VALUE_DEPTH}. */
export class TooDeep extends RangeError {}

/** How the result of one call becomes its value. */
export interface ValueForm {
  /** The result with its blocks, in place of a value. */
  readonly raw: boolean;
  readonly wrapping: Wrapping;
}

/** The form of a call of which nothing special is asked or known. */
export const PLAIN_FORM: ValueForm = { raw: false, wrapping: "undeclared" };

/**
 * Turns a tool's result into the value that a program expects. The first rule that fits applies:
 *
 * 1. `structuredContent`, or what stands in place of a result. Without an output schema it does not
 *    count if it is empty and there is content. The wrapper that the output schema declares is taken
 *    off (`wrapper.ts`); without a schema, one whose inside the blocks repeat;
 * 2. no blocks: `null`, or the empty structured value;
 * 3. one text: its value, see `valueOfText()`;
 * 4. several texts: the list of their values, or of the texts if the values would be too many;
 * 5. anything else: the blocks unchanged.
 *
 * A value that is a text is parsed as one text is, unless it is what a wrapper `content` holds: the
 * content of a file. What the value does not repeat is its `extra`.
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
  if (form.raw) return { kind: "json", value: envelopeOf(result) };
  const bounds = { maxDepth: MAX_VALUE_DEPTH, maxValues };
  const read = readToolResult(result);
  const { structured } = read;
  return structured !== undefined && counts({ ...read, structured }, form)
    ? ofStructured({ ...read, structured }, form, bounds)
    : ofBlocks(read, bounds);
}

/** A result whose structured value is there. */
type StructuredResult = ToolResult & { readonly structured: JsonValue };

/** Whether a structured value is the value: more than nothing, or as the output schema says. */
function counts({ structured, blocks }: StructuredResult, { wrapping }: ValueForm): boolean {
  if (blocks.length === 0 || !isEmpty(structured)) return true;
  return wrapping !== "undeclared" && isJsonObject(structured);
}

function ofBlocks(read: ToolResult, bounds: JsonBounds): ToolValue {
  const { blocks } = read;
  const extra = extraOf(read, { content: [], annotations: annotationsOf(blocks) });
  const texts = textsOf(blocks);
  if (texts === null) {
    // their annotations are in them
    return { kind: "blocks", blocks, ...extraOf(read, { content: [], annotations: [] }) };
  }
  const [only] = texts;
  if (only === undefined) return { kind: "json", value: null, ...extra };
  if (texts.length === 1) return { kind: "json", value: valueOfText(only, bounds), ...extra };
  const jsons = texts.map(jsonIn).filter((json) => json !== undefined);
  const value = haveTooManyValues(jsons, bounds.maxValues ?? MAX_JSON_VALUES)
    ? texts
    : texts.map((text) => valueOfText(text, bounds));
  return { kind: "json", value, ...extra };
}

function ofStructured(read: StructuredResult, form: ValueForm, bounds: JsonBounds): ToolValue {
  const { structured, blocks } = read;
  const inner = insideOf(read, form, bounds);
  if (inner?.wrapping === "blocks") return ofWrappedBlocks(read, inner.blocks, bounds);
  const found = inner === undefined ? structured : inner.value;
  const isFile = inner?.wrapping === "content";
  const value = typeof found === "string" && !isFile ? valueOfText(found, bounds) : found;
  const content = unmirrored(blocks, { structured, found, value }, bounds);
  const annotated = blocks.filter((block) => !content.includes(block));
  const extra = extraOf(read, { content, annotations: annotationsOf(annotated) });
  return { kind: "json", value, ...extra };
}

/** The blocks of a wrapper, with those of the result that it does not repeat beside them. */
function ofWrappedBlocks(
  read: StructuredResult,
  wrapped: readonly JsonObject[],
  bounds: JsonBounds,
): ToolValue {
  const content = read.blocks.filter((block, index) => !sameJson(block, wrapped[index] ?? null));
  const { extra: besides, ...value } = ofBlocks({ ...read, blocks: wrapped }, bounds);
  const extra = { ...besides, ...(content.length > 0 && { content }) };
  return Object.keys(extra).length > 0 ? { ...value, extra } : value;
}

/** What a wrapper holds. */
type Inside =
  | { readonly wrapping: Wrapper; readonly value: JsonValue }
  | { readonly wrapping: "blocks"; readonly blocks: readonly JsonObject[] };

/** What is in the wrapper; `undefined` where the value is none. */
function insideOf(
  { structured, blocks, meta, bare }: StructuredResult,
  { wrapping }: ValueForm,
  bounds: JsonBounds,
): Inside | undefined {
  if (!isJsonObject(structured) || wrapping === "none") return undefined;
  const [key, ...others] = Object.keys(structured);
  if (others.length > 0) return undefined;
  if (wrapping !== "undeclared") {
    const name = wrapping === "blocks" ? "content" : wrapping;
    return key === undefined || key === name
      ? holding(wrapping, key === undefined ? null : ownValue(structured, key) ?? null)
      : undefined;
  }
  if (key === undefined || !isWrapper(key) || bare) return undefined;
  const value = ownValue(structured, key) ?? null;
  if (saysWrapped(meta)) return key === "result" ? { wrapping: key, value } : undefined;
  if (key === "content" && blocks.length > 0 && sameJson(value, blocks)) {
    return { wrapping: "blocks", blocks };
  }
  const texts = textsOf(blocks);
  if (texts === null) return undefined;
  // Python servers send no text for `None` and for an empty list
  const repeated = texts.length === 0
    ? key === "result" && isEmpty(value)
    : isMirroredBy(value, texts, bounds);
  return repeated ? { wrapping: key, value } : undefined;
}

/** What a declared wrapper holds; one that is empty holds `null`. */
function holding(wrapping: Wrapper | "blocks", value: JsonValue): Inside | undefined {
  if (wrapping !== "blocks") return { wrapping, value };
  if (value === null) return { wrapping, blocks: [] };
  return isJsonArray(value) && value.every(isJsonObject) ? { wrapping, blocks: value } : undefined;
}

/** The result as it came, or in the shape of the protocol if it has no list of blocks. */
function envelopeOf(result: JsonValue): JsonValue {
  const content = isJsonObject(result) ? ownValue(result, "content") : undefined;
  if (isJsonArray(content) && content.every(isJsonObject)) return result;
  const { blocks, structured, isError, meta, other } = readToolResult(result);
  return {
    ...other,
    content: blocks,
    ...(structured === undefined ? {} : { structuredContent: structured }),
    isError,
    ...(Object.keys(meta).length > 0 && { _meta: meta }),
  };
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
