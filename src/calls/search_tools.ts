import { buildCatalogue } from "../catalogue/catalogue.ts";
import { toolDoc } from "../catalogue/tool_doc.ts";
import type { ToolGroup } from "../catalogue/search.ts";
import { searchIndexSteps } from "../catalogue/search_index.ts";
import { messageOf } from "../errors.ts";
import type { BridgeServer } from "../ipc/messages.ts";
import type { KnownTools, Recalled } from "../known_tools/known_tools.ts";
import type { SavedToolDoc, ToolDoc, ToolDocsSearch, ToolSearch } from "../rpc/calls.ts";
import { atOnce } from "../system/in_turns.ts";
import type { Clock } from "../system/system.ts";
import { orAborted, settlesWithin } from "../system/waiting.ts";
import { abortFailure } from "./failures.ts";
import { type ListQueue, START_REST_MS } from "./list_queue.ts";

/** How long a search waits for servers of which nothing is known. */
const SEARCH_WAIT_MS = 3_000;
const NO_TOOLS = buildCatalogue([]);

export interface SearchOptions {
  readonly known: KnownTools;
  readonly listQueue: ListQueue;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** The saved tools that the run may load. */
  readonly savedTools: () => Promise<readonly SavedToolDoc[]>;
}

/** Tools that are searched together, and how each is shown. */
interface Group extends ToolGroup {
  readonly doc: (tool: number) => ToolDoc | SavedToolDoc | undefined;
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
  search: ToolDocsSearch,
  options: SearchOptions,
): Promise<ToolSearch> {
  const { clock, signal, listQueue, savedTools } = options;
  const found = new Map<string, Group>();
  const problems = new Map<string, string>();
  const saved = search.server === undefined ? savedTools() : Promise.resolve([]);
  const all = Promise.all(servers.map(async (server) => {
    try {
      const recalled = await recallOrAsk(server, options);
      await recalled.list?.catalogue.prepareIndex(clock);
      found.set(server.name, groupOf(server, { recalled, detail: search.detail }));
    } catch (error) {
      problems.set(server.name, messageOf(error));
    }
  }));
  // the table of synonyms is read when somebody searches
  const ranking = import("../catalogue/search.ts");
  try {
    await orAborted(settlesWithin(all, { clock, ms: SEARCH_WAIT_MS }), signal);
  } catch {
    throw abortFailure("Search");
  }
  const groups = [
    ...servers.flatMap(({ name }) => found.get(name) ?? []),
    ...savedGroup(await saved),
  ];
  const { rankTools } = await ranking;
  const hits = rankTools(groups, { text: search.query, limit: search.limit });
  return {
    tools: hits.flatMap(({ group, tool, score }) => {
      const doc = groups[group]?.doc(tool);
      return doc === undefined ? [] : [{ ...doc, score }];
    }),
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

function groupOf(
  { name, alias }: BridgeServer,
  { recalled: { list, changes }, detail }: {
    readonly recalled: Recalled;
    readonly detail: ToolDocsSearch["detail"];
  },
): Group {
  const { tools, index } = list?.catalogue ?? NO_TOOLS;
  return {
    name,
    index,
    doc: (place) => {
      const tool = tools[place];
      if (tool === undefined) return undefined;
      const changed = changes.get(tool.description.name);
      return toolDoc(tool, {
        server: name,
        serverAlias: alias,
        detail: detail === "full" ? "full" : "line",
        ...(changed === undefined ? {} : { changed }),
      });
    },
  };
}

/** Saved tools are no server's; no word of a query names them all. */
function savedGroup(docs: readonly SavedToolDoc[]): readonly Group[] {
  if (docs.length === 0) return [];
  const searched = docs.map((doc) => ({ ...doc, name: doc.tool, input_schema: {} }));
  const index = atOnce(searchIndexSteps(searched));
  return [{ name: "", index, doc: (tool) => docs[tool] }];
}
