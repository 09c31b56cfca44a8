import { isJsonArray, isJsonObject, nestsDeeperThan, ownText, ownValue } from "../json/json.ts";
import type { JsonObject, JsonValue } from "../json/json.ts";
import { writeJson } from "../json/write_json.ts";
import { isMirroredBy } from "./mirror.ts";
import { readToolResult } from "./tool_result.ts";

/** Characters of a failure's words, and of its data as JSON, that are handed on. */
const MAX_WORDS = 64 * 1024;
const MAX_DATA = 64 * 1024;
/** Deepest nesting of data that is handed on. */
const MAX_DATA_DEPTH = 100;
/** Things that a server asks a person for, of which an error tells. */
const MAX_REQUESTS = 8;

/** What a tool says of its failure. */
export interface ToolFailure {
  /** All that it says, as text; empty if it gives no reason. Neither cleaned nor bounded to a line. */
  readonly words: string;
  /** The structured part. */
  readonly data?: JsonValue;
}

/** Reads a result that reports a failure: texts, resources, the structured part, unknown members. */
export function failureOf(result: JsonValue): ToolFailure {
  const { blocks, structured, other } = readToolResult(result);
  const said = blocks.map(wordsOfBlock).filter((words) => words.trim() !== "");
  const own = structured === undefined || isNothing(structured) ? undefined : structured;
  const unknown = isNothing(other) ? undefined : other;
  const words = [
    ...said,
    ...(own === undefined || isRepeated(own, said) ? [] : [inWords(own)]),
    ...(unknown === undefined ? [] : [inWords(unknown)]),
  ].join("\n").slice(0, MAX_WORDS);
  return { words, ...boundedData(own ?? unknown) };
}

/** Data that may be handed on with an error; nothing of it when it is too large. */
export function boundedData(data: JsonValue | undefined): { readonly data?: JsonValue } {
  if (data === undefined || data === null || nestsDeeperThan(data, MAX_DATA_DEPTH)) return {};
  return writeJson(data).length > MAX_DATA ? {} : { data };
}

/**
 * The data of a protocol error as the end of a sentence: `; it adds: {"field": "a"}`, or what a person
 * must open first.
 */
export function dataInWords(data: JsonValue | undefined): string {
  if (data === undefined || data === null || isNothing(data)) return "";
  const asked = isJsonObject(data) ? requestsIn(ownValue(data, "elicitations")) : "";
  return asked === "" ? `; it adds: ${inWords(data)}` : `; ${asked}, then call again`;
}

/** What a result asks a person for that is not complete (revision 2026-07-28), as a clause. */
export function inputInWords(result: JsonObject): string {
  const requests = ownValue(result, "inputRequests");
  if (!isJsonObject(requests)) return "";
  return requestsIn(
    Object.values(requests).map((request) =>
      isJsonObject(request) ? ownValue(request, "params") ?? null : null
    ),
  );
}

/** A JSON value as text: a text as it is, anything else as JSON, bounded. */
export function inWords(value: JsonValue): string {
  if (typeof value === "string") return value.slice(0, MAX_WORDS);
  if (nestsDeeperThan(value, MAX_DATA_DEPTH)) return "a value that is nested too deep";
  return writeJson(value).slice(0, MAX_WORDS);
}

function requestsIn(requests: JsonValue | undefined): string {
  if (!isJsonArray(requests)) return "";
  return requests.slice(0, MAX_REQUESTS).filter(isJsonObject).map((request) => {
    const [url, message] = [ownText(request, "url"), ownText(request, "message") ?? ""];
    if (url === undefined) return message;
    return message === "" ? `open ${url}` : `open ${url} (${message})`;
  }).filter((words) => words !== "").join(", ");
}

function wordsOfBlock(block: JsonObject): string {
  const type = ownText(block, "type");
  if (type === "text") return ownText(block, "text") ?? "";
  const resource = ownValue(block, "resource");
  if (type === "resource" && isJsonObject(resource)) {
    return ownText(resource, "text") ?? `<resource ${ownText(resource, "uri") ?? "of no name"}>`;
  }
  if (type === "image" || type === "audio") {
    return `<${type} ${ownText(block, "mimeType") ?? "of no type"}>`;
  }
  return inWords(block);
}

function isRepeated(value: JsonValue, said: readonly string[]): boolean {
  return said.some((text) => isMirroredBy(value, [text], { maxDepth: MAX_DATA_DEPTH }));
}

function isNothing(value: JsonValue): boolean {
  return value === null || (typeof value === "object" && Object.keys(value).length === 0);
}
