/**
 * The wire between the bridge and a sandbox. Its twin is `src/python/sandbox_runtime/frames.py`:
 * change both together, and `PROTOCOL_VERSION` with them.
 *
 * A frame is a 5-byte head and a payload: the payload's length in bytes (unsigned, 32 bits, big
 * endian), then one byte that says what the payload is (`FRAME_WHOLE`, `FRAME_PART`, `FRAME_LAST`).
 * A message is one JSON object in UTF-8. It travels as one whole frame, or, when it is larger than
 * `PART_BYTES`, as parts of which the last is marked; the parts of a message follow one another
 * with nothing between.
 *
 * The order: the bridge sends `boot`; the sandbox answers `ready` and waits; the bridge sends
 * `execute`; then `output`, `call`, `cancel`, `progress` and `reply` cross freely; the sandbox sends `done` and
 * ends. Every `call` gets exactly one `reply`, also when the bridge refuses it, unless the sandbox
 * cancels it first: then a reply may or may not come, and is ignored.
 *
 * A sandbox whose `ready` says that it has rooms may be reset after the report of its end, which goes
 * another way; it then sends `ready` again and waits for the next `execute`.
 *
 * Nothing in a frame from a sandbox is trusted. The user's program can write any frame; each is checked
 * against the run's grant and limits, and how the program ended is asked of the engine.
 */

import type { JsonObject, JsonValue } from "../json/json.ts";
import type { WrittenJson } from "../json/written_json.ts";
import { MAX_JSON_VALUES } from "../json/read_json.ts";

/** Version of everything described in this file. The bridge sends it first. */
export const PROTOCOL_VERSION = 7;

/** Bytes before the payload of every frame. */
export const HEAD_BYTES = 5;

/** The payload is a whole message. */
export const FRAME_WHOLE = 0;
/** The payload is a part of a message, and more follow. */
export const FRAME_PART = 1;
/** The payload is the last part of a message. */
export const FRAME_LAST = 2;

/** Largest payload that a reader accepts: 16 MiB. */
export const MAX_FRAME_BYTES = 16 * 1024 * 1024;
/** Payload of the parts that a writer cuts a large message into: 1 MiB. */
export const PART_BYTES = 1024 * 1024;
/** Largest message, in bytes of JSON: 64 MiB. A larger value is a clear error on the side that has it. */
export const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
/** Most parts of one message. */
export const MAX_PARTS = 1024;
/** Deepest nesting of arrays and objects in a message. */
export const MAX_DEPTH = 128;
/** Most values in a message, as `readJson()` counts them. */
export const MAX_VALUES = MAX_JSON_VALUES;

/** A server as a sandbox sees it: names and state, nothing of how it is started. */
export interface ServerBrief {
  readonly name: string;
  /** Python identifier: the server is `mcp_<alias>` and `mcp.servers.<alias>`. */
  readonly alias: string;
  /** Whether this run may call it. */
  readonly granted: boolean;
  /** Why it cannot be used at all (`not trusted: …`), or `null`. */
  readonly unavailable: string | null;
}

/** The name of a program that has no file, as in an answer's tracebacks. */
export const UNNAMED_PROGRAM = "<run_python>";

// Bridge to sandbox.

/** First message: the version, and the Python modules of the sandbox's runtime by dotted name. */
export interface BootMessage {
  readonly type: "boot";
  readonly protocol: number;
  readonly modules: Readonly<Record<string, string>>;
  /** After this long a run's part of the sandbox ends by itself, whatever it does. */
  readonly lifetimeSeconds: number;
  /** After this long the whole sandbox ends by itself, however many runs it serves. */
  readonly containerSeconds: number;
}

/** The run. Sent once after each `ready`. */
export interface ExecuteMessage {
  readonly type: "execute";
  readonly code: string;
  /** The name of its file in tracebacks, warnings and `__file__`. */
  readonly file: string;
  /** Its `sys.argv`. */
  readonly argv: readonly string[];
  /** Every discovered server; those with `granted` may be called. */
  readonly servers: readonly ServerBrief[];
  readonly timeoutSeconds: number;
}

/** Answer to the `call` of the same id. */
export type ReplyMessage =
  | {
    readonly type: "reply";
    readonly id: number;
    readonly ok: true;
    readonly value: JsonValue | WrittenJson;
  }
  | {
    readonly type: "reply";
    readonly id: number;
    readonly ok: false;
    readonly error: CallFailure;
  };

/** Why a call failed. Becomes the `MCPError` that the user's program may catch. */
export interface CallFailure {
  /** An `UpstreamErrorCode`, or `INTERNAL`. */
  readonly code: string;
  /** What went wrong and what to do, for a model that will write the next program. */
  readonly message: string;
  /** What the server adds to its error. */
  readonly data?: JsonValue;
}

/** What a server told of a call that asked for it; sent before its reply, any number of times. */
export interface ProgressMessage extends CallProgress {
  readonly type: "progress";
  /** The id of the call. */
  readonly id: number;
}

/** How far a call is, in the server's own units. */
export interface CallProgress {
  readonly progress: number;
  readonly total?: number;
  readonly message?: string;
}

export type MessageToSandbox = BootMessage | ExecuteMessage | ProgressMessage | ReplyMessage;

// Sandbox to bridge.

export interface ReadyMessage {
  readonly type: "ready";
  readonly protocol: number;
  /** The interpreter's version: `3.12.1`. */
  readonly python: string;
  /** Whether the sandbox can serve another run after this one. */
  readonly rooms: boolean;
}

/** A piece of what the program printed, in order within its stream. */
export interface OutputMessage {
  readonly type: "output";
  readonly stream: "stdout" | "stderr";
  readonly text: string;
}

/** Methods of the bridge that a program may call; params and values are described in `calls.ts`. */
export const CALL_METHODS = [
  "call_tool",
  "describe_server",
  "list_servers",
  "list_tools",
  "query_tool_docs",
  "search_tool_docs",
  "list_resources",
  "list_resource_templates",
  "read_resource",
  "list_prompts",
  "get_prompt",
  "server_logs",
  "list_saved_tools",
  "save_tool",
  "load_tool",
  "list_packages",
  "read_package",
] as const;
export type CallMethod = (typeof CALL_METHODS)[number];

export interface CallMessage {
  readonly type: "call";
  /** Chosen by the sandbox: an unsigned 32-bit integer that no call in flight has. */
  readonly id: number;
  readonly method: CallMethod;
  readonly params: JsonObject;
  /** The arguments of a call of a tool whose message was large; `params` has none then. */
  readonly written?: WrittenJson;
}

/** The program no longer waits for a call. Ignored when no call in flight has the id. */
export interface CancelMessage {
  readonly type: "cancel";
  /** The id of the call. */
  readonly id: number;
}

/** Last message: what the program left. How it ended is asked of the engine, not of this. */
export interface DoneMessage {
  readonly type: "done";
  /**
   * Value of the last expression, if there was one and it was not `None`; written where the message
   * was large.
   */
  readonly result?: JsonValue | WrittenJson;
  /** What the server said besides the result, as text, where that is the value of a call. */
  readonly extra?: string;
  /** The exception that ended the program; absent when it came to its end or called `sys.exit`. */
  readonly error?: ProgramError;
  /** The status that the process is about to exit with. */
  readonly exitCode: number;
}

export interface ProgramError {
  /** Name of the exception as Python prints it: `ZeroDivisionError`, `json.decoder.JSONDecodeError`. */
  readonly type: string;
  readonly message: string;
  /** Traceback of the user's own lines, ending in the exception's line. */
  readonly traceback: string;
}

export type SandboxMessage =
  | ReadyMessage
  | OutputMessage
  | CallMessage
  | CancelMessage
  | DoneMessage;
