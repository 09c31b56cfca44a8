import { UpstreamError } from "../errors.ts";
import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  nestsDeeperThan,
  ownText,
  ownValue,
} from "../json/json.ts";
import { MAX_VALUE_DEPTH } from "../catalogue/value.ts";
import type { ServerItems, ServerLogItem } from "../rpc/calls.ts";
import { quoted } from "../text/nearest.ts";
import type { Connection } from "../upstream/connection.ts";
import type { ListMethod } from "../upstream/list_pages.ts";
import { requestFailure } from "./failures.ts";
import type { CallContext, ContentHandlers } from "./handlers.ts";
import { type CallTimeouts, SERVER_START, withinCallTime } from "./timed_call.ts";

export interface ContentServices extends CallTimeouts {
  /** Connects to a server by its exact name; starts it when it is not running. */
  readonly connect: (server: string, signal: AbortSignal) => Promise<Connection>;
}

/** Lists of a server: what each is called in an error, and the text that every item must have. */
const LISTS = {
  "resources/list": { noun: "List of resources", key: "uri" },
  "resources/templates/list": { noun: "List of resource templates", key: "uriTemplate" },
  "prompts/list": { noun: "List of prompts", key: "name" },
} as const satisfies Partial<Record<ListMethod, { readonly noun: string; readonly key: string }>>;

/**
 * The handlers of what a server has besides tools: resources, prompts, and what it logs. Nothing is
 * kept between two calls, so that each sees what the server has now.
 */
export function createContentHandlers(services: ContentServices): ContentHandlers {
  async function ask<T>(
    asked: { readonly server: string; readonly noun: string },
    context: CallContext,
    make: (connection: Connection, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const server = context.grant.admit(asked.server);
    const what = `${asked.noun} of server ${quoted(server)}`;
    return await withinCallTime(async (signal, waitFor) => {
      waitFor(SERVER_START);
      const connection = await services.connect(server, signal);
      waitFor(null);
      try {
        return await make(connection, signal);
      } catch (error) {
        throw await requestFailure(error, { what, connection, signal });
      }
    }, { server, what: () => what, context, timeouts: services });
  }

  function list(method: keyof typeof LISTS) {
    const { noun, key } = LISTS[method];
    return ({ server }: { readonly server: string }, context: CallContext): Promise<ServerItems> =>
      ask({ server, noun }, context, async (connection, signal) => {
        const items = await connection.list(method, signal);
        return flatEnough(items.filter((item) => ownText(item, key) !== undefined), noun);
      });
  }

  return {
    list_resources: list("resources/list"),
    list_resource_templates: list("resources/templates/list"),
    list_prompts: list("prompts/list"),
    read_resource: ({ server, uri }, context) => {
      const noun = `Resource ${quoted(uri)}`;
      return ask({ server, noun }, context, async (connection, signal) => {
        const request = { method: "resources/read", params: { uri } } as const;
        const result = await connection.request(request, signal);
        return flatEnough(objectsOf(result, { key: "contents", noun }), noun);
      });
    },
    get_prompt: ({ server, name, arguments: args }, context) => {
      const noun = `Prompt ${quoted(name)}`;
      return ask({ server, noun }, context, async (connection, signal) => {
        const request = { method: "prompts/get", params: { name, arguments: args } } as const;
        const result = await connection.request(request, signal);
        const messages = flatEnough(objectsOf(result, { key: "messages", noun }), noun);
        const description = isJsonObject(result) ? ownText(result, "description") : undefined;
        return { messages, ...(description === undefined ? {} : { description }) };
      });
    },
    server_logs: ({ server }, context) =>
      ask(
        { server, noun: "Log" },
        context,
        (connection) =>
          Promise.resolve(connection.logEntries.map(({ atMs, ...entry }): ServerLogItem => ({
            time: new Date(atMs).toISOString(),
            ...entry,
          }))),
      ),
  };
}

/** @throws {UpstreamError} `REFUSED` when the result has no such list */
function objectsOf(
  result: JsonValue,
  { key, noun }: { readonly key: string; readonly noun: string },
): readonly JsonObject[] {
  const items = isJsonObject(result) ? ownValue(result, key) : undefined;
  if (isJsonArray(items)) return items.filter(isJsonObject);
  throw new UpstreamError("REFUSED", `${noun} failed: the server's answer has no list "${key}"`);
}

/** @throws {UpstreamError} `MESSAGE_TOO_LARGE` */
function flatEnough(items: readonly JsonObject[], noun: string): readonly JsonObject[] {
  if (!nestsDeeperThan([...items], MAX_VALUE_DEPTH)) return items;
  throw new UpstreamError(
    "MESSAGE_TOO_LARGE",
    `${noun} failed: the answer is nested more than ${MAX_VALUE_DEPTH} levels deep; ask for less`,
  );
}
