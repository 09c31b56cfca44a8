import type { BridgeServer } from "../ipc/messages.ts";
import { UpstreamError } from "../errors.ts";
import type { ServerDescription } from "../rpc/calls.ts";
import type { Log } from "../log.ts";
import type { Clock } from "../system/system.ts";
import { type CallServices, callTool, type PrepareLarge } from "./call_tool.ts";
import { describeServer, listToolsOf, searchTools, toolDocs } from "./docs.ts";
import { abortFailure } from "./failures.ts";
import { quoted } from "../text/nearest.ts";
import type { ServerHandlers } from "./handlers.ts";
import type { Permit } from "./permit.ts";
import type { OpenLink } from "../upstream/link.ts";
import { Pool } from "../upstream/pool.ts";
import { indexServers, resolveServer, serverNamed } from "./servers.ts";

export interface UpstreamsOptions {
  /** Every discovered server, also those that cannot be used. */
  readonly servers: readonly BridgeServer[];
  readonly openLink: OpenLink;
  readonly clock: Clock;
  readonly log: Log;
  /** Asked before each call of a tool is sent. */
  readonly permit: Permit;
  readonly prepareLarge: PrepareLarge;
  /** Milliseconds of a call for which the program names no time; `null`: what its run leaves. */
  readonly callTimeoutMs: number | null;
  /** Version of this program, told to the servers. */
  readonly clientVersion: string;
  /** Most servers that are being started at once. */
  readonly startsAtOnce: number;
  /** See `PooledServerOptions`. */
  readonly idleTimeoutMs: number;
  readonly lastHeld: (name: string) => number;
  readonly maxCalls: number;
  readonly startTimeoutMs?: number;
  readonly startWaitMs?: number;
}

/** The user's MCP servers, each started when it is first called and kept warm. */
export interface Upstreams {
  /** Answers the calls of runs. */
  readonly handlers: ServerHandlers;
  /**
   * A server and its tools, as `describe_server` answers. Starts the server when it is not running.
   *
   * @throws {UpstreamError}
   */
  describe(server: string, signal: AbortSignal): Promise<ServerDescription>;
  /** Starts the servers that a run was granted, all at once. A call reports what fails. */
  begin(names: readonly string[]): void;
  /**
   * Takes up that the servers have changed. One whose definition is another is started anew when it
   * is next called. One that is gone is listed no more, and stays until `removeFormer()` for the runs
   * that were granted it.
   */
  update(servers: readonly BridgeServer[]): void;
  /** Ends the servers that are gone. To be called when no run is under way that could call them. */
  removeFormer(): void;
  /** Ends every server. Resolves when all are gone. */
  close(): Promise<void>;
}

/** Makes the clients of the user's servers. Starts nothing. */
export function createUpstreams(options: UpstreamsOptions): Upstreams {
  const { clock, log } = options;
  const pool = new Pool(options);
  let { servers } = options;
  /** No longer there, and perhaps granted to a run that is under way. */
  let former: readonly BridgeServer[] = [];
  let callable = indexServers(servers);

  async function connect(server: BridgeServer, signal: AbortSignal) {
    try {
      return await pool.get(server, signal);
    } catch (error) {
      if (error instanceof UpstreamError || !signal.aborted) throw error;
      throw abortFailure(`Start of server ${quoted(server.name)}`);
    }
  }

  async function reach(asked: string, signal: AbortSignal) {
    const server = resolveServer(callable, asked);
    const connection = await connect(server, signal);
    return { server, options: { connection, clock, signal } };
  }

  async function describe(asked: string, signal: AbortSignal): Promise<ServerDescription> {
    const reached = await reach(asked, signal);
    return describeServer(reached.server, reached.options);
  }

  const services: CallServices = {
    connect: (name, signal) => connect(serverNamed(callable, name), signal),
    permit: options.permit,
    prepareLarge: options.prepareLarge,
    callTimeoutMs: options.callTimeoutMs,
    callTimeoutOf: (name) => callable.named(name)?.timeouts?.callMs,
    clock,
  };
  const handlers: ServerHandlers = {
    call_tool: (call, context) => callTool(call, context, services),
    list_servers: () => Promise.resolve(servers.filter(isAvailable).map(({ name }) => name)),
    describe_server: ({ server }, { signal }) => describe(server, signal),
    list_tools: async ({ server }, { signal }) =>
      await listToolsOf((await reach(server, signal)).options),
    query_tool_docs: async (query, { signal }) => {
      const reached = await reach(query.server, signal);
      return await toolDocs(reached.server, query, reached.options);
    },
    search_tool_docs: (query, { signal }) =>
      searchTools(servers.filter(isAvailable), { ...query, connect, clock, log, signal }),
  };

  function update(known: readonly BridgeServer[]): void {
    const now = new Map(known.map((server) => [server.name, server]));
    // a server that comes back has perhaps another definition than when it went
    for (const { name, revision } of [...former, ...servers]) {
      const server = now.get(name);
      if (server !== undefined && server.revision !== revision) pool.forget(name);
    }
    former = [...former, ...servers].filter(({ name }) => !now.has(name));
    servers = known;
    callable = indexServers([...servers, ...former]);
  }

  function removeFormer(): void {
    for (const { name } of former) pool.forget(name);
    former = [];
    callable = indexServers(servers);
  }

  return {
    handlers,
    describe,
    begin: (names) => pool.begin(names.flatMap((name) => callable.named(name) ?? [])),
    update,
    removeFormer,
    close: () => pool.close(),
  };
}

function isAvailable(server: BridgeServer): boolean {
  return server.unavailable === null;
}
