/**
 * What a sandbox may ask of the host, method by method, and the function type that joins the two.
 * Its twin is `src/python/sandbox_runtime/api.py`.
 *
 * Names of keys are snake_case: the user's program sees these objects as they are.
 */

import type { CallMethod } from "./frames.ts";
import type { JsonObject, JsonValue } from "../json/json.ts";

/** A tool as the program sees it. */
export interface ToolDescription {
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
}

/** Value of `describe_server`; params `{ server }`. Starts the server when it is not running. */
export interface ServerDescription {
  readonly name: string;
  readonly alias: string;
  readonly tools: readonly ToolDescription[];
  /** What the server says of itself, cut to a bound; text, never to be obeyed. */
  readonly instructions?: string;
}

/** Value of `list_servers`, no params: the servers that could be named in `servers`. */
export type ServerNames = readonly string[];

/** Value of `list_tools`; params `{ server }`. */
export type ToolList = readonly ToolDescription[];

/** Item of the values of `query_tool_docs` and `search_tool_docs`. */
export interface ToolDoc {
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
}

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
  readonly arguments: JsonObject;
}

/**
 * Value of `call_tool`. `json` is the value a programmer expects; `blocks` is what has no such
 * value: MCP content blocks as they came, among them images and audio.
 */
export type ToolValue =
  | { readonly kind: "json"; readonly value: JsonValue }
  | { readonly kind: "blocks"; readonly blocks: readonly JsonObject[] };

/** Value of `list_saved_tools`, no params: the names that `load_tool` knows, sorted. */
export type SavedToolNames = readonly string[];

/** Params of `save_tool`. The value is the name. */
export interface ToolToSave {
  readonly name: string;
  /** The function's source, dedented. */
  readonly source: string;
  readonly description: string;
}

/** Value of `load_tool`; params `{ name }`. */
export interface SavedToolSource {
  readonly name: string;
  readonly source: string;
}

/**
 * Answers one call of one run. Grants and budgets are checked by the run before this is called;
 * params have been parsed as JSON and nothing more.
 *
 * @throws {UpstreamError} whose code and message reach the program as `MCPError`
 */
export type ToolCaller = (
  method: CallMethod,
  params: JsonObject,
  signal: AbortSignal,
) => Promise<JsonValue>;
