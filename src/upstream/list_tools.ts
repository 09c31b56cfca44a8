import type { Client, StandardSchemaV1 } from "@modelcontextprotocol/client";
import type { JsonObject, JsonValue } from "../json/json.ts";
import { isJsonArray, isJsonObject, ownText, ownValue } from "../json/json.ts";
import { writeJson } from "../json/write_json.ts";

/** Bounds of one server's list of tools. */
const MAX_PAGES = 100;
const MAX_TOOLS = 5_000;
const MAX_LIST_CHARS = 16 * 1024 * 1024;
/** The SDK's own limit is lifted: the caller's signal is the limit. */
const NO_SDK_TIMEOUT_MS = 2 ** 31 - 1;

/** Tools as the server described them, unchecked. */
export interface ToolListing {
  readonly tools: readonly JsonObject[];
  /** Which bound cut the list short, or `null`. */
  readonly cut: string | null;
}

/**
 * Takes any result for what it is. The SDK's schemas are strict: one tool that is described wrongly
 * would cost all the others.
 */
export const ANY_RESULT: StandardSchemaV1<unknown, JsonValue> = {
  "~standard": {
    version: 1,
    vendor: "mcp-code-bridge",
    validate: (value) => ({ value: isJsonObject(value) ? value : null }),
  },
};

/** Options of a request whose only limit is the signal. */
export function untilAborted(signal: AbortSignal): { signal: AbortSignal; timeout: number } {
  return { signal, timeout: NO_SDK_TIMEOUT_MS };
}

/**
 * Asks a server for its tools, page after page, within bounds.
 *
 * @throws {ProtocolError | SdkError} when the server refuses, ends, or the signal aborts
 */
export async function listTools(client: Client, signal: AbortSignal): Promise<ToolListing> {
  if (client.getServerCapabilities()?.tools === undefined) return { tools: [], cut: null };
  const tools: JsonObject[] = [];
  let chars = 0;
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const result = await client.request(
      { method: "tools/list", params: cursor === undefined ? {} : { cursor } },
      ANY_RESULT,
      untilAborted(signal),
    );
    if (!isJsonObject(result)) return { tools, cut: "a page that is not an object" };
    const listed = ownValue(result, "tools");
    for (const tool of isJsonArray(listed) ? listed : []) {
      if (!isJsonObject(tool)) continue;
      if (tools.length >= MAX_TOOLS) return { tools, cut: `${MAX_TOOLS} tools` };
      chars += writeJson(tool).length;
      if (chars > MAX_LIST_CHARS) return { tools, cut: `${MAX_LIST_CHARS} characters` };
      tools.push(tool);
    }
    const next = ownText(result, "nextCursor");
    if (next === undefined) return { tools, cut: null };
    if (next === cursor) return { tools, cut: "the same cursor twice" };
    cursor = next;
  }
  return { tools, cut: `${MAX_PAGES} pages` };
}
