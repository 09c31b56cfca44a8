import { type Client, ProtocolError } from "@modelcontextprotocol/client";
import type { JsonObject, JsonValue } from "../json/json.ts";
import { isJsonArray, isJsonObject, ownText, ownValue } from "../json/json.ts";
import { writeJson } from "../json/write_json.ts";
import { CARRIED } from "./carried_result.ts";
import { plainWords } from "./plain_words.ts";

/** Bounds of one server's list of tools. */
const MAX_PAGES = 100;
const MAX_TOOLS = 5_000;
const MAX_LIST_CHARS = 16 * 1024 * 1024;
/** The SDK's own limit is lifted: the caller's signal is the limit. */
const NO_SDK_TIMEOUT_MS = 2 ** 31 - 1;
/** JSON-RPC's code for a method that is not known. */
const METHOD_NOT_FOUND = -32601;
/** Other names that servers give the schema of a tool's arguments. */
const SCHEMA_NAMES = ["inputSchema", "input_schema", "parameters"] as const;

/** Tools as the server described them, unchecked. */
export interface ToolListing {
  readonly tools: readonly JsonObject[];
  /** Why tools may be missing, as the end of a sentence; `null`: none are. */
  readonly cut: string | null;
}

/** Options of a request whose only limit is the signal. */
export function untilAborted(signal: AbortSignal): { signal: AbortSignal; timeout: number } {
  return { signal, timeout: NO_SDK_TIMEOUT_MS };
}

/**
 * Asks a server for its tools, page after page, within bounds, also one that does not announce any.
 * Pages that came are kept when a later one fails.
 *
 * @throws {ProtocolError | SdkError} when the first page fails
 */
export async function listTools(client: Client, signal: AbortSignal): Promise<ToolListing> {
  const tools: JsonObject[] = [];
  const cursors = new Set<string>();
  let chars = 0;
  let cursor: string | undefined;
  for (let page = 1; page <= MAX_PAGES; page++) {
    const answer = await askForPage(client, { cursor, signal });
    if (!answer.ok) {
      if (page > 1) return { tools, cut: `its page ${page}, which failed: ${answer.why}` };
      if (hasNone(client, answer.cause)) return { tools, cut: null };
      throw answer.cause;
    }
    const listed = toolsIn(answer.result);
    if (listed === null) return { tools, cut: `its page ${page}, which holds no list of tools` };
    for (const tool of listed) {
      if (tools.length >= MAX_TOOLS) return { tools, cut: `${MAX_TOOLS} tools` };
      chars += writeJson(tool).length;
      if (chars > MAX_LIST_CHARS) return { tools, cut: `${MAX_LIST_CHARS} characters` };
      tools.push(tool);
    }
    const next = cursorIn(answer.result);
    // some servers say in this way that there is no more
    if (next === "" || next === undefined) return { tools, cut: null };
    if (cursors.has(next)) return { tools, cut: `its page ${page}, which names a page again` };
    cursors.add(next);
    cursor = next;
  }
  return { tools, cut: `${MAX_PAGES} pages` };
}

type PageAnswer =
  | { readonly ok: true; readonly result: JsonValue }
  | { readonly ok: false; readonly cause: unknown; readonly why: string };

async function askForPage(
  client: Client,
  { cursor, signal }: { readonly cursor: string | undefined; readonly signal: AbortSignal },
): Promise<PageAnswer> {
  const params = cursor === undefined ? {} : { cursor };
  try {
    const carried = await client.request(
      { method: "tools/list", params },
      CARRIED,
      untilAborted(signal),
    );
    return { ok: true, result: carried.kind === "result" ? carried.result : null };
  } catch (cause) {
    return { ok: false, cause, why: plainWords(cause) };
  }
}

/** Whether a refusal says only that a server which announces no tools has none. */
function hasNone(client: Client, cause: unknown): boolean {
  return client.getServerCapabilities()?.tools === undefined &&
    cause instanceof ProtocolError && cause.code === METHOD_NOT_FOUND;
}

/**
 * The tools of a page; `null` when it holds no list. A page may be the list itself, the list may be an
 * object by name, and a tool may be its name alone.
 */
export function toolsIn(page: JsonValue): readonly JsonObject[] | null {
  const listed = isJsonObject(page) ? ownValue(page, "tools") : page;
  if (isJsonArray(listed)) return listed.map(toTool).filter((tool) => tool !== null);
  if (!isJsonObject(listed)) return null;
  return Object.entries(listed).map(([name, tool]) =>
    toTool(isJsonObject(tool) ? { name, ...tool } : name)
  ).filter((tool) => tool !== null);
}

function toTool(tool: JsonValue): JsonObject | null {
  if (typeof tool === "string") return { name: tool };
  if (!isJsonObject(tool)) return null;
  // OpenAI's shape of a function
  const inner = ownValue(tool, "function");
  if (ownText(tool, "name") === undefined && isJsonObject(inner)) return toTool(inner);
  const schema = SCHEMA_NAMES.map((name) => ownValue(tool, name)).find(isJsonObject);
  return schema === undefined ? tool : { ...tool, inputSchema: schema };
}

function cursorIn(page: JsonValue): string | undefined {
  if (!isJsonObject(page)) return undefined;
  return ownText(page, "nextCursor") ?? ownText(page, "next_cursor");
}
