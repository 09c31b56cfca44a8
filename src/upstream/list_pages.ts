import type { Client, StandardSchemaV1 } from "@modelcontextprotocol/client";
import type { JsonObject, JsonValue } from "../json/json.ts";
import { isJsonArray, isJsonObject, ownText, ownValue } from "../json/json.ts";
import { writeJson } from "../json/write_json.ts";

/** Bounds of one list of a server. */
const MAX_PAGES = 100;
const MAX_ITEMS = 5_000;
const MAX_LIST_CHARS = 16 * 1024 * 1024;
/** The SDK's own limit is lifted: the caller's signal is the limit. */
const NO_SDK_TIMEOUT_MS = 2 ** 31 - 1;

/** The lists that a server has, each with the key of the items in a page. */
const ITEM_KEYS = {
  "tools/list": "tools",
  "resources/list": "resources",
  "resources/templates/list": "resourceTemplates",
  "prompts/list": "prompts",
} as const;

export type ListMethod = keyof typeof ITEM_KEYS;

export interface ListOptions {
  readonly method: ListMethod;
  readonly signal: AbortSignal;
}

/** Items as the server described them, unchecked. */
export interface Listing {
  readonly items: readonly JsonObject[];
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
 * Asks a server for a list, page after page, within bounds. One that announces nothing of the kind
 * has an empty list, and is not asked.
 *
 * @throws {ProtocolError | SdkError} when the server refuses, ends, or the signal aborts
 */
export async function listPages(
  client: Client,
  { method, signal }: ListOptions,
): Promise<Listing> {
  if (!announces(client, method)) return { items: [], cut: null };
  const key = ITEM_KEYS[method];
  const items: JsonObject[] = [];
  let chars = 0;
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const result = await client.request(
      { method, params: cursor === undefined ? {} : { cursor } },
      ANY_RESULT,
      untilAborted(signal),
    );
    if (!isJsonObject(result)) return { items, cut: "a page that is not an object" };
    const listed = ownValue(result, key);
    for (const item of isJsonArray(listed) ? listed : []) {
      if (!isJsonObject(item)) continue;
      if (items.length >= MAX_ITEMS) return { items, cut: `${MAX_ITEMS} ${key}` };
      chars += writeJson(item).length;
      if (chars > MAX_LIST_CHARS) return { items, cut: `${MAX_LIST_CHARS} characters` };
      items.push(item);
    }
    const next = ownText(result, "nextCursor");
    if (next === undefined) return { items, cut: null };
    if (next === cursor) return { items, cut: "the same cursor twice" };
    cursor = next;
  }
  return { items, cut: `${MAX_PAGES} pages` };
}

function announces(client: Client, method: ListMethod): boolean {
  const capabilities = client.getServerCapabilities();
  const [kind = ""] = method.split("/", 1);
  return capabilities !== undefined && Object.hasOwn(capabilities, kind);
}
