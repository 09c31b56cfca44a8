import type { JSONRPCMessage } from "@modelcontextprotocol/client";
import type { LargeAnswer } from "../catalogue/large_answer.ts";
import { isJsonObject, type JsonValue } from "../json/json.ts";
import { writeJson } from "../json/write_json.ts";
import { WrittenJson } from "../json/written_json.ts";
import { joinChunks } from "../system/join_chunks.ts";
import { INTERNAL_ERROR, TOO_LARGE_CODE } from "./messages.ts";

/** Has an answer to a call of a tool read elsewhere. Takes the line over; never rejects. */
export type ReadLarge = (line: Uint8Array) => Promise<LargeAnswer>;

/** Values of a large line that is no answer to a call of a tool; it is parsed while others wait. */
export const MAX_VALUES_BESIDE = 200_000;

/** The message for the SDK that stands for a large answer. */
export function toMessage(id: string | number, answer: LargeAnswer): JSONRPCMessage {
  switch (answer.kind) {
    case "value": {
      const { json, resultType } = answer;
      const written = new WrittenJson(json);
      return {
        jsonrpc: "2.0",
        id,
        // the SDK demands content of a server of the modern era
        result: { content: [], ...(resultType === undefined ? {} : { resultType }), written },
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

/** A message as the line that carries it. The arguments of a call may be written already. */
export function toLine(message: JSONRPCMessage): Uint8Array {
  if ("method" in message && message.params?.["arguments"] instanceof WrittenJson) {
    const { params: { arguments: args, ...params }, ...others } = message;
    // last, where the written arguments take its place
    const around = writeJson({ ...others, params: { ...params, arguments: null } });
    return joinChunks(args.piecesWithin(`${around}\n`));
  }
  return new TextEncoder().encode(`${writeJson(message)}\n`);
}
