import { type Client, ProtocolError, ProtocolErrorCode } from "@modelcontextprotocol/client";
import type { JsonObject, JsonValue } from "../json/json.ts";
import { isJsonArray, isJsonObject, ownText, ownValue } from "../json/json.ts";
import { writeJson } from "../json/write_json.ts";
import { CARRIED } from "./carried_result.ts";
import { plainWords } from "./plain_words.ts";
import { toolsIn } from "./tool_items.ts";

/** Bounds of one list of a server. */
const MAX_PAGES = 100;
const MAX_ITEMS = 5_000;
const MAX_LIST_CHARS = 16 * 1024 * 1024;
/** One that is longer would hold up others while it is read. */
const MAX_ITEM_CHARS = 512 * 1024;
/** The SDK's own limit is lifted: the caller's signal is the limit. */
const NO_SDK_TIMEOUT_MS = 2 ** 31 - 1;

interface ListKind {
  /** What the items are called. */
  readonly items: string;
  /** The items of a page; `null` when it holds no list. */
  readonly itemsIn: (page: JsonValue) => readonly JsonObject[] | null;
  /** Whether a server is asked that announces nothing of the kind. */
  readonly asked: "always" | "announced";
}

const LISTS = {
  // many servers have tools and do not announce them
  "tools/list": { items: "tools", itemsIn: toolsIn, asked: "always" },
  "resources/list": listAt("resources"),
  "resources/templates/list": listAt("resourceTemplates"),
  "prompts/list": listAt("prompts"),
} as const satisfies Record<string, ListKind>;

export type ListMethod = keyof typeof LISTS;

export interface ListOptions {
  readonly method: ListMethod;
  readonly signal: AbortSignal;
}

/** Items as the server described them, unchecked. */
export interface Listing {
  readonly items: readonly JsonObject[];
  /** Why items may be missing, as the end of a sentence; `null`: none are. */
  readonly cut: string | null;
}

/** Options of a request whose only limit is the signal. */
export function untilAborted(signal: AbortSignal): { signal: AbortSignal; timeout: number } {
  return { signal, timeout: NO_SDK_TIMEOUT_MS };
}

/**
 * Asks a server for a list, page after page, within bounds. Pages that came are kept when a later one
 * fails.
 *
 * @throws {ProtocolError | SdkError} when the first page fails
 */
export async function listPages(
  client: Client,
  { method, signal }: ListOptions,
): Promise<Listing> {
  const { items: noun, itemsIn, asked }: ListKind = LISTS[method];
  const announced = announces(client, method);
  if (!announced && asked === "announced") return { items: [], cut: null };
  const items: JsonObject[] = [];
  const cursors = new Set<string>();
  let chars = 0;
  let cursor: string | undefined;
  for (let page = 1; page <= MAX_PAGES; page++) {
    const answer = await askForPage(client, { method, cursor, signal });
    if (!answer.ok) {
      if (page > 1) return { items, cut: `its page ${page}, which failed: ${answer.why}` };
      // a server that announces tools and then does not know them is broken
      const mayHaveNone = asked === "announced" || !announced;
      if (mayHaveNone && isUnknownMethod(answer.cause)) return { items, cut: null };
      throw answer.cause;
    }
    const listed = itemsIn(answer.result);
    if (listed === null) return { items, cut: `its page ${page}, which holds no list of ${noun}` };
    for (const item of listed) {
      if (items.length >= MAX_ITEMS) return { items, cut: `${MAX_ITEMS} ${noun}` };
      const { length } = writeJson(item);
      if (length > MAX_ITEM_CHARS) {
        return { items, cut: `one of its ${noun} that has ${length} characters` };
      }
      chars += length;
      if (chars > MAX_LIST_CHARS) return { items, cut: `${MAX_LIST_CHARS} characters` };
      items.push(item);
    }
    const next = cursorIn(answer.result);
    // some servers say in this way that there is no more
    if (next === "" || next === undefined) return { items, cut: null };
    if (cursors.has(next)) return { items, cut: `its page ${page}, which names a page again` };
    cursors.add(next);
    cursor = next;
  }
  return { items, cut: `${MAX_PAGES} pages` };
}

function listAt(key: string): ListKind {
  return {
    items: key,
    asked: "announced",
    itemsIn: (page) => {
      const listed = isJsonObject(page) ? ownValue(page, key) : page;
      return isJsonArray(listed) ? listed.filter(isJsonObject) : null;
    },
  };
}

type PageAnswer =
  | { readonly ok: true; readonly result: JsonValue }
  | { readonly ok: false; readonly cause: unknown; readonly why: string };

async function askForPage(
  client: Client,
  { method, cursor, signal }: ListOptions & { readonly cursor: string | undefined },
): Promise<PageAnswer> {
  const params = cursor === undefined ? {} : { cursor };
  try {
    const carried = await client.request({ method, params }, CARRIED, untilAborted(signal));
    return { ok: true, result: carried.kind === "result" ? carried.result : null };
  } catch (cause) {
    return { ok: false, cause, why: plainWords(cause) };
  }
}

function isUnknownMethod(cause: unknown): boolean {
  return cause instanceof ProtocolError && cause.code === ProtocolErrorCode.MethodNotFound;
}

function announces(client: Client, method: ListMethod): boolean {
  const capabilities = client.getServerCapabilities();
  const [kind = ""] = method.split("/", 1);
  return capabilities !== undefined && Object.hasOwn(capabilities, kind);
}

function cursorIn(page: JsonValue): string | undefined {
  if (!isJsonObject(page)) return undefined;
  return ownText(page, "nextCursor") ?? ownText(page, "next_cursor");
}
