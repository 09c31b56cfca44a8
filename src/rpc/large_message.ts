import { SandboxError } from "../errors.ts";
import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  ownValue,
} from "../json/json.ts";
import { type JsonBytes, toJsonBytes, toShapedBytes, WrittenJson } from "../json/written_json.ts";
import type { CallMessage, DoneMessage, SandboxMessage } from "./frames.ts";
import { type ParsedDone, parseSandboxMessage } from "./parse_message.ts";

/**
 * A large message of a sandbox that was read in another thread. Its large part is JSON and never an
 * object: a copy of one would cost as much as parsing it.
 */
export type LargeMessage =
  | {
    readonly kind: "call";
    readonly message: CallMessage;
    /** The arguments of a call of a tool, or the value that is to be kept. */
    readonly written: JsonBytes | null;
  }
  | { readonly kind: "done"; readonly message: DoneMessage; readonly result: JsonBytes | null }
  | { readonly kind: "other"; readonly message: SandboxMessage }
  /** It breaks the protocol. */
  | { readonly kind: "refused"; readonly reason: string };

/** Has a large message read elsewhere. Takes over the bytes, whose buffer is their own; never rejects. */
export type ReadLargeMessage = (bytes: Uint8Array) => Promise<LargeMessage>;

/** No method has more params. */
const MAX_PARAMS = 8;

/** Reads a large message in the thread that may take its time. Never throws. */
export function readLargeMessage(bytes: Uint8Array): LargeMessage {
  try {
    const message = parseSandboxMessage(bytes);
    switch (message.type) {
      case "call":
        return readCall(message);
      case "done":
        return readDone(message);
      default:
        return { kind: "other", message };
    }
  } catch (error) {
    if (error instanceof SandboxError) return { kind: "refused", reason: error.message };
    throw error;
  }
}

/** The message, as a reader of small ones gives it. @throws {SandboxError} `PROTOCOL_ERROR` */
export function toSandboxMessage(large: LargeMessage): SandboxMessage {
  switch (large.kind) {
    case "call":
      if (large.written === null) return large.message;
      return { ...large.message, written: new WrittenJson(large.written) };
    case "done":
      if (large.result === null) return large.message;
      return { ...large.message, result: new WrittenJson(large.result) };
    case "other":
      return large.message;
    case "refused":
      throw new SandboxError("PROTOCOL_ERROR", large.reason);
  }
}

function readCall(message: CallMessage): LargeMessage {
  const { params } = message;
  const [name, written] = largePart(message);
  const others = Object.entries(params).filter(([key]) => written === null || key !== name);
  return {
    kind: "call",
    message: { ...message, params: withEmptyContainers(Object.fromEntries(others)) },
    written,
  };
}

/** The param that may be large, by its name. */
function largePart({ method, params }: CallMessage): readonly [string, JsonBytes | null] {
  if (method === "keep_value") {
    const value = ownValue(params, "value");
    return ["value", value === undefined ? null : toShapedBytes(value)];
  }
  const given = method === "call_tool" ? ownValue(params, "arguments") : undefined;
  return ["arguments", isJsonObject(given) ? toJsonBytes(given) : null];
}

/** No other param may be a container with something in it: such are refused. */
function withEmptyContainers(params: JsonObject): JsonObject {
  const few = Object.entries(params).slice(0, MAX_PARAMS);
  return Object.fromEntries(few.map(([name, value]) => [name, emptied(value)]));
}

function emptied(value: JsonValue): JsonValue {
  if (isJsonArray(value)) return [];
  return isJsonObject(value) ? {} : value;
}

function readDone({ result, ...message }: ParsedDone): LargeMessage {
  return { kind: "done", message, result: result === undefined ? null : toShapedBytes(result) };
}
