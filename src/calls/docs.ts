import type { BridgeServer } from "../ipc/messages.ts";
import { messageOf, UpstreamError } from "../errors.ts";
import type { ServerDescription, ToolDoc, ToolList } from "../rpc/calls.ts";
import type { Log } from "../log.ts";
import type { Clock } from "../system/system.ts";
import { type CallOptions, findTool } from "./call_tool.ts";
import { type Catalogue, toolDoc } from "../catalogue/catalogue.ts";
import type { Connection } from "../upstream/connection.ts";
import { abortFailure, requestFailure } from "./failures.ts";
import { quoted } from "../text/nearest.ts";
import { type Candidate, rankTools } from "../catalogue/search.ts";
import { orAborted, settlesWithin } from "../system/waiting.ts";

/** Servers that a search starts at the same time, and how long it waits for each. */
const SEARCHED_AT_ONCE = 8;
const SEARCH_WAIT_MS = 10_000;

/** @throws {UpstreamError} `REFUSED`, `EXITED`, `TIMEOUT`, `CANCELED` */
export async function cataloguedTools(options: CallOptions): Promise<Catalogue> {
  const { connection, signal } = options;
  try {
    return await orAborted(connection.catalogue(), signal);
  } catch (error) {
    const what = `List of tools of server ${quoted(connection.name)}`;
    throw await requestFailure(error, { ...options, what });
  }
}

/** Value of `list_tools`. */
export async function listToolsOf(options: CallOptions): Promise<ToolList> {
  return (await cataloguedTools(options)).tools.map(({ description }) => description);
}

/** Value of `describe_server`. */
export async function describeServer(
  server: BridgeServer,
  options: CallOptions,
): Promise<ServerDescription> {
  const tools = await listToolsOf(options);
  const { connection } = options;
  const missing = connection.explainMissingTools();
  const said = [
    connection.instructions,
    missing === null ? undefined : `Tools are missing: ${missing}`,
  ]
    .filter((text) => text !== undefined);
  return {
    name: server.name,
    alias: server.alias,
    tools,
    ...(said.length === 0 ? {} : { instructions: said.join("\n\n") }),
  };
}

/** Value of `query_tool_docs`: one tool's, or all of a server's. */
export async function toolDocs(
  server: BridgeServer,
  query: { readonly tool?: string; readonly detail: "summary" | "full" },
  options: CallOptions,
): Promise<readonly ToolDoc[]> {
  const form = { server: server.name, serverAlias: server.alias, detail: query.detail };
  if (query.tool !== undefined) return [toolDoc(await findTool(query.tool, options), form)];
  return (await cataloguedTools(options)).tools.map((tool) => toolDoc(tool, form));
}

export interface SearchOptions {
  readonly query: string;
  readonly limit: number;
  readonly detail: "summary" | "full";
  readonly connect: (server: BridgeServer, signal: AbortSignal) => Promise<Connection>;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/**
 * Value of `search_tool_docs`. Servers that cannot be asked in time are left out and logged: one bad
 * server costs the others nothing.
 *
 * @throws {UpstreamError} `START_FAILED` when no server at all could be asked
 */
export async function searchTools(
  servers: readonly BridgeServer[],
  options: SearchOptions,
): Promise<readonly ToolDoc[]> {
  const failures: string[] = [];
  const candidates: Candidate[][] = [];
  const waiting = servers.entries();
  async function work(): Promise<void> {
    for (const [index, server] of waiting) {
      try {
        candidates[index] = await candidatesOf(server, options);
      } catch (error) {
        if (options.signal.aborted) throw abortFailure("Search");
        failures.push(messageOf(error));
        options.log("warning", `Search without server ${quoted(server.name)}: ${messageOf(error)}`);
      }
    }
  }
  await Promise.all(Array.from({ length: SEARCHED_AT_ONCE }, work));
  if (failures.length > 0 && failures.length === servers.length) {
    throw new UpstreamError(
      "START_FAILED",
      `Cannot search: no server could be asked: ${failures.slice(0, 5).join("; ")}`,
    );
  }
  const ranked = rankTools(candidates.flat(), { text: options.query, limit: options.limit });
  return ranked.map(({ tool, server, serverAlias, score }) => ({
    ...toolDoc(tool, { server, serverAlias, detail: options.detail }),
    score,
  }));
}

async function candidatesOf(
  server: BridgeServer,
  options: SearchOptions,
): Promise<Candidate[]> {
  const { clock, signal } = options;
  const asking = options.connect(server, signal).then((connection) =>
    cataloguedTools({ connection, clock, signal })
  );
  if (!await settlesWithin(asking, { clock, ms: SEARCH_WAIT_MS })) {
    asking.catch(() => {});
    throw new Error(
      `server ${quoted(server.name)} gave no tools within ${SEARCH_WAIT_MS / 1000} s`,
    );
  }
  const { tools } = await asking;
  return tools.map((tool) => ({ server: server.name, serverAlias: server.alias, tool }));
}
