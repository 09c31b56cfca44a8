import type { BridgeServer } from "../ipc/messages.ts";
import type { ServerReport } from "../ipc/server_report.ts";
import type { KnownTools, RecalledList } from "../known_tools/known_tools.ts";
import { writeJson } from "../json/write_json.ts";
import { estimateTokens } from "../text/token_estimate.ts";
import type { ServerDetails } from "../rpc/calls.ts";
import type { Clock } from "../system/system.ts";
import type { Connection } from "../upstream/connection.ts";
import { cataloguedTools, type ServerTools } from "./docs.ts";
import type { CallContext } from "./handlers.ts";

/** Changed tools of a server that are named. */
const MAX_CHANGED = 100;

export interface ToolLookupOptions {
  readonly known: KnownTools;
  readonly connect: (server: BridgeServer, signal: AbortSignal) => Promise<Connection>;
  /** Whether a running server has tools that were not listed yet. */
  readonly hasNews: (server: string) => boolean;
  readonly clock: Clock;
}

/** A server and its tools, for a program. */
export interface LookedUp {
  readonly server: BridgeServer;
  readonly tools: ServerTools;
  /** Has the answer of the run tell of a tool that the program is shown, if it has changed. */
  readonly note: (tool: string) => void;
}

/** The tools of servers: as they are known, or as the servers say now. */
export class ToolLookup {
  readonly #options: ToolLookupOptions;

  constructor(options: ToolLookupOptions) {
    this.#options = options;
  }

  /**
   * The tools as the server says now. Starts it when it is not running.
   *
   * @throws {UpstreamError}
   */
  async ask(server: BridgeServer, signal: AbortSignal): Promise<ServerTools> {
    const { connect, known, clock } = this.#options;
    const connection = await connect(server, signal);
    const catalogue = await cataloguedTools({ connection, clock, signal });
    const missing = connection.explainMissingTools();
    const said = [
      connection.instructions,
      missing === null ? undefined : `Tools are missing: ${missing}`,
    ].filter((text) => text !== undefined);
    const instructions = said.length === 0 ? undefined : said.join("\n\n");
    return { catalogue, instructions, changes: await known.changesOf(server) };
  }

  /**
   * The tools as they are known; the server is asked when they are not, or when it said that they have
   * changed.
   *
   * @throws {UpstreamError}
   */
  async recall(
    server: BridgeServer,
    { signal, notes }: Pick<CallContext, "signal" | "notes">,
  ): Promise<LookedUp> {
    const { known, hasNews } = this.#options;
    const { list, changes } = await known.recall(server);
    const isOld = list === null || hasNews(server.name);
    const tools = isOld ? await this.ask(server, signal) : { ...list, changes };
    const note = (tool: string) => {
      if (tools.changes.has(tool)) notes.addChanged(server.name, tool);
    };
    return { server, tools, note };
  }

  /** What is known of servers, for people. Starts none. */
  async reports(servers: readonly BridgeServer[]): Promise<readonly ServerReport[]> {
    return await Promise.all(servers.map(async (server) => {
      const { list } = await this.#options.known.recall(server);
      return { ...await this.#report(server), tokens: list === null ? null : tokensOf(list) };
    }));
  }

  /** What is known of servers, for programs. Starts none. */
  async details(servers: readonly BridgeServer[]): Promise<readonly ServerDetails[]> {
    return await Promise.all(servers.map(async (server): Promise<ServerDetails> => {
      const { name, alias, unavailable } = server;
      const { tools, error, changedTools } = await this.#report(server);
      return { name, alias, unavailable, tools, error, changed_tools: changedTools };
    }));
  }

  async #report(server: BridgeServer): Promise<Omit<ServerReport, "tokens">> {
    const { list, changes, failure } = await this.#options.known.recall(server);
    return {
      name: server.name,
      tools: list?.catalogue.tools.length ?? null,
      listedAt: list?.listedAt ?? null,
      changedTools: [...changes.keys()].slice(0, MAX_CHANGED),
      error: failure?.message ?? null,
      failedAt: failure?.at ?? null,
    };
  }
}

/** What a client hands to its model of each tool: name, description and schema of the arguments. */
function tokensOf({ catalogue }: RecalledList): number {
  const tools = catalogue.tools.map(({ description: { name, description }, inputSchema }) => ({
    name,
    description,
    inputSchema,
  }));
  return estimateTokens(writeJson(tools));
}
