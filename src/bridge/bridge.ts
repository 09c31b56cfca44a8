import { messageOf, UsageError } from "../errors.ts";
import { escapeText } from "../output/escape_terminal.ts";
import { createPool, type SandboxPool } from "../sandbox/pool.ts";
import { prepareSandbox } from "../sandbox/prepared_sandbox.ts";
import { RUNTIME_MODULES } from "../sandbox/python/modules.ts";
import { createRunner, type Runner } from "../sandbox/runner.ts";
import { createSavedTools } from "../sandbox/saved_tools.ts";
import type { Log } from "../system/log.ts";
import type { Clock, Files } from "../system/system.ts";
import type { Upstreams } from "../upstream/upstreams.ts";
import { Emitter } from "./emitter.ts";
import { KnownServers } from "./known_servers.ts";
import { LauncherPort, type Post } from "./launcher_port.ts";
import type { EngineName } from "./port.ts";
import type { BridgeServer, BridgeSettings, Job, LauncherMessage } from "./messages.ts";
import { run } from "./jobs/run.ts";
import { createServe, type Serve } from "./jobs/serve.ts";
import { showTools } from "./jobs/tools.ts";

export interface BridgeOptions {
  readonly post: Post;
  readonly files: Files;
  readonly clock: Clock;
}

/** What a job works with. */
export interface JobContext {
  readonly settings: BridgeSettings;
  readonly emitter: Emitter;
  readonly pool: SandboxPool;
  readonly post: Post;
  readonly runner: Runner;
  readonly servers: () => Promise<readonly BridgeServer[]>;
  readonly upstreams: () => Promise<Upstreams>;
  readonly log: Log;
  /** Lines by which the client opened its connection to a bridge before this one. */
  readonly handshake: readonly string[];
  /** Aborted when the client has gone or the user wants an end. */
  readonly signal: AbortSignal;
  /** Stops the servers that were started. */
  readonly close: () => Promise<void>;
}

/** The bridge, as the module of its Worker sees it. */
export interface Bridge {
  /** Takes a message of the launcher. */
  receive(message: LauncherMessage): void;
}

/** Makes the bridge. It begins with the launcher's first message and says when its job is done. */
export function startBridge(options: BridgeOptions): Bridge {
  const { post } = options;
  const port = new LauncherPort(post);
  const emitter = new Emitter(post);
  const servers = new KnownServers();
  const stop = new AbortController();
  let serve: Serve | null = null;

  const perform = (job: Job, context: JobContext): Promise<number> => {
    switch (job.kind) {
      case "serve":
        serve = createServe(context);
        context.pool.begin();
        return serve.done;
      case "run":
        return run(job, context);
      case "tools":
        return showTools(job, context);
    }
  };
  const begin = async ({ job, settings, handshake }: Beginning) => {
    const parts = { ...options, settings, handshake, port, emitter, stop, servers };
    const context = createContext(parts);
    try {
      const exitCode = await perform(job, context);
      await context.close();
      post({ op: "finished", exitCode });
    } catch (error) {
      await emitter.write("stderr", new TextEncoder().encode(`${escapeText(messageOf(error))}\n`));
      post({ op: "finished", exitCode: error instanceof UsageError ? 2 : 1 });
    }
  };

  return {
    receive(message) {
      switch (message.op) {
        case "begin":
          begin(message);
          return;
        case "servers":
          return servers.set(message.servers);
        case "yield":
          return serve?.yield(message.now);
        case "client_data":
          return serve?.receive(message.bytes);
        case "client_end":
          stop.abort(new Error("The client has gone"));
          return serve?.end();
        case "emitted":
          return emitter.emitted(message.bytes);
        default:
          return port.receive(message);
      }
    },
  };
}

type Beginning = Extract<LauncherMessage, { op: "begin" }>;

interface ContextParts extends BridgeOptions {
  readonly settings: BridgeSettings;
  readonly handshake: readonly string[];
  readonly port: LauncherPort;
  readonly emitter: Emitter;
  readonly stop: AbortController;
  readonly servers: KnownServers;
}

/** Sandboxes kept ready where the settings do not say: an embedded one holds 260 MB. */
const POOL_SIZES: Readonly<Record<EngineName, number>> = { podman: 2, docker: 2, embedded: 1 };

/** The wiring of the confined half. */
function createContext(parts: ContextParts): JobContext {
  const { settings, port, clock, files, post } = parts;
  const log: Log = (level, message) => post({ op: "log", level, message });
  const servers = () => parts.servers.get();
  let opened: Promise<Upstreams> | null = null;
  const open = async () => {
    // the clients of servers are a third of the bridge's code, and not needed to begin
    const { createUpstreams } = await import("../upstream/upstreams.ts");
    const known = await servers();
    const opened = createUpstreams({
      servers: known,
      port,
      clock,
      log,
      clientVersion: settings.version,
    });
    parts.servers.follow((changed) => opened.update(changed));
    return opened;
  };
  const upstreams = () => opened ??= open();
  const { lifetimeSeconds } = settings;
  const prepare = { port, modules: RUNTIME_MODULES, lifetimeSeconds, clock };
  const pool = createPool({
    prepare: (signal) => prepareSandbox(prepare, signal),
    size: async () => settings.poolSize ?? POOL_SIZES[(await port.engineState()).engine],
    maxSize: settings.maxConcurrency,
    claim: (wanted) => port.claimReady(wanted),
    idleTimeoutMs: settings.idleTimeoutMs,
    clock,
    log,
  });
  const runOne = createRunner({
    pool,
    clock,
    log,
    maxConcurrency: settings.maxConcurrency,
    // a run is told of what it may use and nothing of how we keep track of it
    servers: async () =>
      (await servers()).map(({ name, alias, unavailable }) => ({ name, alias, unavailable })),
    upstream: async (method, params, signal) =>
      await (await upstreams()).call(method, params, signal),
    savedTools: createSavedTools({ files, directory: `${settings.directory}/tools` }),
  });
  let runs = 0;
  const runner: Runner = async (request, signal) => {
    runs++;
    try {
      return await runOne(request, signal);
    } finally {
      runs--;
      if (runs === 0) opened?.then((known) => known.dropFormer());
    }
  };
  return {
    settings,
    handshake: parts.handshake,
    post,
    emitter: parts.emitter,
    pool,
    runner,
    servers,
    upstreams,
    log,
    signal: parts.stop.signal,
    close: async () => {
      pool.close();
      await (await opened)?.close();
    },
  };
}
