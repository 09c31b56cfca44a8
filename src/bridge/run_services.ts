import { createPool, type SandboxPool } from "../sandbox/pool.ts";
import { prepareSandbox } from "../sandbox/prepared_sandbox.ts";
import { RUNTIME_MODULES } from "../python/modules.ts";
import { createRunGate, createRunner, type Runner } from "../sandbox/runner.ts";
import { GrantedServers } from "../calls/granted_servers.ts";
import type { ServerHandlers } from "../calls/handlers.ts";
import { permitEverything } from "../calls/permit.ts";
import { createAddedPackages } from "../calls/added_packages.ts";
import { createRefHandlers } from "../calls/ref_handlers.ts";
import { RefStore } from "../calls/ref_store.ts";
import { createSavedTools } from "../calls/saved_tools.ts";
import { SavedToolDocs } from "../calls/saved_tool_docs.ts";
import { SavedToolFiles } from "../calls/saved_tool_files.ts";
import type { Log } from "../log.ts";
import type { ReadLarge } from "../upstream/large_line.ts";
import { once } from "../system/once.ts";
import type { Clock, Files } from "../system/system.ts";
import type { Upstreams } from "../calls/upstreams.ts";
import type { EnginePreparation } from "./engine_preparation.ts";
import type { KnownServers } from "./known_servers.ts";
import type { BridgeServer, BridgeSettings } from "../ipc/messages.ts";
import { defaultPoolSize, type EngineName } from "../engines.ts";
import { ReaderClient } from "./reader_client.ts";
import type { ProcessPort, ReaderPort, RemotePort } from "../ipc/port.ts";

/** Servers that are started at once on the smallest machine. */
const LEAST_STARTS_AT_ONCE = 4;

export interface RunServicesOptions {
  readonly settings: BridgeSettings;
  readonly port: ProcessPort & ReaderPort & RemotePort;
  readonly servers: KnownServers;
  readonly preparation: EnginePreparation;
  readonly files: Files;
  readonly clock: Clock;
  readonly log: Log;
  /**
   * Milliseconds that a call waits for the first start of a server, see `PooledServerOptions`, and at
   * least that a run waits for a sandbox.
   */
  readonly startWaitMs?: number;
}

/** What runs need: the part of the bridge that is loaded after the first answer. */
export interface RunServices {
  readonly pool: SandboxPool;
  readonly runner: Runner;
  readonly servers: () => Promise<readonly BridgeServer[]>;
  readonly upstreams: () => Promise<Upstreams>;
  /** What runs kept for later ones. */
  readonly refs: RefStore;
  readonly savedTools: SavedToolFiles;
  /** Disposes the idle sandboxes and stops the started servers. */
  readonly close: () => Promise<void>;
}

/** Wires the services. Nothing is started before it is needed. */
export function createRunServices(options: RunServicesOptions): RunServices {
  const { settings, port, clock, files, log } = options;
  const servers = () => options.servers.get();
  const { savedTools: policy } = settings;
  const savedTools = new SavedToolFiles({ files, directory: `${settings.directory}/tools` });
  const savedToolDocs = new SavedToolDocs({ store: savedTools, policy });
  const removeFormer = (known: Upstreams) => {
    // a run with granted servers holds the gate, and may still call a removed server
    if (gate.running === 0) known.removeFormer();
  };
  const reader = new ReaderClient({ port, clock, maxValues: settings.maxValues });
  const opened = once(async () => {
    // a third of the bridge's code, which many programs never need
    const [
      { createUpstreams },
      { linksByKind },
      { createStdioLinks },
      { createHttpLinks },
      { KnownTools },
      { RecordFiles, RECORDS_FOLDER },
    ] = await Promise.all([
      import("../calls/upstreams.ts"),
      import("../upstream/link.ts"),
      import("../upstream/stdio_link.ts"),
      import("../upstream/http_link.ts"),
      import("../known_tools/known_tools.ts"),
      import("../known_tools/record_files.ts"),
    ]);
    const readLarge: ReadLarge = (line, form) => reader.readAnswer(line, form);
    const upstreams = createUpstreams({
      servers: await servers(),
      openLink: linksByKind({
        stdio: createStdioLinks({ port, clock, log, readLarge }),
        http: createHttpLinks({ port, clock, log, readLarge }),
      }),
      clock,
      log,
      permit: permitEverything,
      known: new KnownTools({
        files: new RecordFiles({ files, directory: `${settings.directory}/${RECORDS_FOLDER}` }),
        clock,
        log,
      }),
      toolChanges: settings.toolChanges,
      savedTools: (grant) => savedToolDocs.list(grant),
      prepareLarge: (written, tool) => reader.prepareArguments(written, tool),
      callTimeoutMs: settings.callTimeoutMs,
      clientVersion: settings.version,
      ...(options.startWaitMs === undefined ? {} : { startWaitMs: options.startWaitMs }),
      idleTimeoutMs: settings.serverIdleTimeoutMs,
      lastHeld: (name) => granted.lastHeld(name),
      maxCalls: settings.serverConcurrency,
      // starting most servers is work for a processor, and waiting for a disk or the network
      startsAtOnce: Math.max(LEAST_STARTS_AT_ONCE, settings.processors),
    });
    options.servers.follow((changed) => {
      upstreams.update(changed);
      removeFormer(upstreams);
    });
    return upstreams;
  });
  const upstreams = opened.get;
  const granted = new GrantedServers(clock);
  const useServers = (names: readonly string[]) => {
    // a call reports why they cannot be loaded
    if (names.length > 0) upstreams().then((known) => known.begin(names), () => {});
    return granted.hold(names);
  };
  const { lifetimeSeconds } = settings;
  let lastEngine: EngineName | null = null;
  const prepare = {
    port,
    modules: RUNTIME_MODULES,
    lifetimeSeconds,
    clock,
    readLarge: (bytes: Uint8Array) => reader.readMessage(bytes),
    onBegun: (engine: EngineName) => void (lastEngine = engine),
  };
  const refs = new RefStore({ clock });
  const closing = new AbortController();
  const gate = createRunGate(settings.maxConcurrency, () => {
    // a call that needs the servers reports a failure to load them
    opened.started?.then(removeFormer, () => {});
  });
  const running = () => gate.running;
  const pool = createPool({
    prepare: (signal) => prepareSandbox(prepare, signal),
    size: async () => {
      const { engine, stopped } = await port.engineState(closing.signal);
      // a machine is started for a run, and not to wait for one
      if (stopped !== undefined) return 0;
      return settings.poolSize ?? defaultPoolSize(engine, settings.machineBytes);
    },
    maxSize: settings.maxConcurrency,
    running,
    claim: (wanted) => port.claimReady(wanted, closing.signal),
    idleTimeoutMs: settings.runtimeIdleTimeoutMs,
    clock,
    log,
  });
  const runner = createRunner({
    pool,
    clock,
    log,
    gate,
    leastStartMs: options.startWaitMs,
    useServers,
    lastEngine: () => lastEngine,
    preparation: options.preparation,
    // a run gets only these fields
    servers: async () =>
      (await servers()).map(({ name, alias, unavailable }) => ({ name, alias, unavailable })),
    handlers: {
      ...createSavedTools({ store: savedTools, docs: savedToolDocs, clock, policy }),
      ...createAddedPackages({ files, directory: settings.packages }),
      ...createRefHandlers(refs),
      ...lazyServerHandlers(async () => (await upstreams()).handlers),
    },
  });
  return {
    pool,
    runner,
    servers,
    upstreams,
    refs,
    savedTools,
    close: async () => {
      pool.close();
      refs.close();
      closing.abort(new Error("The bridge is stopping"));
      await (await opened.started)?.close();
      reader.close();
    },
  };
}

/** Loads the clients of servers at the first call. */
function lazyServerHandlers(load: () => Promise<ServerHandlers>): ServerHandlers {
  return {
    call_tool: async (params, context) => (await load()).call_tool(params, context),
    list_servers: async (params, context) => (await load()).list_servers(params, context),
    describe_server: async (params, context) => (await load()).describe_server(params, context),
    list_tools: async (params, context) => (await load()).list_tools(params, context),
    list_resources: async (params, context) => (await load()).list_resources(params, context),
    list_resource_templates: async (params, context) =>
      (await load()).list_resource_templates(params, context),
    read_resource: async (params, context) => (await load()).read_resource(params, context),
    list_prompts: async (params, context) => (await load()).list_prompts(params, context),
    get_prompt: async (params, context) => (await load()).get_prompt(params, context),
    server_logs: async (params, context) => (await load()).server_logs(params, context),
    query_tool_docs: async (params, context) => (await load()).query_tool_docs(params, context),
    search_tool_docs: async (params, context) => (await load()).search_tool_docs(params, context),
    server_stubs: async (params, context) => (await load()).server_stubs(params, context),
  };
}
