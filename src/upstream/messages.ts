import {
  isJSONRPCErrorResponse,
  isJSONRPCNotification,
  isJSONRPCRequest,
  isJSONRPCResultResponse,
  type JSONRPCMessage,
} from "@modelcontextprotocol/client";
import type { JsonObject } from "../json/json.ts";
import { isJsonObject } from "../json/json.ts";
import type { LineEnds } from "../text/line_splitter.ts";

/** JSON-RPC's code for a failure of its own; here, that an answer cannot be understood. */
const INTERNAL_ERROR = -32603;
/** Largest message that a server may send: 64 MiB. A longer line is dropped. */
export const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
/** Code of the error in place of an answer that is larger than that, outside the range of JSON-RPC's own. */
export const TOO_LARGE_CODE = -46_064;
const TOO_LONG = `its answer is larger than ${MAX_MESSAGE_BYTES} bytes`;

/**
 * The MCP messages in a line: one, or several where a server still sends arrays as revision
 * 2025-03-26 allowed, or none when the line is something else.
 *
 * The SDK drops what is not exactly a message, and whoever waits for it waits on. So members that do
 * not belong are left out here (`"error": null` beside a result is common), and an answer that is
 * none becomes an error.
 */
export function readMessages(line: Uint8Array): readonly JSONRPCMessage[] {
  const parsed = parse(line);
  const items: readonly unknown[] = isArray(parsed) ? parsed : [parsed];
  return items.map(toMessage).filter((message) => message !== null);
}

function isArray(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function parse(line: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(line));
  } catch {
    return undefined;
  }
}

function toMessage(value: unknown): JSONRPCMessage | null {
  if (!isJsonObject(value) || value["jsonrpc"] !== "2.0") return null;
  const { id, method } = value;
  if (typeof method === "string") return toCall(value);
  // an answer whose id is null is nobody's; the SDK would take it for that of the first request
  if (typeof id !== "string" && typeof id !== "number") return null;
  return toAnswer(value, id);
}

function toCall(value: JsonObject): JSONRPCMessage | null {
  const { id, method, params } = value;
  const call = {
    jsonrpc: "2.0",
    method,
    ...("id" in value ? { id } : {}),
    ...(isJsonObject(params) ? { params } : {}),
  };
  return isJSONRPCRequest(call) || isJSONRPCNotification(call) ? call : null;
}

function toAnswer(value: JsonObject, id: string | number): JSONRPCMessage {
  const { result, error } = value;
  if (isJsonObject(result)) {
    const { _meta, ...rest } = result;
    if (_meta !== undefined) {
      const answer = { jsonrpc: "2.0", id, result };
      if (isJSONRPCResultResponse(answer)) return answer;
    }
    // nothing else in a result can be wrong for the SDK, which will look at it once more
    return { jsonrpc: "2.0", id, result: rest };
  }
  if (isJsonObject(error)) {
    const { code, message, data } = error;
    const failed = { jsonrpc: "2.0", id, error: { code, message, data } };
    if (isJSONRPCErrorResponse(failed)) return failed;
  }
  const message = "its answer is neither a result nor an error";
  return { jsonrpc: "2.0", id, error: { code: INTERNAL_ERROR, message } };
}

/**
 * The failure of the request that a line answers which was too long to be read; `null` when the line
 * does not show at either end which one that is.
 */
export function readTooLong(ends: LineEnds): JSONRPCMessage | null {
  const id = /^\s*\{\s*"jsonrpc"\s*:\s*"2\.0"\s*,\s*"id"\s*:\s*(\d{1,15})\s*,/.exec(
    new TextDecoder().decode(ends.head),
  ) ??
    /"id"\s*:\s*(\d{1,15})\s*(?:,\s*"jsonrpc"\s*:\s*"2\.0"\s*)?\}\s*$/.exec(ends.tail);
  if (id === null) return null;
  return { jsonrpc: "2.0", id: Number(id[1]), error: { code: TOO_LARGE_CODE, message: TOO_LONG } };
}
