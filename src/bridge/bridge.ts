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
  readonly runner: Runner;
  readonly servers: () => Promise<readonly BridgeServer[]>;
  readonly upstreams: () => Promise<Upstreams>;
  readonly log: Log;
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
  const servers = Promise.withResolvers<readonly BridgeServer[]>();
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
  const begin = async (job: Job, settings: BridgeSettings) => {
    const context = createContext({ ...options, settings, port, emitter, stop, servers });
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
          begin(message.job, message.settings);
          return;
        case "servers":
          return servers.resolve(message.servers);
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

interface ContextParts extends BridgeOptions {
  readonly settings: BridgeSettings;
  readonly port: LauncherPort;
  readonly emitter: Emitter;
  readonly stop: AbortController;
  readonly servers: PromiseWithResolvers<readonly BridgeServer[]>;
}

/** Sandboxes kept ready where the settings do not say: an embedded one holds 260 MB. */
const POOL_SIZES: Readonly<Record<EngineName, number>> = { podman: 2, docker: 2, embedded: 1 };

/** The wiring of the confined half. */
function createContext(parts: ContextParts): JobContext {
  const { settings, port, clock, files, post } = parts;
  const log: Log = (level, message) => post({ op: "log", level, message });
  const servers = () => parts.servers.promise;
  let opened: Promise<Upstreams> | null = null;
  const open = async () => {
    // the clients of servers are a third of the bridge's code, and not needed to begin
    const { createUpstreams } = await import("../upstream/upstreams.ts");
    const known = await servers();
    return createUpstreams({ servers: known, port, clock, log, clientVersion: settings.version });
  };
  const upstreams = () => opened ??= open();
  const { lifetimeSeconds } = settings;
  const prepare = { port, modules: RUNTIME_MODULES, lifetimeSeconds, clock };
  const pool = createPool({
    prepare: (signal) => prepareSandbox(prepare, signal),
    size: async () => settings.poolSize ?? POOL_SIZES[(await port.engineState()).engine],
    idleTimeoutMs: settings.idleTimeoutMs,
    clock,
    log,
  });
  const runner = createRunner({
    pool,
    clock,
    log,
    servers,
    upstream: async (method, params, signal) =>
      await (await upstreams()).call(method, params, signal),
    savedTools: createSavedTools({ files, directory: `${settings.directory}/tools` }),
  });
  return {
    settings,
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
