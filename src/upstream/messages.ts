import {
  isJSONRPCErrorResponse,
  isJSONRPCNotification,
  isJSONRPCRequest,
  isJSONRPCResultResponse,
  type JSONRPCMessage,
} from "@modelcontextprotocol/client";
import type { JsonObject, JsonValue } from "../json/json.ts";
import { isJsonArray, isJsonObject, roundIntegers, roundIntegersIn } from "../json/json.ts";
import { JsonBoundError, type JsonBounds, readJson } from "../json/read_json.ts";
import { readMessageEnds } from "../json/message_ends.ts";
import { endsOf, type LineEnds } from "../text/line_splitter.ts";

/** Blanks of JSON, and the bytes that its objects and arrays, or a byte order mark, begin with. */
const BLANKS: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d]);
const MAY_BE_MESSAGE: ReadonlySet<number> = new Set([0x7b, 0x5b, 0xef]);
/** Keeps nothing between two lines, because it does not stream. */
const UTF8 = new TextDecoder();
/** JSON-RPC's code for a failure of its own; here, that an answer cannot be understood. */
export const INTERNAL_ERROR = -32603;
/** Largest message that a server may send: 64 MiB. A longer line is dropped. */
export const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
/** Code of the error in place of an answer that is larger than it may be, outside the range of JSON-RPC's own. */
export const TOO_LARGE_CODE = -46_064;
const TOO_LONG = `its answer is larger than ${MAX_MESSAGE_BYTES} bytes`;

/**
 * The MCP messages in a line: one, or several where a server still sends arrays as revision
 * 2025-03-26 allowed, or none when the line is something else.
 *
 * The SDK drops what is not exactly a message, and whoever waits for it waits on. So members that do
 * not belong are left out here (`"error": null` beside a result is common), and an answer that is
 * none, or that is nested too deep or has too many values, becomes an error.
 *
 * Integers are exact only in `structuredContent` and `tools` of a result, which the SDK hands on as
 * they are: elsewhere its schemas know no `bigint`, and one would cost the whole answer.
 */
export function readMessages(
  line: Uint8Array,
  bounds: JsonBounds = {},
): readonly JSONRPCMessage[] {
  if (!mayBeMessage(line)) return [];
  let parsed: JsonValue;
  try {
    parsed = readJson(UTF8.decode(line), { maxChars: MAX_MESSAGE_BYTES, ...bounds });
  } catch (error) {
    if (!(error instanceof JsonBoundError)) return [];
    const failure = readTooLong(endsOf(line), `its answer is too large: ${error.message}`);
    return failure === null ? [] : [failure];
  }
  const items = isJsonArray(parsed) ? parsed : [parsed];
  return items.map(toMessage).filter((message) => message !== null);
}

function mayBeMessage(line: Uint8Array): boolean {
  // nearly every line begins with its object
  const [first = 0] = line;
  if (!BLANKS.has(first)) return MAY_BE_MESSAGE.has(first);
  return MAY_BE_MESSAGE.has(line.find((byte) => !BLANKS.has(byte)) ?? 0);
}

function toMessage(value: JsonValue): JSONRPCMessage | null {
  if (!isJsonObject(value) || value["jsonrpc"] !== "2.0") return null;
  const { method } = value;
  if (typeof method === "string") return toCall(roundIntegersIn(value));
  const id = roundIntegers(value["id"] ?? null);
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
    const { _meta, ...rest } = withExactPayload(result);
    if (_meta !== undefined) {
      const answer = { jsonrpc: "2.0", id, result: { ...rest, _meta } };
      if (isJSONRPCResultResponse(answer)) return answer;
    }
    // nothing else in a result can be wrong for the SDK, which will look at it once more
    return { jsonrpc: "2.0", id, result: rest };
  }
  if (isJsonObject(error)) {
    const { code, message, data } = roundIntegersIn(error);
    const failed = { jsonrpc: "2.0", id, error: { code, message, data } };
    if (isJSONRPCErrorResponse(failed)) return failed;
  }
  const message = "its answer is neither a result nor an error";
  return { jsonrpc: "2.0", id, error: { code: INTERNAL_ERROR, message } };
}

/** What programs get of a result, but for its blocks: their members are the protocol's. */
const PAYLOAD: ReadonlySet<string> = new Set(["structuredContent", "tools"]);

function withExactPayload(result: JsonObject): JsonObject {
  const isExact = Object.entries(result)
    .every(([key, value]) => PAYLOAD.has(key) || roundIntegers(value) === value);
  if (isExact) return result;
  return Object.fromEntries(
    Object.entries(result)
      .map(([key, value]) => [key, PAYLOAD.has(key) ? value : roundIntegers(value)]),
  );
}

/**
 * The failure of the request that a line answers which was too large to be read; `null` when the line
 * does not show at either end which one that is, or is no answer.
 *
 * @param reason what is wrong with the answer, as a clause
 */
export function readTooLong(ends: LineEnds, reason = TOO_LONG): JSONRPCMessage | null {
  const { id, kind } = readMessageEnds(ends);
  if (id === null || kind === "request") return null;
  return { jsonrpc: "2.0", id, error: { code: TOO_LARGE_CODE, message: reason } };
}
