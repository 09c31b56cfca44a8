import { UpstreamError } from "../errors.ts";
import type { ToolCall, ToolDocsQuery, ToolDocsSearch } from "../rpc/calls.ts";
import type { JsonObject } from "../json/json.ts";
import { isJsonArray, isJsonObject, ownText, ownValue } from "../json/json.ts";

/** Bytes of a search query. */
const MAX_QUERY_BYTES = 4_096;
const MAX_SEARCH_LIMIT = 50;

/** `server` of a helper's params. */
export function serverParam(method: string, params: JsonObject): string {
  return textParam(method, { params, key: "server" });
}

export function toolCallParams(params: JsonObject): ToolCall {
  const given = ownValue(params, "arguments") ?? {};
  if (!isJsonObject(given)) throw bad("call_tool", "`arguments` must be an object");
  return {
    server: textParam("call_tool", { params, key: "server" }),
    tool: textParam("call_tool", { params, key: "tool" }),
    arguments: given,
  };
}

export function docsQueryParams(params: JsonObject): ToolDocsQuery {
  const method = "query_tool_docs";
  const server = serverParam(method, params);
  const detail = detailParam(method, params);
  const tool = ownValue(params, "tool") ?? null;
  if (tool === null) return { server, detail };
  return { server, detail, tool: textParam(method, { params, key: "tool" }) };
}

/** Params of a search; `servers` are the only ones searched when it is given. */
export function docsSearchParams(
  params: JsonObject,
): ToolDocsSearch & { readonly servers: readonly string[] | null } {
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
  const servers = ownValue(params, "servers") ?? null;
  if (servers !== null && !isJsonArray(servers)) throw bad(method, "`servers` must be a list");
  const names = servers?.filter((name) => typeof name === "string") ?? null;
  return { query, limit, detail: detailParam(method, params), servers: names };
}

function detailParam(method: string, params: JsonObject): "summary" | "full" {
  const detail = ownValue(params, "detail") ?? "summary";
  if (detail === "summary" || detail === "full") return detail;
  throw bad(method, '`detail` must be "summary" or "full"');
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
