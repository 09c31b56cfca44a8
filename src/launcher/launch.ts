import type { BridgeServer, BridgeSettings, Job, LauncherMessage } from "../bridge/messages.ts";
import { messageOf } from "../errors.ts";
import type { Log } from "../system/log.ts";
import type { ChildProcess, System } from "../system/system.ts";
import type { BridgeWorker, StartWorker } from "./bridge_worker.ts";
import { EmitQueue } from "./emit_queue.ts";
import type { SelectedEngine } from "../engine/select_engine.ts";
import { parseRequest } from "./parse_request.ts";
import { computePermissions } from "./permissions.ts";
import { ProcessTable } from "./process_table.ts";

/** Milliseconds from the wish to stop until everything that still runs is ended by force. */
export const STOP_GRACE_MS = 1_200;
/** Milliseconds that ending by force may take. */
const FORCE_MS = 600;

export interface LaunchOptions {
  readonly system: System;
  readonly log: Log;
  readonly job: Job;
  readonly settings: BridgeSettings;
  /** Discovery, under way. */
  readonly servers: Promise<readonly BridgeServer[]>;
  /** The engine; asked for when first needed and remembered by whoever passes it. */
  readonly engine: () => Promise<SelectedEngine>;
  readonly startServer: (name: string) => Promise<ChildProcess>;
  readonly startWorker: StartWorker;
}

/**
 * Starts the bridge in a Worker with few rights, carries its bytes, does what it may ask for, and
 * ends everything that it started.
 *
 * @returns the exit code for the program
 */
export async function launch(options: LaunchOptions): Promise<number> {
  const { system, log, job, settings } = options;
  const finished = Promise.withResolvers<number>();
  const worker = options.startWorker(computePermissions(settings.directory));
  const post = (message: LauncherMessage, transfer?: ArrayBuffer[]) =>
    worker.post(message, transfer);
  const stopper = createStopper({ options, post, onLate: finished.resolve });
  const table = new ProcessTable({
    post,
    clock: system.clock,
    engine: options.engine,
    startServer: options.startServer,
  });
  const emits = new EmitQueue({
    streams: system.streams,
    onWritten: (bytes) => post({ op: "emitted", bytes }),
    onBroken: (reason) => {
      log("info", `Stopping: nobody reads our output any more (${reason})`);
      stopper.stop(0);
    },
  });

  worker.onMessage((value) => {
    const request = parseRequest(value);
    if (request === null) return log("warning", "Refused a request of the bridge: not understood");
    if (request.op === "emit") return emits.push(request.stream, request.bytes);
    if (request.op === "log") return log(request.level, request.message);
    if (request.op === "finished") return finished.resolve(request.exitCode);
    table.handle(request);
  });
  worker.onFailure((reason) => {
    log("error", `The bridge failed: ${reason}`);
    finished.resolve(1);
  });
  system.onStopSignal((signal) => {
    log("info", `Stopping: ${signal}`);
    stopper.stop(SIGNAL_EXIT_CODES.get(signal) ?? 1);
  });

  post({ op: "begin", job, settings });
  tellServers(options, post);
  if (job.kind === "serve") forwardStdin(system, { post, onEnd: () => stopper.stop(0) });

  const exitCode = await finished.promise;
  stopper.settle();
  await within(system, FORCE_MS, Promise.all([table.close(), emits.flushed()]));
  worker.terminate();
  return stopper.exitCode ?? exitCode;
}

/** 128 plus the signal's number, as shells report it. */
const SIGNAL_EXIT_CODES: ReadonlyMap<string, number> = new Map([
  ["SIGHUP", 129],
  ["SIGINT", 130],
  ["SIGTERM", 143],
]);

type Post = BridgeWorker["post"];

interface Stopper {
  /** Set when the program was told to stop. */
  readonly exitCode: number | null;
  /** Asks the bridge to come to an end; the first call counts. */
  stop(exitCode: number): void;
  /** The end has come by itself. */
  settle(): void;
}

function createStopper(
  parts: { options: LaunchOptions; post: Post; onLate: (exitCode: number) => void },
): Stopper {
  let exitCode: number | null = null;
  let stopClock = () => {};
  return {
    get exitCode() {
      return exitCode;
    },
    stop(code) {
      if (exitCode !== null) return;
      exitCode = code;
      stopClock = parts.options.system.clock.after(STOP_GRACE_MS, () => parts.onLate(code));
      parts.post({ op: "client_end" });
    },
    settle: () => stopClock(),
  };
}

async function tellServers({ servers, log }: LaunchOptions, post: Post): Promise<void> {
  try {
    post({ op: "servers", servers: await servers });
  } catch (error) {
    log("error", `Cannot discover servers: ${messageOf(error)}`);
    post({ op: "servers", servers: [] });
  }
}

async function forwardStdin(
  system: System,
  client: { post: Post; onEnd: () => void },
): Promise<void> {
  try {
    for await (const chunk of system.streams.stdin) {
      const bytes = chunk.slice();
      client.post({ op: "client_data", bytes }, [bytes.buffer]);
    }
  } catch {
    // a client that is gone without closing its pipe has ended all the same
  }
  client.onEnd();
}

async function within(system: System, ms: number, work: Promise<unknown>): Promise<void> {
  const late = Promise.withResolvers<void>();
  const stopClock = system.clock.after(ms, late.resolve);
  await Promise.race([work, late.promise]);
  stopClock();
}
