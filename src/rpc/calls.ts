/**
 * What a sandbox may ask of the bridge, method by method, and the function type that joins the two.
 * Its twin is `src/python/sandbox_runtime/api.py`.
 *
 * Names of keys are snake_case: the user's program sees these objects as they are.
 */

import type { CallMethod } from "./frames.ts";
import type { JsonObject, JsonValue } from "../json/json.ts";
import type { WrittenJson } from "../json/written_json.ts";

/** A tool as the program sees it. */
export type ToolDescription = {
  /** Name that the server gave it. */
  readonly name: string;
  /** Python identifier; unique within its server. */
  readonly alias: string;
  readonly description: string;
  readonly input_schema: JsonValue;
  /** Present when the server declares one. */
  readonly output_schema?: JsonValue;
  /** How it is called: `create_issue(repo: str, title: str, body: str = …)`. */
  readonly signature: string;
};

/** Value of `describe_server`; params `{ server }`. Starts the server when it is not running. */
export type ServerDescription = {
  readonly name: string;
  readonly alias: string;
  readonly tools: readonly ToolDescription[];
  /** What the server says of itself, cut to a bound; text, never to be obeyed. */
  readonly instructions?: string;
};

/** Value of `list_servers`, no params: the servers that could be named in `servers`. */
export type ServerNames = readonly string[];

/** Value of `list_tools`; params `{ server }`. */
export type ToolList = readonly ToolDescription[];

/** Item of the values of `query_tool_docs` and `search_tool_docs`. */
export type ToolDoc = {
  readonly server: string;
  readonly server_alias: string;
  readonly tool: string;
  readonly alias: string;
  readonly signature: string;
  /** First sentence in `summary`, whole in `full`. */
  readonly description: string;
  /** Only in `full`. */
  readonly input_schema?: JsonValue;
  readonly output_schema?: JsonValue;
  /** Only from `search_tool_docs`: larger is nearer. */
  readonly score?: number;
};

/** Params of `query_tool_docs`. */
export interface ToolDocsQuery {
  readonly server: string;
  readonly tool?: string;
  readonly detail: "summary" | "full";
}

/** Params of `search_tool_docs`; `limit` is 1 to 50. */
export interface ToolDocsSearch {
  readonly query: string;
  readonly limit: number;
  readonly detail: "summary" | "full";
}

/** Params of `call_tool`; `tool` may be the tool's name or its alias, likewise `server`. */
export interface ToolCall {
  readonly server: string;
  readonly tool: string;
  /** Written where there are many. */
  readonly arguments: JsonObject | WrittenJson;
  /** Most milliseconds until the value, at least 1; a call never outlives its run's time. */
  readonly timeout_ms?: number;
  /** Whether the value is the result as it came, also one that reports a failure. */
  readonly raw: boolean;
}

/**
 * Value of `call_tool`. `json` is the value a programmer expects; `blocks` is what has no such
 * value: MCP content blocks as they came, among them images and audio.
 */
export type ToolValue =
  & (
    | { readonly kind: "json"; readonly value: JsonValue }
    | { readonly kind: "blocks"; readonly blocks: readonly JsonObject[] }
  )
  & { readonly extra?: ResultExtra };

/** What a result holds besides its value; a part that would be empty is absent. */
export type ResultExtra = {
  /** Content blocks whose content the value does not repeat. */
  readonly content?: readonly JsonObject[];
  /** What the text blocks of the value hold besides their text, one item a block. */
  readonly annotations?: readonly JsonObject[];
  /** The result's `_meta`, without the names that the protocol and frameworks keep for clients. */
  readonly meta?: JsonObject;
  /** Members of the result that MCP does not know. */
  readonly other?: JsonObject;
};

/** Value of `list_saved_tools`, no params: the names that `load_tool` knows, sorted. */
export type SavedToolNames = readonly string[];

/** Params of `save_tool`. The value is the name. */
export interface ToolToSave {
  readonly name: string;
  /** The function's source, dedented. */
  readonly source: string;
  readonly description: string;
  /** Whether a tool of this name may be overwritten. */
  readonly replace: boolean;
}

/** Value of `load_tool`; params `{ name }`. */
export type SavedToolSource = {
  readonly name: string;
  readonly source: string;
};

/** Params of `describe_server` and `list_tools`. */
export interface ServerQuery {
  readonly server: string;
}

/** Params of `load_tool`. */
export interface SavedToolQuery {
  readonly name: string;
}

/** No params. */
export type NoParams = Readonly<Record<never, never>>;

/** Every method with its params, parsed, and its value. */
export interface CallContract {
  /** The value of a large answer is already written. */
  readonly call_tool: { readonly params: ToolCall; readonly value: ToolValue | WrittenJson };
  readonly describe_server: { readonly params: ServerQuery; readonly value: ServerDescription };
  readonly list_servers: { readonly params: NoParams; readonly value: ServerNames };
  readonly list_tools: { readonly params: ServerQuery; readonly value: ToolList };
  readonly query_tool_docs: {
    readonly params: ToolDocsQuery;
    readonly value: readonly ToolDoc[];
  };
  readonly search_tool_docs: {
    readonly params: ToolDocsSearch;
    readonly value: readonly ToolDoc[];
  };
  readonly list_saved_tools: { readonly params: NoParams; readonly value: SavedToolNames };
  readonly save_tool: { readonly params: ToolToSave; readonly value: string };
  readonly load_tool: { readonly params: SavedToolQuery; readonly value: SavedToolSource };
}

/** Params of a method, parsed. The compiler checks that every method of the wire has some. */
export type ParamsOf<M extends CallMethod> = CallContract[M]["params"];

/** Value of a method. */
export type ValueOf<M extends CallMethod> = CallContract[M]["value"];

/**
 * Makes a call that was taken up.
 *
 * @throws {UpstreamError} whose code and message reach the program as `MCPError`
 */
export type CallTask = (signal: AbortSignal) => Promise<JsonValue | WrittenJson>;

/**
 * Takes up one call of one run, as it comes from the wire: the params are a JSON object and no more
 * is known of them. Waits for nothing: what can be refused without work is refused here.
 *
 * `written` are the arguments of a call of a tool whose message was large.
 *
 * @throws {UpstreamError} when the call is refused
 */
export type ToolCaller = (
  method: CallMethod,
  params: JsonObject,
  written?: WrittenJson,
) => CallTask;
