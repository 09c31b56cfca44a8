import {
  INVALID_REQUEST,
  isJSONRPCErrorResponse,
  isJSONRPCNotification,
  isJSONRPCRequest,
  isJSONRPCResultResponse,
  type JSONRPCMessage,
  PARSE_ERROR,
  type RequestId,
} from "@modelcontextprotocol/server";
import { messageOf } from "../errors.ts";
import { roundIntegers } from "../json/json.ts";
import { readMessageEnds } from "../json/message_ends.ts";
import { JsonBoundError, readJson } from "../json/read_json.ts";
import { endsOf, type LineEnds } from "../text/line_splitter.ts";

/** One line from the client, classified. */
export type ReadLine =
  | { readonly kind: "message"; readonly message: JSONRPCMessage }
  /** Answer it with a JSON-RPC error. */
  | {
    readonly kind: "refused";
    readonly code: number;
    readonly reason: string;
    /** `null` if the id of the request could not be read (JSON-RPC 2.0, section 5). */
    readonly id: RequestId | null;
  }
  /** Do not answer: a blank line, or an invalid response (a response is never answered). */
  | { readonly kind: "ignored"; readonly reason: string | null };

/**
 * Reads one line of the stdio transport: one JSON-RPC message in UTF-8. Integers become numbers,
 * because the SDK and the arguments of `run_python` need no larger ones.
 */
export function readJsonRpcLine(bytes: Uint8Array): ReadLine {
  let value: unknown;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    if (text.trim() === "") return { kind: "ignored", reason: null };
    value = roundIntegers(readJson(text));
  } catch (error) {
    if (error instanceof JsonBoundError) return refuseTooLarge(endsOf(bytes), error.message);
    const reason = `Cannot read message: not JSON in UTF-8 (${messageOf(error)})`;
    return { kind: "refused", code: PARSE_ERROR, reason, id: null };
  }
  if (
    isJSONRPCRequest(value) || isJSONRPCNotification(value) ||
    isJSONRPCResultResponse(value) || isJSONRPCErrorResponse(value)
  ) {
    return { kind: "message", message: value };
  }
  return refuse(value);
}

/**
 * Refuses a message that is larger than it may be, with its own id if either end shows it: a client
 * waits for the answer to its request.
 *
 * @param what why it is too large, as a clause
 */
export function refuseTooLarge(ends: LineEnds, what: string): ReadLine {
  const { id, kind } = readMessageEnds(ends);
  if (kind === "answer") return { kind: "ignored", reason: `a response: ${what}` };
  return invalid(`Cannot read message: ${what}`, id);
}

function refuse(value: unknown): ReadLine {
  if (Array.isArray(value)) {
    return invalid("Cannot read message: batches are not part of MCP; send one message a line");
  }
  if (typeof value !== "object" || value === null) {
    return invalid("Cannot read message: a JSON-RPC message is an object");
  }
  if (!("method" in value) && ("result" in value || "error" in value)) {
    return { kind: "ignored", reason: "a response that is not valid JSON-RPC 2.0" };
  }
  const id = "id" in value && isRequestId(value.id) ? value.id : null;
  return invalid("Cannot read message: not a JSON-RPC 2.0 request", id);
}

function invalid(reason: string, id: RequestId | null = null): ReadLine {
  return { kind: "refused", code: INVALID_REQUEST, reason, id };
}

function isRequestId(id: unknown): id is RequestId {
  return typeof id === "string" || Number.isSafeInteger(id);
}
