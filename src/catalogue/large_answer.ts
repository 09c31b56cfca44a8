import { isJsonObject, type JsonObject, nestsDeeperThan, ownText } from "../json/json.ts";
import { JsonBoundError, readJson } from "../json/read_json.ts";
import { writeJson } from "../json/write_json.ts";
import { type JsonBytes, toJsonBytes } from "../json/written_json.ts";
import { MAX_VALUE_DEPTH, textOf, TooDeep, unwrapResult } from "./value.ts";

/** Characters of a failure that are handed on. */
const MAX_WORDS = 64 * 1024;

/** What a large answer to a call of a tool says: never an object, whose copy would cost as much. */
export type LargeAnswer =
  /** The JSON of the `ToolValue`. */
  | { readonly kind: "value"; readonly json: JsonBytes; readonly resultType?: string }
  /** The tool says that it failed; its words. */
  | { readonly kind: "tool_failed"; readonly text: string }
  /** The server refused the call. */
  | { readonly kind: "error"; readonly code: number; readonly message: string }
  /** It is larger than it may be; the reason is a clause. */
  | { readonly kind: "too_large"; readonly reason: string }
  | { readonly kind: "no_answer" };

/** Bounds of one answer; see `JsonBounds`. */
export interface AnswerBounds {
  readonly maxValues: number;
}

/** Reads the answer to a call of a tool and writes the value that the program gets. Never throws. */
export function readLargeAnswer(line: string, { maxValues }: AnswerBounds): LargeAnswer {
  try {
    const answer = readJson(line, { maxValues });
    if (!isJsonObject(answer) || answer["jsonrpc"] !== "2.0") return { kind: "no_answer" };
    const { result, error } = answer;
    if (isJsonObject(result)) return readResult(result, maxValues);
    return isJsonObject(error) ? readError(error) : { kind: "no_answer" };
  } catch (error) {
    if (error instanceof JsonBoundError) {
      return { kind: "too_large", reason: `its answer is too large: ${error.message}` };
    }
    if (error instanceof TooDeep) {
      const reason = `its result is nested more than ${MAX_VALUE_DEPTH} levels deep`;
      return { kind: "too_large", reason };
    }
    return { kind: "no_answer" };
  }
}

function readResult(result: JsonObject, maxValues: number): LargeAnswer {
  if (result["isError"] === true) return { kind: "tool_failed", text: wordsOf(result) };
  const json = toJsonBytes(unwrapResult(result, maxValues));
  const resultType = ownText(result, "resultType");
  return { kind: "value", json, ...(resultType === undefined ? {} : { resultType }) };
}

/** Says the same as the whole result would: its text, or else its structured content. */
function wordsOf(result: JsonObject): string {
  const text = textOf(result);
  const structured = result["structuredContent"];
  const shown = structured !== undefined && !nestsDeeperThan(structured, MAX_VALUE_DEPTH);
  return (text.trim() === "" && shown ? writeJson(structured) : text).slice(0, MAX_WORDS);
}

function readError({ code, message }: JsonObject): LargeAnswer {
  if (typeof code !== "number" || typeof message !== "string") return { kind: "no_answer" };
  return { kind: "error", code, message: message.slice(0, MAX_WORDS) };
}
