import { UpstreamError } from "../errors.ts";
import type {
  ParamsOf,
  ServerQuery,
  ToolCall,
  ToolDocsQuery,
  ToolDocsSearch,
  ToolToSave,
} from "../rpc/calls.ts";
import type { CallMethod } from "../rpc/frames.ts";
import type { JsonObject } from "../json/json.ts";
import { isJsonObject, ownText, ownValue } from "../json/json.ts";
import { WrittenJson } from "../json/written_json.ts";

/** Bytes of a search query. */
const MAX_QUERY_BYTES = 4_096;
const MAX_SEARCH_LIMIT = 50;

type Parsers = {
  readonly [M in CallMethod]: (params: JsonObject, written?: WrittenJson) => ParamsOf<M>;
};

const PARSERS: Parsers = {
  call_tool: toolCallParams,
  describe_server: (params) => serverParams("describe_server", params),
  list_servers: () => ({}),
  list_tools: (params) => serverParams("list_tools", params),
  query_tool_docs: docsQueryParams,
  search_tool_docs: docsSearchParams,
  list_saved_tools: () => ({}),
  save_tool: saveParams,
  load_tool: (params) => ({ name: textParam("load_tool", { params, key: "name" }) }),
};

/**
 * The params of a call, as its handler gets them.
 *
 * @param written the arguments of a call of a tool, where `params` has none
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
  };
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
  const detail = detailParam(method, params);
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
  return { query, limit, detail: detailParam(method, params) };
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
