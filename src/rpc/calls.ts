/**
 * What a sandbox may ask of the bridge, method by method, and the function type that joins the two.
 * Its twin is `src/python/sandbox_runtime/api.py`.
 *
 * Names of keys are snake_case: the user's program sees these objects as they are.
 */

import type { CallMethod, CallProgress } from "./frames.ts";
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
  /** Present when the tool is not as it was first seen; the user can accept that. */
  readonly changed?: readonly ChangedPart[];
};

/** What of a tool is not as it was first seen, or last accepted. */
export type ChangedPart = "description" | "input_schema" | "output_schema";

/** Value of `describe_server`; params `{ server }`. Starts the server when it is not running. */
export type ServerDescription = {
  readonly name: string;
  readonly alias: string;
  readonly tools: readonly ToolDescription[];
  /** Names of tools that would be one in Python, together; present when there are such. */
  readonly collisions?: readonly (readonly string[])[];
  /** What the server says of itself, cut to a bound; text, never to be obeyed. */
  readonly instructions?: string;
};

/** Value of `list_servers`: the servers that could be named in `servers`. */
export type ServerNames = readonly string[];

/** Item of the value of `list_servers` with `detailed`: every server, also one that cannot be used. */
export type ServerDetails = {
  readonly name: string;
  readonly alias: string;
  /** Why it cannot be used, or `null`. */
  readonly unavailable: string | null;
  /** How many tools it had when it last listed them; `null` when it never did. */
  readonly tools: number | null;
  /** Why it could not be started or reached the last time; `null` when it could, or was not tried. */
  readonly error: string | null;
  /** Names of tools that are not as they were first seen. */
  readonly changed_tools: readonly string[];
};

/** Value of `search_tool_docs`. */
export type ToolSearch = {
  /** Best first. */
  readonly tools: readonly FoundTool[];
  /** Servers whose tools are not known yet, and so were not searched. */
  readonly missing: readonly MissingServer[];
};

export type MissingServer = {
  readonly server: string;
  /** A clause: `it is being started for the first time`. */
  readonly reason: string;
};

/** Value of `list_tools`; params `{ server }`. */
export type ToolList = readonly ToolDescription[];

/** Item of the value of `search_tool_docs`. */
export type FoundTool = (ToolDoc | SavedToolDoc) & {
  /** Larger is nearer. */
  readonly score: number;
};

/** A saved tool, as a search finds it: a program imports it from `mcp.tools`. */
export type SavedToolDoc = {
  readonly server: null;
  readonly tool: string;
  readonly alias: string;
  readonly signature: string;
  readonly description: string;
};

/** Item of the value of `query_tool_docs`. */
export type ToolDoc = {
  readonly server: string;
  readonly server_alias: string;
  readonly tool: string;
  readonly alias: string;
  readonly signature: string;
  /** First sentence in `summary`, whole in `full` and `help`. */
  readonly description: string;
  /**
   * What belongs together where the tool is called in several ways, as in a call; not in what a search
   * finds.
   */
  readonly alternatives?: readonly string[];
  /** What is said of parameters, by Python name; not in `full`, nor in what a search finds. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Only in `full`. */
  readonly input_schema?: JsonValue;
  readonly output_schema?: JsonValue;
  /** Present when the tool is not as it was first seen; the user can accept that. */
  readonly changed?: readonly ChangedPart[];
};

/** Params of `query_tool_docs`. */
export interface ToolDocsQuery {
  readonly server: string;
  readonly tool?: string;
  /** `help` is `full` with all that is said of parameters in the place of schemas. */
  readonly detail: "summary" | "full" | "help";
}

/** Params of `search_tool_docs`; `limit` is 1 to 50. */
export interface ToolDocsSearch {
  readonly query: string;
  /** The one server whose tools are searched; otherwise those of all, and saved ones. */
  readonly server?: string;
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
  /** Whether the program wants to be told of progress. @default {false} */
  readonly progress?: boolean;
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

/** Value of `list_resources`, `list_resource_templates` and `list_prompts`: items as they came. */
export type ServerItems = readonly JsonObject[];

/** Params of `read_resource`. The value are its contents as they came: text or a blob in base64. */
export interface ResourceQuery {
  readonly server: string;
  readonly uri: string;
}

/** Params of `get_prompt`. */
export interface PromptQuery {
  readonly server: string;
  readonly name: string;
  /** On the wire JSON in a text: of a large message only the arguments of a tool are kept. */
  readonly arguments: Readonly<Record<string, string>>;
}

/** Value of `get_prompt`; each message has a role and a content block, as it came. */
export type Prompt = {
  readonly description?: string;
  readonly messages: readonly JsonObject[];
};

/** Item of the value of `server_logs`, the oldest first. */
export type ServerLogItem = {
  /** When it came: `2026-01-02T03:04:05.678Z`. */
  readonly time: string;
  readonly level: string;
  readonly logger: string | null;
  /** A text, or data as JSON. */
  readonly message: string;
};

/** Value of `list_saved_tools`, no params: the names that `load_tool` knows, sorted. */
export type SavedToolNames = readonly string[];

/** Params of `describe_saved_tools`: one tool, with its source; otherwise all that may be loaded. */
export interface SavedToolsQuery {
  readonly name?: string;
}

/** Item of the value of `describe_saved_tools`. */
export type SavedToolRecord = {
  readonly name: string;
  readonly signature: string;
  /** The first sentence; all of it where the source is. */
  readonly description: string;
  /** When it was saved: `2026-01-02T03:04:05.678Z`; `null` when its file does not say. */
  readonly saved: string | null;
  /** Servers that were granted to the run that saved it; `null` when its file does not say. */
  readonly servers: readonly string[] | null;
  readonly source?: string;
};

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

/** Params of `list_packages`: for which kind of sandbox. */
export interface PackagesQuery {
  /** Whether Python is WebAssembly. */
  readonly embedded: boolean;
}

/** Item of the value of `list_packages`: a package that the user added. */
export type AddedPackage = {
  /** In its one spelling: `python-dateutil`. */
  readonly name: string;
  readonly version: string;
  /** Names that `import` finds in it. */
  readonly modules: readonly string[];
  /** Names its wheel. */
  readonly sha256: string;
  /** Parts that its wheel is read in. */
  readonly parts: number;
};

/** Params of `read_package`. The value are the bytes of the part in base64. */
export interface PackagePart {
  readonly sha256: string;
  /** From 0. */
  readonly part: number;
}

/** Params of `keep_value`. */
export interface ValueToKeep {
  /** What it can be opened by besides its id; `null` for nothing. */
  readonly name: string | null;
  /** Written where it is large. */
  readonly value: JsonValue | WrittenJson;
}

/** A value or a file that is kept for later runs; value of `keep_value`, item of `list_refs`. */
export type KeptRef = {
  /** Its id: `r1` of a value, `f1` of a file. */
  readonly ref: string;
  /** What it can be opened by besides; of a file its path within `/workspace/out`. */
  readonly name: string | null;
  /** What a value looks like: `list[{id: int}], 5,000 items`; `null` of a file. */
  readonly schema: string | null;
  readonly mime_type: string;
  /** Bytes of the file, or of the value as JSON. */
  readonly bytes: number;
  /** How it begins, as text; `null` where it is no text. */
  readonly head: string | null;
};

/** Params of `open_ref`. */
export interface RefQuery {
  /** An id or a name. */
  readonly ref: string;
}

/** Value of `open_ref`. */
export type OpenedRef =
  | { readonly kind: "value"; readonly value: JsonValue }
  | {
    readonly kind: "file";
    readonly name: string;
    readonly mime_type: string;
    /** The bytes in base64. */
    readonly data: string;
  };

/** Params of the methods about one server. */
export interface ServerQuery {
  readonly server: string;
}

/** Params of `load_tool` and `delete_tool`. */
export interface SavedToolQuery {
  readonly name: string;
}

/** Params of `list_servers`. */
export interface ServersQuery {
  readonly detailed: boolean;
}

/** No params. */
export type NoParams = Readonly<Record<never, never>>;

/** Every method with its params, parsed, and its value. */
export interface CallContract {
  /** The value of a large answer is already written. */
  readonly call_tool: { readonly params: ToolCall; readonly value: ToolValue | WrittenJson };
  readonly describe_server: { readonly params: ServerQuery; readonly value: ServerDescription };
  readonly list_servers: {
    readonly params: ServersQuery;
    readonly value: ServerNames | readonly ServerDetails[];
  };
  readonly list_tools: { readonly params: ServerQuery; readonly value: ToolList };
  readonly query_tool_docs: {
    readonly params: ToolDocsQuery;
    readonly value: readonly ToolDoc[];
  };
  readonly search_tool_docs: {
    readonly params: ToolDocsSearch;
    readonly value: ToolSearch;
  };
  /** The text of a stub file (`.pyi`) of the server's tools. */
  readonly server_stubs: { readonly params: ServerQuery; readonly value: string };
  readonly list_resources: { readonly params: ServerQuery; readonly value: ServerItems };
  readonly list_resource_templates: { readonly params: ServerQuery; readonly value: ServerItems };
  readonly read_resource: { readonly params: ResourceQuery; readonly value: ServerItems };
  readonly list_prompts: { readonly params: ServerQuery; readonly value: ServerItems };
  readonly get_prompt: { readonly params: PromptQuery; readonly value: Prompt };
  readonly server_logs: { readonly params: ServerQuery; readonly value: readonly ServerLogItem[] };
  readonly list_saved_tools: { readonly params: NoParams; readonly value: SavedToolNames };
  readonly describe_saved_tools: {
    readonly params: SavedToolsQuery;
    readonly value: readonly SavedToolRecord[];
  };
  readonly delete_tool: { readonly params: SavedToolQuery; readonly value: string };
  readonly save_tool: { readonly params: ToolToSave; readonly value: string };
  readonly load_tool: { readonly params: SavedToolQuery; readonly value: SavedToolSource };
  readonly list_packages: {
    readonly params: PackagesQuery;
    readonly value: readonly AddedPackage[];
  };
  readonly read_package: { readonly params: PackagePart; readonly value: string };
  readonly keep_value: { readonly params: ValueToKeep; readonly value: KeptRef };
  /** The value is an {@linkcode OpenedRef}. */
  readonly open_ref: { readonly params: RefQuery; readonly value: WrittenJson };
  readonly list_refs: { readonly params: NoParams; readonly value: readonly KeptRef[] };
}

/** Params of a method, parsed. The compiler checks that every method of the wire has some. */
export type ParamsOf<M extends CallMethod> = CallContract[M]["params"];

/** Value of a method. */
export type ValueOf<M extends CallMethod> = CallContract[M]["value"];

/** Tells the program of a call's progress. After the call's reply it does nothing. */
export type TellProgress = (progress: CallProgress) => void;

/**
 * Makes a call that was taken up.
 *
 * @throws {UpstreamError} whose code and message reach the program as `MCPError`
 */
export type CallTask = (
  signal: AbortSignal,
  tell: TellProgress,
) => Promise<JsonValue | WrittenJson>;

/**
 * Takes up one call of one run, as it comes from the wire: the params are a JSON object and no more
 * is known of them. Waits for nothing: what can be refused without work is refused here.
 *
 * `written` is the large part of a call whose message was large: see `CallMessage`.
 *
 * @throws {UpstreamError} when the call is refused
 */
export type ToolCaller = (
  method: CallMethod,
  params: JsonObject,
  written?: WrittenJson,
) => CallTask;
