import { messageOf, SandboxError } from "../errors.ts";
import {
  CALL_METHODS,
  type CallMessage,
  type CallMethod,
  type CancelMessage,
  type DisplayedBlock,
  type DisplayMessage,
  type DoneMessage,
  MAX_DEPTH,
  MAX_VALUES,
  type OutputMessage,
  type ProgramError,
  PROTOCOL_VERSION,
  type ReadyMessage,
  type SandboxMessage,
  type StoodMessage,
} from "./frames.ts";
import { parseFile } from "./parse_file.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../json/json.ts";
import { JsonBoundError, readJson } from "../json/read_json.ts";
import { writeJson } from "../json/write_json.ts";

/** Characters of what was said besides a result; the runtime sends no more. */
const MAX_EXTRA = 20_100;
/** Characters of where a program stands; the runtime sends no more. */
const MAX_STOOD = 8_192;
/** Keeps nothing between two texts, because it does not stream. */
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The end of a run as one thread has read it. */
export interface ParsedDone extends DoneMessage {
  readonly result?: JsonValue;
}

/** A message as one thread has read it. */
export type ParsedMessage = Exclude<SandboxMessage, DoneMessage> | ParsedDone;

/**
 * Turns the JSON of one message from a sandbox into a checked message.
 *
 * @throws {SandboxError} `PROTOCOL_ERROR` when it is not UTF-8, not JSON, too deep, of too many
 *   values, or of no known shape
 */
export function parseSandboxMessage(bytes: Uint8Array): ParsedMessage {
  const value = parseMessage(bytes);
  if (!isJsonObject(value)) throw refused("a message must be an object");
  switch (value.type) {
    case "call":
      return toCall(value);
    case "cancel":
      return toCancel(value);
    case "output":
      return toOutput(value);
    case "file":
      return parseFile(value);
    case "display":
      return toDisplay(value);
    case "stood":
      return toStood(value);
    case "done":
      return toDone(value);
    case "ready":
      return toReady(value);
    default:
      throw refused(`no message has the type ${writeJson(value.type ?? null).slice(0, 80)}`);
  }
}

function parseMessage(bytes: Uint8Array): JsonValue {
  try {
    const text = UTF8.decode(bytes);
    return readJson(text, { maxDepth: MAX_DEPTH, maxValues: MAX_VALUES });
  } catch (error) {
    if (error instanceof JsonBoundError) throw refused(`a message is too large: ${error.message}`);
    throw refused(`a message is not JSON in UTF-8 (${messageOf(error)})`);
  }
}

function toCall(value: JsonObject): CallMessage {
  const { id, method, params } = value;
  if (!isCallId(id)) throw refused("the id of a call must be an unsigned 32-bit integer");
  if (!isCallMethod(method)) throw refused("a call names no method of the bridge");
  if (!isJsonObject(params)) throw refused("the params of a call must be an object");
  return { type: "call", id, method, params };
}

function toCancel({ id }: JsonObject): CancelMessage {
  if (!isCallId(id)) throw refused("the id of a cancel must be an unsigned 32-bit integer");
  return { type: "cancel", id };
}

function toOutput(value: JsonObject): OutputMessage {
  const { stream, text } = value;
  if (stream !== "stdout" && stream !== "stderr") {
    throw refused("output must be of stdout or stderr");
  }
  if (typeof text !== "string") throw refused("the text of output must be a string");
  return { type: "output", stream, text: text.toWellFormed() };
}

/** Its texts are not read here: a run keeps few blocks, and a sandbox may send many. */
function toDisplay({ block }: JsonObject): DisplayMessage {
  const parsed = block !== undefined && isJsonObject(block) ? toBlock(block) : null;
  if (parsed === null) throw refused("what is displayed must be a content block of MCP");
  return { type: "display", block: parsed };
}

function toBlock(block: JsonObject): DisplayedBlock | null {
  const { type, text, mimeType, data, resource } = block;
  if (type === "text" && typeof text === "string") return { type, text };
  if (type === "image" || type === "audio") {
    if (typeof mimeType !== "string" || typeof data !== "string") return null;
    return { type, mimeType, data };
  }
  if (type !== "resource" || resource === undefined || !isJsonObject(resource)) return null;
  const { uri, mimeType: kind, text: content } = resource;
  if (typeof uri !== "string" || typeof kind !== "string" || typeof content !== "string") {
    return null;
  }
  return { type, resource: { uri, mimeType: kind, text: content } };
}

function toStood({ text }: JsonObject): StoodMessage {
  if (typeof text !== "string") throw refused("where a program stands must be a string");
  return { type: "stood", text: text.toWellFormed().slice(0, MAX_STOOD) };
}

function toDone(value: JsonObject): ParsedDone {
  const { result, error, exitCode, extra } = value;
  if (typeof exitCode !== "number" || !Number.isInteger(exitCode)) {
    throw refused("the exit code of a done message must be an integer");
  }
  if (extra !== undefined && typeof extra !== "string") {
    throw refused("the extra of a done message must be a string");
  }
  return {
    type: "done",
    exitCode,
    ...(result === undefined || result === null ? {} : { result }),
    ...(extra === undefined ? {} : { extra: extra.toWellFormed().slice(0, MAX_EXTRA) }),
    ...(error === undefined || error === null ? {} : { error: toProgramError(error) }),
  };
}

function toProgramError(value: JsonValue): ProgramError {
  if (!isJsonObject(value)) throw refused("the error of a done message must be an object");
  const { type, message, traceback } = value;
  if (typeof type !== "string" || typeof message !== "string" || typeof traceback !== "string") {
    throw refused("the error of a done message must have a type, a message and a traceback");
  }
  return {
    type: type.toWellFormed(),
    message: message.toWellFormed(),
    traceback: traceback.toWellFormed(),
  };
}

function toReady(value: JsonObject): ReadyMessage {
  const { protocol, python, rooms } = value;
  if (typeof protocol !== "number" || typeof python !== "string") {
    throw refused("a ready message must have a protocol and a python version");
  }
  // another version is refused by its number, whatever else it says
  if (typeof rooms !== "boolean" && protocol === PROTOCOL_VERSION) {
    throw refused("a ready message must say whether it has rooms");
  }
  return { type: "ready", protocol, python: python.slice(0, 100), rooms: rooms === true };
}

function isCallId(value: JsonValue | undefined): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 &&
    value <= 0xffff_ffff;
}

function isCallMethod(value: JsonValue | undefined): value is CallMethod {
  return CALL_METHODS.some((method) => method === value);
}

function refused(what: string): SandboxError {
  return new SandboxError("PROTOCOL_ERROR", `Cannot understand the sandbox: ${what}`);
}
