import {
  isJSONRPCNotification,
  isJSONRPCRequest,
  type JSONRPCNotification,
  type JSONRPCRequest,
} from "@modelcontextprotocol/client";
import type { JsonObject, JsonValue } from "../json/json.ts";
import { isJsonArray, isJsonObject, ownValue, roundIntegersIn } from "../json/json.ts";
import { readLenient } from "../json/lenient_json.ts";
import { JsonBoundError, type JsonBounds } from "../json/read_json.ts";
import { writeJson } from "../json/write_json.ts";
import { readMessageEnds } from "../json/message_ends.ts";
import { endsOf, type LineEnds } from "../text/line_splitter.ts";
import type { JunkKind } from "./junk_log.ts";

/** Blanks of JSON, and the bytes that its objects and arrays, or a byte order mark, begin with. */
const BLANKS: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d]);
const MAY_BE_MESSAGE: ReadonlySet<number> = new Set([0x7b, 0x5b, 0xef]);
const OPEN_OBJECT = 0x7b;
/** Keeps nothing between two lines, because it does not stream. */
const UTF8 = new TextDecoder();
/** Largest message that a server may send: 64 MiB. A longer line is dropped. */
export const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
/** Code of the error in place of an answer that is larger than it may be, outside the range of JSON-RPC's own. */
export const TOO_LARGE_CODE = -46_064;
const TOO_LONG = `its answer is larger than ${MAX_MESSAGE_BYTES} bytes`;
/** A text that is no message is searched for one up to this size, in bytes. */
const MAX_SEARCHED = 1024 * 1024;

/** A request or a notification of the server's own. */
export interface IncomingCall {
  readonly kind: "call";
  readonly message: JSONRPCRequest | JSONRPCNotification;
}

/** What a server sent as the answer to a request; whether it is one is known by the id alone. */
export interface IncomingAnswer {
  readonly kind: "answer";
  /** `null`: the server names no request. */
  readonly id: string | number | null;
  readonly result?: JsonValue;
  /** An error of any shape. */
  readonly error?: JsonValue;
  /** The reason, as a clause, why it cannot be understood; then it has neither. */
  readonly unreadable?: string;
  /** Whether that is because it is too large. @default {false} */
  readonly tooLarge?: true;
}

/** What a line holds. */
export interface Incoming {
  readonly messages: readonly (IncomingCall | IncomingAnswer)[];
  /** What was wrong with it. */
  readonly junk: readonly JunkKind[];
}

const NONE: Incoming = { messages: [], junk: ["no_message"] };

/**
 * The MCP messages in a line: one, or several where a server still sends arrays as revision
 * 2025-03-26 allowed, or none when the line is something else. Integers are exact in answers.
 *
 * What a server certainly means is read although it is not quite a message; of an answer that cannot
 * be read the id is found, so that nobody waits for it.
 */
export function readMessages(line: Uint8Array, bounds: JsonBounds = {}): Incoming {
  const first = firstSign(line);
  if (!MAY_BE_MESSAGE.has(first)) {
    // words may stand before a message
    if (line.length > MAX_SEARCHED || !line.includes(OPEN_OBJECT)) return NONE;
  }
  let read;
  try {
    const text = UTF8.decode(line);
    read = readLenient(text, {
      maxChars: MAX_MESSAGE_BYTES,
      maxSearched: MAX_SEARCHED,
      ...bounds,
    });
  } catch (error) {
    if (!(error instanceof JsonBoundError)) throw error;
    const failure = readTooLong(endsOf(line), `its answer is too large: ${error.message}`);
    return failure === null ? NONE : { messages: [failure], junk: ["too_large"] };
  }
  if (read === null) return readBroken(line);
  const [only] = read.values;
  const items = isJsonArray(only) ? only : read.values;
  const junk = new Set<JunkKind>();
  if (read.constants) junk.add("constants");
  if (read.around) junk.add("words_around");
  const messages = items.map((item) => toMessage(item, junk)).filter((message) => message !== null);
  return messages.length === 0 ? NONE : { messages, junk: [...junk] };
}

function firstSign(line: Uint8Array): number {
  // nearly every line begins with its object
  const [first = 0] = line;
  return BLANKS.has(first) ? line.find((byte) => !BLANKS.has(byte)) ?? 0 : first;
}

/** An answer that is no JSON: whose it is may show all the same. */
function readBroken(line: Uint8Array): Incoming {
  const ends = endsOf(line);
  const { id, kind } = readMessageEnds(ends);
  const found = id ?? idAmongWords(ends);
  if (found === null || kind === "request") return NONE;
  const unreadable = `its answer cannot be read: ${ends.head.slice(0, SHOWN)}`;
  return { messages: [{ kind: "answer", id: found, unreadable }], junk: ["unreadable"] };
}

/** Characters of an answer that cannot be read which an error shows. */
const SHOWN = 200;

/** The id of what is nearly an answer, such as one in Python's own notation. */
function idAmongWords({ head }: LineEnds): string | number | null {
  if (!/["']jsonrpc["']/.test(head) || /["']method["']/.test(head)) return null;
  const id = /["']id["']\s*:\s*(\d{1,15})\b/.exec(head)?.[1];
  return id === undefined ? null : Number(id);
}

function toMessage(value: JsonValue, junk: Set<JunkKind>): IncomingCall | IncomingAnswer | null {
  if (!isJsonObject(value)) return null;
  const proper = value["jsonrpc"] === "2.0";
  const { method } = value;
  if (typeof method === "string") return proper ? toCall(roundIntegersIn(value)) : null;
  const answer = toAnswer(value);
  if (answer === null || proper) return answer;
  // what is not marked as a message is one if it has all the rest
  if (answer.id === null || answer.unreadable !== undefined) return null;
  junk.add("unmarked");
  return answer;
}

function toCall(value: JsonObject): IncomingCall | null {
  const { id, method, params } = value;
  const message = {
    jsonrpc: "2.0",
    method,
    ...("id" in value ? { id } : {}),
    ...(isJsonObject(params) ? { params } : {}),
  };
  const known = isJSONRPCRequest(message) || isJSONRPCNotification(message);
  return known ? { kind: "call", message } : null;
}

function toAnswer(value: JsonObject): IncomingAnswer | null {
  const { id: given = null } = value;
  const id = typeof given === "bigint" ? Number(given) : given;
  if (typeof id !== "string" && typeof id !== "number" && id !== null) return null;
  const result = ownValue(value, "result");
  const error = ownValue(value, "error");
  // `"error": null` beside a result is common, and so is the reverse
  if (error !== undefined && error !== null && (result ?? null) === null) {
    return { kind: "answer", id, error };
  }
  if (result !== undefined) return { kind: "answer", id, result };
  const { jsonrpc: _jsonrpc, id: _id, ...rest } = value;
  const shown = writeJson(Object.keys(rest)).slice(0, SHOWN);
  const unreadable = Object.keys(rest).length === 0
    ? "its answer has neither a result nor an error"
    : `its answer has neither a result nor an error, but ${shown}`;
  return { kind: "answer", id, unreadable };
}

/**
 * The failure of the request that a line answers which was too large to be read; `null` when the line
 * does not show at either end which one that is, or is no answer.
 *
 * @param reason what is wrong with the answer, as a clause
 */
export function readTooLong(ends: LineEnds, reason = TOO_LONG): IncomingAnswer | null {
  const { id, kind } = readMessageEnds(ends);
  if (id === null || kind === "request") return null;
  return { kind: "answer", id, unreadable: reason, tooLarge: true };
}
