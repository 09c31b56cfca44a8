import type { JSONRPCMessage } from "@modelcontextprotocol/client";
import type { LargeAnswer } from "../catalogue/large_answer.ts";
import { isJsonObject, type JsonValue } from "../json/json.ts";
import { WrittenJson } from "../json/written_json.ts";
import { INTERNAL_ERROR, TOO_LARGE_CODE } from "./messages.ts";

/** Has an answer to a call of a tool read elsewhere. Takes the line over; never rejects. */
export type ReadLarge = (line: Uint8Array) => Promise<LargeAnswer>;

/** A line of this many bytes is large, whatever it holds: 4 MiB. */
const LARGE_BYTES = 4 * 1024 * 1024;
/** So is one with this many commas: they also separate the values of JSON in a text. */
const LARGE_COMMAS = 50_000;
/** Values of a large line that is no answer to a call of a tool; it is parsed while others wait. */
export const MAX_VALUES_BESIDE = 200_000;

const COMMA = 0x2c;

/** Whether parsing a line could hold up others. */
export function isLarge(line: Uint8Array): boolean {
  // as many values, and what separates them, take more bytes
  if (line.length <= 2 * LARGE_COMMAS) return false;
  if (line.length > LARGE_BYTES) return true;
  let commas = 0;
  for (
    let at = line.indexOf(COMMA);
    at !== -1 && commas <= LARGE_COMMAS;
    at = line.indexOf(COMMA, at + 1)
  ) commas++;
  return commas > LARGE_COMMAS;
}

/** The message for the SDK that stands for a large answer. */
export function toMessage(id: string | number, answer: LargeAnswer): JSONRPCMessage {
  switch (answer.kind) {
    case "value": {
      const { json, resultType } = answer;
      const written = new WrittenJson(json);
      return {
        jsonrpc: "2.0",
        id,
        result: { ...(resultType === undefined ? {} : { resultType }), written },
      };
    }
    case "tool_failed": {
      const content = [{ type: "text", text: answer.text }];
      return { jsonrpc: "2.0", id, result: { isError: true, content } };
    }
    case "error":
      return { jsonrpc: "2.0", id, error: { code: answer.code, message: answer.message } };
    case "too_large":
      return { jsonrpc: "2.0", id, error: { code: TOO_LARGE_CODE, message: answer.reason } };
    case "no_answer": {
      const message = "its answer is neither a result nor an error";
      return { jsonrpc: "2.0", id, error: { code: INTERNAL_ERROR, message } };
    }
  }
}

/** The value of a large answer; `null` for a result that was not large. */
export function writtenIn(result: JsonValue): WrittenJson | null {
  // no server can send an instance of a class
  const written: unknown = isJsonObject(result) ? result["written"] : null;
  return written instanceof WrittenJson ? written : null;
}
