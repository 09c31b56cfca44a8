import type { BridgeServer } from "../ipc/messages.ts";
import type { ServerReport } from "../ipc/server_report.ts";
import { UpstreamError } from "../errors.ts";
import type { KnownTools } from "../known_tools/known_tools.ts";
import type { ToolChanges } from "../known_tools/tool_mark.ts";
import type { SavedToolDoc, ServerDescription } from "../rpc/calls.ts";
import type { Tool } from "../catalogue/catalogue.ts";
import type { Log } from "../log.ts";
import type { Clock } from "../system/system.ts";
import { orAborted, settlesWithin } from "../system/waiting.ts";
import { type CallServices, callTool, findTool, type PrepareLarge } from "./call_tool.ts";
import { admitTools, type ToolChangesPolicy } from "./changed_tools.ts";
import { describeServer, stubsOf, toolDocs, toolList } from "./docs.ts";
import { abortFailure } from "./failures.ts";
import { failureOf, ListQueue } from "./list_queue.ts";
import { searchTools } from "./search_tools.ts";
import { ToolLookup } from "./tool_lookup.ts";
import { quoted } from "../text/nearest.ts";
import type { Grant } from "./grant.ts";
import type { ServerHandlers } from "./handlers.ts";
import type { Permit } from "./permit.ts";
import { createContentHandlers } from "./server_content.ts";
import type { OpenLink } from "../upstream/link.ts";
import { Pool } from "../upstream/pool.ts";
import { indexServers, resolveServer, serverNamed } from "./servers.ts";

/** Milliseconds that the end waits until what is known of servers is written. */
const KEEP_MS = 500;

export interface UpstreamsOptions {
  /** Every discovered server, also those that cannot be used. */
  readonly servers: readonly BridgeServer[];
  readonly openLink: OpenLink;
  readonly clock: Clock;
  readonly log: Log;
  /** Asked before each call of a tool is sent. */
  readonly permit: Permit;
  /** What is known of the servers' tools. */
  readonly known: KnownTools;
  readonly toolChanges: ToolChangesPolicy;
  /** The saved tools that a run may load, for searches. */
  readonly savedTools: (grant: Grant) => Promise<readonly SavedToolDoc[]>;
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
   * A server and its tools, as the server says now. Starts it when it is not running.
   *
   * @throws {UpstreamError}
   */
  describe(server: string, signal: AbortSignal): Promise<ServerDescription>;
  /**
   * Accepts a server's tools as they are now. Starts it when it is not running.
   *
   * @returns what had changed
   * @throws {UpstreamError}
   */
  acceptTools(server: string, signal: AbortSignal): Promise<ToolChanges>;
  /**
   * The text of a stub file of a server's tools, as they are now. Starts it when it is not running.
   *
   * @throws {UpstreamError}
   */
  stubs(server: string, signal: AbortSignal): Promise<string>;
  /** What is known of every server, for people. Starts none. */
  reports(): Promise<readonly ServerReport[]>;
  /**
   * Asks every server that can be used for its tools, a few at a time, or every such server whose
   * tools are not known. What fails is remembered.
   */
  askAll(signal: AbortSignal, which: "all" | "unknown"): Promise<void>;
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
  const { clock, known } = options;
  const closing = new AbortController();
  const pool = new Pool({
    ...options,
    onListed: (server, listing) => known.listed(server, listing),
  });
  let { servers } = options;
  /** No longer there, and perhaps granted to a run that is under way. */
  let former: readonly BridgeServer[] = [];
  let callable = indexServers(servers);

  async function connect(server: BridgeServer, signal: AbortSignal) {
    try {
      return await pool.get(server, signal);
    } catch (error) {
      if (error instanceof UpstreamError) {
        const state = pool.state(server.name);
        // not a start that goes on, nor one that was not tried
        if (state.kind === "failed" && state.reason === error.message) {
          known.failed(server, failureOf(error));
        }
        throw error;
      }
      if (!signal.aborted) throw error;
      throw abortFailure(`Start of server ${quoted(server.name)}`);
    }
  }

  const listQueue = new ListQueue({
    known,
    connect,
    state: (name) => pool.state(name),
    closing: closing.signal,
    clock,
  });

  const lookup = new ToolLookup({
    known,
    connect,
    clock,
    hasNews: (name) => pool.hasNews(name),
    // whoever asks later is told of a failure
    goOn: (server) => void listQueue.ask(server).catch(() => {}),
  });

  /** A tool that its server did not have when it was last asked. */
  async function findNew(tool: string, server: BridgeServer, signal: AbortSignal): Promise<Tool> {
    return await findTool(tool, { connection: await connect(server, signal), clock, signal });
  }

  const services: CallServices = {
    connect: (name, signal) => connect(serverNamed(callable, name), signal),
    admitTool: admitTools(
      options.toolChanges,
      (name) => known.changesOf(serverNamed(callable, name)),
    ),
    permit: options.permit,
    prepareLarge: options.prepareLarge,
    callTimeoutMs: options.callTimeoutMs,
    callTimeoutOf: (name) => callable.named(name)?.timeouts?.callMs,
    clock,
  };
  const handlers: ServerHandlers = {
    call_tool: (call, context) => callTool(call, context, services),
    ...createContentHandlers(services),
    list_servers: ({ detailed }) =>
      detailed
        ? lookup.details(servers)
        : Promise.resolve(servers.filter(isAvailable).map(({ name }) => name)),
    describe_server: async (query, context) => {
      const { server, tools, note } = await lookup.recall(
        resolveServer(callable, query.server),
        context,
      );
      tools.changes.keys().forEach(note);
      return describeServer(server, tools);
    },
    list_tools: async (query, context) => {
      const { tools, note } = await lookup.recall(resolveServer(callable, query.server), context);
      tools.changes.keys().forEach(note);
      return toolList(tools);
    },
    query_tool_docs: async (query, context) => {
      const { server, tools: { catalogue, changes }, note } = await lookup.recall(
        resolveServer(callable, query.server),
        context,
      );
      const { tool: asked, detail } = query;
      const tools = asked === undefined
        ? catalogue.tools
        : [catalogue.names.find(asked) ?? await findNew(asked, server, context.signal)];
      for (const { description } of tools) note(description.name);
      return toolDocs(server, { tools, changes, detail });
    },
    server_stubs: async (query, context) => {
      const { server, tools } = await lookup.recall(resolveServer(callable, query.server), context);
      return await stubsOf(server, tools);
    },
    search_tool_docs: async (query, { signal, notes, grant }) => {
      const searched = query.server === undefined
        ? servers.filter(isAvailable)
        : [resolveServer(callable, query.server)];
      const savedTools = () => options.savedTools(grant);
      const search = { known, listQueue, clock, signal, savedTools };
      const found = await searchTools(searched, query, search);
      for (const { server, reason } of found.missing) notes.addUnsearched(server, reason);
      for (const doc of found.tools) {
        if (doc.server !== null && doc.changed !== undefined) {
          notes.addChanged(doc.server, doc.tool);
        }
      }
      return found;
    },
  };

  function update(current: readonly BridgeServer[]): void {
    const now = new Map(current.map((server) => [server.name, server]));
    // a server that comes back has perhaps another definition than when it went
    for (const { name, revision } of [...former, ...servers]) {
      const server = now.get(name);
      if (server !== undefined && server.revision !== revision) pool.forget(name);
    }
    former = [...former, ...servers].filter(({ name }) => !now.has(name));
    servers = current;
    callable = indexServers([...servers, ...former]);
  }

  function removeFormer(): void {
    for (const { name } of former) pool.forget(name);
    former = [];
    callable = indexServers(servers);
  }

  return {
    handlers,
    async describe(asked, signal) {
      const server = resolveServer(callable, asked);
      return describeServer(server, await lookup.ask(server, signal));
    },
    async stubs(asked, signal) {
      const server = resolveServer(callable, asked);
      return await stubsOf(server, await lookup.ask(server, signal));
    },
    async acceptTools(asked, signal) {
      const server = resolveServer(callable, asked);
      await lookup.ask(server, signal);
      return await known.accept(server);
    },
    async reports() {
      return (await lookup.reports(servers)).map((report) => {
        const askedMs = listQueue.timeOf(report.name);
        return askedMs === undefined ? report : { ...report, askedMs };
      });
    },
    async askAll(signal, which) {
      const available = servers.filter(isAvailable);
      const recalled = await Promise.all(available.map((server) => known.recall(server)));
      const asked = available
        .filter((_, index) => which === "all" || recalled[index]?.list === null)
        .map((server) => listQueue.ask(server));
      await orAborted(Promise.allSettled(asked), signal);
    },
    begin: (names) => pool.begin(names.flatMap((name) => callable.named(name) ?? [])),
    update,
    removeFormer,
    async close() {
      closing.abort(new Error("the bridge is closing"));
      await pool.close();
      await settlesWithin(known.settled(), { clock, ms: KEEP_MS });
    },
  };
}

function isAvailable(server: BridgeServer): boolean {
  return server.unavailable === null;
}
