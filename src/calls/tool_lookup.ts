import { UpstreamError } from "../errors.ts";
import type { BridgeServer } from "../ipc/messages.ts";
import type { ServerReport } from "../ipc/server_report.ts";
import type { KnownTools, RecalledList } from "../known_tools/known_tools.ts";
import { writeJson } from "../json/write_json.ts";
import { estimateTokens } from "../text/token_estimate.ts";
import type { ServerDetails } from "../rpc/calls.ts";
import type { Clock } from "../system/system.ts";
import { deadline, orAborted } from "../system/waiting.ts";
import { quoted } from "../text/nearest.ts";
import type { Connection } from "../upstream/connection.ts";
import { cataloguedTools, type ServerTools } from "./docs.ts";
import type { CallContext } from "./handlers.ts";

/** Changed tools of a server that are named. */
const MAX_CHANGED = 100;
/**
 * How long a list of tools is waited for: milliseconds, and at most this part of the time that the run
 * has left, so that a program which asks one server after the other comes to its end. A server that
 * the run may call is being started for it.
 */
const WAIT = { ms: 3_000, part: 0.1 };
const GRANTED_WAIT = { ms: 10_000, part: 0.2 };

export interface ToolLookupOptions {
  readonly known: KnownTools;
  readonly connect: (server: BridgeServer, signal: AbortSignal) => Promise<Connection>;
  /** Whether a running server has tools that were not listed yet. */
  readonly hasNews: (server: string) => boolean;
  /** Asks a server for its tools when nobody waits any more. */
  readonly goOn: (server: BridgeServer) => void;
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
   * changed. One that does not answer in time goes on, and is known later.
   *
   * @throws {UpstreamError} `TIMEOUT` when nothing is known in time, and what {@linkcode ask} throws
   */
  async recall(
    server: BridgeServer,
    context: Pick<CallContext, "signal" | "notes" | "grant" | "endsAtMs">,
  ): Promise<LookedUp> {
    const { known, hasNews } = this.#options;
    const { list, changes } = await known.recall(server);
    const old = list === null ? null : { ...list, changes };
    const tools = old === null || hasNews(server.name)
      ? await this.#askInTime(server, { ...context, old })
      : old;
    const note = (tool: string) => {
      if (tools.changes.has(tool)) context.notes.addChanged(server.name, tool);
    };
    return { server, tools, note };
  }

  async #askInTime(
    server: BridgeServer,
    { signal, grant, endsAtMs, old }: Pick<CallContext, "signal" | "grant" | "endsAtMs"> & {
      readonly old: ServerTools | null;
    },
  ): Promise<ServerTools> {
    const { clock, goOn } = this.#options;
    const most = grant.names.includes(server.name) ? GRANTED_WAIT : WAIT;
    const ms = Math.max(0, Math.min(most.ms, most.part * (endsAtMs - clock.monotonic())));
    const late = new UpstreamError(
      "TIMEOUT",
      `Cannot list the tools of server ${quoted(server.name)}: it has not answered within ` +
        `${Math.round(ms / 100) / 10} s, and is asked in the background; ask again in a moment`,
    );
    const wait = deadline({ clock, ms, reason: () => late, signal });
    try {
      return await orAborted(this.ask(server, wait.signal), wait.signal);
    } catch (error) {
      if (error !== late) throw error;
      if (old !== null) return old;
      goOn(server);
      throw late;
    } finally {
      wait.cancel();
    }
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
