import { toolDoc } from "../catalogue/catalogue.ts";
import { type Candidate, rankTools } from "../catalogue/search.ts";
import { messageOf } from "../errors.ts";
import type { BridgeServer } from "../ipc/messages.ts";
import type { KnownTools, Recalled } from "../known_tools/known_tools.ts";
import type { ToolDocsSearch, ToolSearch } from "../rpc/calls.ts";
import type { Clock } from "../system/system.ts";
import { orAborted, settlesWithin } from "../system/waiting.ts";
import { abortFailure } from "./failures.ts";
import { type ListQueue, START_REST_MS } from "./list_queue.ts";

/** How long a search waits for servers of which nothing is known. */
const SEARCH_WAIT_MS = 3_000;

export interface SearchOptions {
  readonly known: KnownTools;
  readonly listQueue: ListQueue;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Value of `search_tool_docs`: over what is known of the servers' tools. A server of which nothing is
 * known is asked for the first time; after 3 s the search does without those that have not answered,
 * and says which they are. One bad server costs the others nothing.
 *
 * @throws {UpstreamError} `CANCELED`
 */
export async function searchTools(
  servers: readonly BridgeServer[],
  { query, limit, detail }: ToolDocsSearch,
  options: SearchOptions,
): Promise<ToolSearch> {
  const { clock, signal, listQueue } = options;
  const found = new Map<string, readonly Candidate[]>();
  const problems = new Map<string, string>();
  const all = Promise.all(servers.map(async (server) => {
    try {
      found.set(server.name, candidatesOf(server, await recallOrAsk(server, options)));
    } catch (error) {
      problems.set(server.name, messageOf(error));
    }
  }));
  try {
    await orAborted(settlesWithin(all, { clock, ms: SEARCH_WAIT_MS }), signal);
  } catch {
    throw abortFailure("Search");
  }
  const candidates = servers.flatMap(({ name }) => found.get(name) ?? []);
  const ranked = rankTools(candidates, { text: query, limit });
  return {
    tools: ranked.map(({ tool, server, serverAlias, changed, score }) => ({
      ...toolDoc(tool, {
        server,
        serverAlias,
        detail,
        ...(changed === undefined ? {} : { changed }),
      }),
      score,
    })),
    missing: servers.filter(({ name }) => !found.has(name)).map(({ name }) => ({
      server: name,
      reason: problems.get(name) ?? listQueue.progress(name),
    })),
  };
}

async function recallOrAsk(
  server: BridgeServer,
  { known, listQueue, clock }: SearchOptions,
): Promise<Recalled> {
  const recalled = await known.recall(server);
  if (recalled.list !== null) return recalled;
  const { failure } = recalled;
  const age = clock.now() - (failure?.at ?? 0);
  const rest = Math.min(failure?.restMs ?? 0, START_REST_MS);
  // a time that is to come was noted by a clock that was wrong
  if (failure !== null && age >= 0 && age < rest) {
    const minutes = Math.ceil((rest - age) / 60_000);
    throw new Error(
      `${failure.message}; a search tries it again in ${minutes} min, a call at once`,
    );
  }
  await listQueue.ask(server);
  return await known.recall(server);
}

function candidatesOf(
  { name, alias }: BridgeServer,
  { list, changes }: Recalled,
): readonly Candidate[] {
  return (list?.catalogue.tools ?? []).map((tool) => {
    const changed = changes.get(tool.description.name);
    return {
      server: name,
      serverAlias: alias,
      tool,
      ...(changed === undefined ? {} : { changed }),
    };
  });
}
