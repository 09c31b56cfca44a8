import { UpstreamError } from "../errors.ts";
import type {
  PackagePart,
  ParamsOf,
  PromptQuery,
  ServerQuery,
  ServersQuery,
  ToolCall,
  ToolDocsQuery,
  ToolDocsSearch,
  ToolToSave,
  ValueToKeep,
} from "../rpc/calls.ts";
import type { CallMethod } from "../rpc/frames.ts";
import type { JsonObject } from "../json/json.ts";
import { isJsonObject, ownText, ownValue } from "../json/json.ts";
import { parseJson } from "../json/read_json.ts";
import { WrittenJson } from "../json/written_json.ts";
import { cleanLine } from "../text/clean_text.ts";

/** Bytes of a search query. */
const MAX_QUERY_BYTES = 4_096;
const MAX_SEARCH_LIMIT = 50;
/** Characters of the arguments of a prompt, as JSON. */
const MAX_PROMPT_ARGUMENTS = 1024 * 1024;
/** Characters of the name of a kept value. */
const MAX_REF_NAME = 100;

type Parsers = {
  readonly [M in CallMethod]: (params: JsonObject, written?: WrittenJson) => ParamsOf<M>;
};

const PARSERS: Parsers = {
  call_tool: toolCallParams,
  describe_server: (params) => serverParams("describe_server", params),
  list_servers: serversParams,
  list_tools: (params) => serverParams("list_tools", params),
  query_tool_docs: docsQueryParams,
  search_tool_docs: docsSearchParams,
  server_stubs: (params) => serverParams("server_stubs", params),
  list_resources: (params) => serverParams("list_resources", params),
  list_resource_templates: (params) => serverParams("list_resource_templates", params),
  read_resource: (params) => ({
    ...serverParams("read_resource", params),
    uri: textParam("read_resource", { params, key: "uri" }),
  }),
  list_prompts: (params) => serverParams("list_prompts", params),
  get_prompt: promptParams,
  server_logs: (params) => serverParams("server_logs", params),
  list_saved_tools: () => ({}),
  describe_saved_tools: (params) =>
    (ownValue(params, "name") ?? null) === null
      ? {}
      : { name: textParam("describe_saved_tools", { params, key: "name" }) },
  save_tool: saveParams,
  load_tool: (params) => ({ name: textParam("load_tool", { params, key: "name" }) }),
  delete_tool: (params) => ({ name: textParam("delete_tool", { params, key: "name" }) }),
  list_packages: (params) => ({
    embedded: flagParam("list_packages", { params, key: "embedded" }),
  }),
  read_package: packagePartParams,
  keep_value: keepParams,
  open_ref: (params) => ({ ref: textParam("open_ref", { params, key: "ref" }) }),
  list_refs: () => ({}),
};

/**
 * The params of a call, as its handler gets them.
 *
 * @param written the large part of a call, where `params` has none
 * @throws {UpstreamError} `BAD_ARGUMENTS`
 */
export function parseParams<M extends CallMethod>(
  method: M,
  params: JsonObject,
  written?: WrittenJson,
): ParamsOf<M> {
  return PARSERS[method](params, written);
}

function serverParams(method: CallMethod, params: JsonObject): ServerQuery {
  return { server: textParam(method, { params, key: "server" }) };
}

function serversParams(params: JsonObject): ServersQuery {
  const detailed = ownValue(params, "detailed") ?? false;
  if (typeof detailed === "boolean") return { detailed };
  throw bad("list_servers", "`detailed` must be true or false");
}

function saveParams(params: JsonObject): ToolToSave {
  const [source, description] = [ownText(params, "source"), ownText(params, "description")];
  if (source === undefined) throw bad("save_tool", "`source` must be a text");
  if (description === undefined) throw bad("save_tool", "`description` must be a text");
  const replace = flagParam("save_tool", { params, key: "replace" });
  return { name: textParam("save_tool", { params, key: "name" }), source, description, replace };
}

function toolCallParams(params: JsonObject, written?: WrittenJson): ToolCall {
  const given = written ?? ownValue(params, "arguments") ?? {};
  if (!(given instanceof WrittenJson || isJsonObject(given))) {
    throw bad("call_tool", "`arguments` must be an object");
  }
  return {
    server: textParam("call_tool", { params, key: "server" }),
    tool: textParam("call_tool", { params, key: "tool" }),
    arguments: given,
    ...timeoutParam(params),
    raw: flagParam("call_tool", { params, key: "raw" }),
    ...(ownValue(params, "progress") === true ? { progress: true } : {}),
  };
}

function promptParams(params: JsonObject): PromptQuery {
  const method = "get_prompt";
  const json = ownText(params, "arguments") ?? "{}";
  if (json.length > MAX_PROMPT_ARGUMENTS) {
    throw bad(method, `\`arguments\` have more than ${MAX_PROMPT_ARGUMENTS} characters`);
  }
  const given = parseJson(json);
  if (!isTexts(given)) throw bad(method, "`arguments` must be JSON of an object of texts");
  return {
    ...serverParams(method, params),
    name: textParam(method, { params, key: "name" }),
    arguments: given,
  };
}

function packagePartParams(params: JsonObject): PackagePart {
  const method = "read_package";
  const sha256 = textParam(method, { params, key: "sha256" });
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw bad(method, "`sha256` must be 64 digits of 0-9a-f");
  const part = ownValue(params, "part");
  if (typeof part !== "number" || !Number.isInteger(part) || part < 0) {
    throw bad(method, "`part` must be a whole number from 0");
  }
  return { sha256, part };
}

function keepParams(params: JsonObject, written?: WrittenJson): ValueToKeep {
  const method = "keep_value";
  const value = written ?? ownValue(params, "value");
  if (value === undefined) throw bad(method, "`value` is missing");
  if ((ownValue(params, "name") ?? null) === null) return { name: null, value };
  const name = textParam(method, { params, key: "name" });
  if (name.length > MAX_REF_NAME || cleanLine(name, MAX_REF_NAME) !== name) {
    throw bad(method, `\`name\` must be one line of at most ${MAX_REF_NAME} characters`);
  }
  if (/^[rf]\d+$/.test(name)) throw bad(method, "`name` must not look like an id, as r1 does");
  return { name, value };
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return isJsonObject(value) && Object.values(value).every((text) => typeof text === "string");
}

function timeoutParam(params: JsonObject): Pick<ToolCall, "timeout_ms"> {
  const timeout = ownValue(params, "timeout_ms") ?? null;
  if (timeout === null) return {};
  if (typeof timeout === "number" && timeout >= 1) return { timeout_ms: timeout };
  throw bad("call_tool", "`timeout_ms` must be a number of at least 1");
}

function docsQueryParams(params: JsonObject): ToolDocsQuery {
  const method = "query_tool_docs";
  const { server } = serverParams(method, params);
  const detail = ownText(params, "detail") === "help" ? "help" : detailParam(method, params);
  const tool = ownValue(params, "tool") ?? null;
  if (tool === null) return { server, detail };
  return { server, detail, tool: textParam(method, { params, key: "tool" }) };
}

function docsSearchParams(params: JsonObject): ToolDocsSearch {
  const method = "search_tool_docs";
  const query = textParam(method, { params, key: "query" });
  const bytes = new TextEncoder().encode(query.slice(0, MAX_QUERY_BYTES + 1)).length;
  if (bytes > MAX_QUERY_BYTES) {
    throw bad(method, `\`query\` is longer than ${MAX_QUERY_BYTES} bytes`);
  }
  const limit = ownValue(params, "limit") ?? 5;
  if (
    typeof limit !== "number" || !Number.isInteger(limit) || limit < 1 || limit > MAX_SEARCH_LIMIT
  ) {
    throw bad(method, `\`limit\` must be a whole number from 1 to ${MAX_SEARCH_LIMIT}`);
  }
  const detail = detailParam(method, params);
  if ((ownValue(params, "server") ?? null) === null) return { query, limit, detail };
  return { query, limit, detail, ...serverParams(method, params) };
}

function detailParam(method: string, params: JsonObject): "summary" | "full" {
  const detail = ownValue(params, "detail") ?? "summary";
  if (detail === "summary" || detail === "full") return detail;
  throw bad(method, '`detail` must be "summary" or "full"');
}

function flagParam(method: string, from: { params: JsonObject; key: string }): boolean {
  const value = ownValue(from.params, from.key) ?? false;
  if (typeof value === "boolean") return value;
  throw bad(method, `\`${from.key}\` must be true or false`);
}

function textParam(method: string, from: { params: JsonObject; key: string }): string {
  const value = ownText(from.params, from.key);
  if (value === undefined || value === "") {
    throw bad(method, `\`${from.key}\` must be a text that is not empty`);
  }
  return value;
}

function bad(method: string, problem: string): UpstreamError {
  return new UpstreamError("BAD_ARGUMENTS", `Cannot run ${method}: ${problem}`);
}
