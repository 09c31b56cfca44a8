import { isJsonObject, type JsonValue, ownText, ownValue } from "../json/json.ts";
import { readLenient } from "../json/lenient_json.ts";
import { JsonBoundError } from "../json/read_json.ts";
import { type JsonBytes, toJsonBytes } from "../json/written_json.ts";
import { failureOf, type ToolFailure } from "./failure_words.ts";
import { readRpcError, type RpcError } from "./rpc_error.ts";
import { readToolResult } from "./tool_result.ts";
import { MAX_VALUE_DEPTH, TooDeep, unwrapResult, type ValueForm } from "./value.ts";

/** Characters of an answer that cannot be read which an error shows. */
const SHOWN = 200;

/** What a large answer to a call of a tool says: never an object, whose copy would cost as much. */
export type LargeAnswer =
  /** The JSON of the `ToolValue`. */
  | { readonly kind: "value"; readonly json: JsonBytes; readonly resultType?: string }
  /** The tool says that it failed. */
  | { readonly kind: "tool_failed"; readonly failure: ToolFailure }
  /** The server refused the call. */
  | { readonly kind: "error"; readonly error: RpcError }
  /** It is larger than it may be; the reason is a clause. */
  | { readonly kind: "too_large"; readonly reason: string }
  /** It cannot be understood; the reason is a clause. */
  | { readonly kind: "no_answer"; readonly reason: string };

/** Bounds of one answer, see `JsonBounds`, and the form of its value. */
export interface AnswerOptions {
  readonly maxValues: number;
  readonly form: ValueForm;
}

/** Reads the answer to a call of a tool and writes the value that the program gets. Never throws. */
export function readLargeAnswer(line: string, { maxValues, form }: AnswerOptions): LargeAnswer {
  try {
    for (const answer of readLenient(line, { maxValues })?.values ?? []) {
      if (!isJsonObject(answer)) continue;
      const { error } = answer;
      const result = ownValue(answer, "result");
      if (result !== undefined) return readResult(result, { maxValues, form });
      if (error !== undefined && error !== null) {
        return { kind: "error", error: readRpcError(error) };
      }
    }
    return { kind: "no_answer", reason: `its answer cannot be read: ${line.slice(0, SHOWN)}` };
  } catch (error) {
    if (error instanceof JsonBoundError) {
      return { kind: "too_large", reason: `its answer is too large: ${error.message}` };
    }
    if (error instanceof TooDeep) {
      const reason = `its result is nested more than ${MAX_VALUE_DEPTH} levels deep`;
      return { kind: "too_large", reason };
    }
    throw error;
  }
}

function readResult(result: JsonValue, { maxValues, form }: AnswerOptions): LargeAnswer {
  if (!form.raw && readToolResult(result).isError) {
    return { kind: "tool_failed", failure: failureOf(result) };
  }
  const json = toJsonBytes(unwrapResult(result, form, maxValues));
  const resultType = isJsonObject(result) ? ownText(result, "resultType") : undefined;
  return { kind: "value", json, ...(resultType === undefined ? {} : { resultType }) };
}
