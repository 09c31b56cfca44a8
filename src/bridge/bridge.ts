import { type Once, once } from "../system/once.ts";
import type { JobContext } from "./jobs/job_context.ts";
import { messageOf, UsageError } from "../errors.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { escapeText } from "../text/escape.ts";
import type { Log } from "../log.ts";
import type { Clock, Files } from "../system/system.ts";
import { Emitter } from "./emitter.ts";
import { EnginePreparation } from "./engine_preparation.ts";
import { createServe, type Serve } from "./jobs/serve.ts";
import { KnownServers } from "./known_servers.ts";
import { LauncherPort, type Post } from "./launcher_port.ts";
import type { Job, LauncherMessage } from "../ipc/messages.ts";
import type { ProcessPort } from "../ipc/port.ts";
import type { RunServices, RunServicesOptions } from "./run_services.ts";

export interface BridgeOptions {
  readonly post: Post;
  readonly files: Files;
  readonly clock: Clock;
}

/** The bridge as the Worker's entry module uses it. */
export interface Bridge {
  /** Takes a message from the launcher. */
  receive(message: LauncherMessage): void;
}

/** Creates the bridge. It starts its job on the launcher's `begin` and reports the end. */
export function startBridge(options: BridgeOptions): Bridge {
  const { post, clock } = options;
  const port = new LauncherPort(post);
  const emitter = new Emitter(post);
  const servers = new KnownServers();
  const preparation = new EnginePreparation();
  const stop = new AbortController();
  const log: Log = (level, message) => post({ op: "log", level, message });
  let serve: Serve | null = null;
  let opened: Once<RunServices> | null = null;

  const perform = async ({ job, settings }: Beginning): Promise<number> => {
    // a command ends with what it started, so it waits for a first start as long as that may take
    const startWait = job.kind === "serve" ? {} : { startWaitMs: settings.maxTimeoutMs };
    opened = once(() =>
      openRunServices({ ...options, ...startWait, settings, port, servers, preparation, log })
    );
    const services = opened.get;
    if (job.kind === "serve") {
      const capabilities = (signal: AbortSignal) =>
        readCapabilities({ ...options, settings, port, servers }, signal);
      serve = createServe({ settings, emitter, clock, log, services, capabilities });
      return await serve.done;
    }
    return await performInShell(job, {
      ...await services(),
      settings,
      emitter,
      clock,
      report: (reports) => post({ op: "server_reports", reports }),
      reportPackages: (report) => post({ op: "package_report", report }),
      signal: stop.signal,
    });
  };
  const performToEnd = async (beginning: Beginning): Promise<number> => {
    try {
      const exitCode = await perform(beginning);
      await (await opened?.started)?.close();
      return exitCode;
    } catch (error) {
      await emitter.write("stderr", new TextEncoder().encode(`${escapeText(messageOf(error))}\n`));
      return error instanceof UsageError ? EXIT_CODES.usage : EXIT_CODES.failure;
    }
  };
  const begin = async (beginning: Beginning) => {
    const exitCode = await performToEnd(beginning);
    await emitter.flushed();
    post({ op: "finished", exitCode });
  };

  return {
    receive(message) {
      switch (message.op) {
        case "begin":
          begin(message);
          return;
        case "servers_due":
          return servers.expect();
        case "servers":
          return servers.set(message.servers);
        case "engine_progress":
          return preparation.tell(message.text);
        case "client_data":
          return serve?.receive(message.bytes);
        case "client_end":
          stop.abort(new Error("The client has gone"));
          return serve?.end();
        case "emit_ack":
          return emitter.ack(message.stream, message.bytes);
        default:
          return port.receive(message);
      }
    },
  };
}

type Beginning = Extract<LauncherMessage, { op: "begin" }>;

/** Loads the modules that a client's first requests do not need. */
async function openRunServices(options: RunServicesOptions): Promise<RunServices> {
  const [{ createRunServices }] = await Promise.all([
    import("./run_services.ts"),
    // loaded now, so that the answer to the first run does not wait for it
    import("../output/render.ts"),
  ]);
  return createRunServices(options);
}

type CapabilitySources =
  & Pick<RunServicesOptions, "settings" | "files" | "clock" | "servers">
  & { readonly port: Pick<ProcessPort, "engineState"> };

/** Loads what few clients ask for, and asks. */
async function readCapabilities(
  { settings, files, clock, servers, port }: CapabilitySources,
  signal: AbortSignal,
): Promise<string> {
  const [{ describeCapabilities }, { listAddedPackages }] = await Promise.all([
    import("./capabilities.ts"),
    import("../calls/added_packages.ts"),
  ]);
  return await describeCapabilities({
    settings,
    clock,
    engineState: (signal) => port.engineState(signal),
    servers: () => servers.get(),
    packages: (query) => listAddedPackages(query, { files, directory: settings.packages }),
  }, signal);
}

async function performInShell(
  job: Exclude<Job, { kind: "serve" }>,
  context: JobContext,
): Promise<number> {
  switch (job.kind) {
    case "run":
      return await (await import("./jobs/run.ts")).run(job, context);
    case "tools":
      return await (await import("./jobs/tools.ts")).showTools(job, context);
    case "saved_tools":
      return await (await import("./jobs/saved_tools.ts")).manageSavedTools(job, context);
    case "call":
      return await (await import("./jobs/call.ts")).callOneTool(job, context);
    case "packages":
      return await (await import("./jobs/packages.ts")).reportPackages(context);
    case "servers":
      return await (await import("./jobs/servers.ts")).reportServers(job, context);
  }
}
