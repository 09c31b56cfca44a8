import type { JSONRPCMessage } from "@modelcontextprotocol/client";
import type { LargeAnswer } from "../catalogue/large_answer.ts";
import { INTERNAL_ERROR } from "../catalogue/rpc_error.ts";
import type { ValueForm } from "../catalogue/value.ts";
import { writeJson } from "../json/write_json.ts";
import { WrittenJson } from "../json/written_json.ts";
import { joinChunks } from "../system/join_chunks.ts";
import { carriedMessage, errorMessage } from "./carried_result.ts";
import { TOO_LARGE_CODE } from "./messages.ts";

/**
 * Has an answer to a call of a tool read elsewhere, and its value written in this form. Takes the line
 * over; never rejects.
 */
export type ReadLarge = (line: Uint8Array, form: ValueForm) => Promise<LargeAnswer>;

/** Values of a large line that is no answer to a call of a tool; it is parsed while others wait. */
export const MAX_VALUES_BESIDE = 200_000;

/** The message for the SDK that stands for a large answer. */
export function toMessage(id: string | number, answer: LargeAnswer): JSONRPCMessage {
  switch (answer.kind) {
    case "value": {
      const { json, resultType } = answer;
      return carriedMessage(id, "tools/call", {
        kind: "written",
        json: new WrittenJson(json),
        ...(resultType === undefined ? {} : { resultType }),
      });
    }
    case "tool_failed":
      return carriedMessage(id, "tools/call", { kind: "failed", failure: answer.failure });
    case "error":
      return errorMessage(id, answer.error);
    case "too_large":
      return errorMessage(id, { code: TOO_LARGE_CODE, message: answer.reason });
    case "no_answer":
      return errorMessage(id, { code: INTERNAL_ERROR, message: answer.reason });
  }
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
