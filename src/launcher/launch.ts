import type { BridgeServer, BridgeSettings, Job } from "../ipc/messages.ts";
import { messageOf } from "../errors.ts";
import { EXIT_CODES, signalExitCode } from "../exit_codes.ts";
import type { Log } from "../log.ts";
import type { Streams, System } from "../system/system.ts";
import { settlesWithin } from "../system/waiting.ts";
import { BridgeInstance, type BridgeInstanceOptions } from "./bridge_instance.ts";
import type { StartWorker } from "./bridge_worker.ts";
import { brokenOutput } from "./broken_output.ts";
import { EmitQueue } from "./emit_queue.ts";
import type { TellProgress } from "../engine/engine_chooser.ts";
import type { EngineInUse } from "../engine/engine_selection.ts";
import type { Configuration } from "./live_configuration.ts";
import { limitLog } from "./log_limit.ts";
import type { ProcessTableOptions } from "./process_table.ts";
import type { ConnectServer } from "./remote_table.ts";

/** Milliseconds from the wish to stop until the launcher ends what still runs. */
const STOP_GRACE_MS = 1_000;
/** Milliseconds that this may take: servers are killed after 3 s, and containers removed then. */
const FORCE_MS = 5_000;
/** Milliseconds that the client may take to read what was written last. */
const FLUSH_MS = 600;
/** Milliseconds that a run waits at most for a look at the configuration. */
const LOOK_MS = 1_000;

export interface LaunchOptions {
  readonly system: System;
  readonly log: Log;
  readonly job: Job;
  readonly settings: BridgeSettings;
  readonly configuration: Configuration;
  /** The engine; asked for when first needed and remembered by whoever passes it. */
  readonly engine: () => Promise<EngineInUse>;
  /** What is known of the engine; starts nothing. */
  readonly engineState: ProcessTableOptions["engineState"];
  /** Tells from now on what is done so that the engine can be used. @default nothing is told */
  readonly watchEngine?: (tell: TellProgress) => void;
  readonly claimReady: ProcessTableOptions["claimReady"];
  readonly startServer: ProcessTableOptions["startServer"];
  readonly connectServer: ConnectServer;
  readonly openBrowser: ProcessTableOptions["openBrowser"];
  readonly onReports?: BridgeInstanceOptions["onReports"];
  readonly onPackages?: BridgeInstanceOptions["onPackages"];
  readonly startWorker: StartWorker;
  /** Where the bridge's output goes. @default the system's */
  readonly streams?: Pick<Streams, "writeStdout" | "writeStderr" | "isBrokenPipe">;
}

/**
 * Starts the bridge in a Worker with few rights, carries its bytes, does what it may ask for, and
 * ends everything that it started.
 *
 * @returns the exit code for the program
 * @throws {ReaderGone | OutputError} when a command's output cannot be written to its end
 */
export async function launch(options: LaunchOptions): Promise<number> {
  const { system, log, job, settings, configuration } = options;
  const finished = Promise.withResolvers<number>();
  const { clock } = system;
  const { streams = system.streams } = options;
  const isCommand = job.kind !== "serve";
  let stopper: Stopper | null = null;
  let broken: Error | null = null;
  let signals = 0;
  const emits = new EmitQueue({
    streams,
    inOneOrder: isCommand,
    onBroken: (error) => {
      if (isCommand) {
        // Ctrl-C ends whoever reads us, too
        if (signals === 0) broken = brokenOutput(error, streams);
        stopper?.stop(EXIT_CODES.failure);
      } else if (streams.isBrokenPipe(error)) {
        log("info", `Stopping: nobody reads our output any more (${messageOf(error)})`);
        stopper?.stop(EXIT_CODES.success);
      } else {
        log("error", `Cannot write to the client: ${messageOf(error)}; the bridge stops`);
        stopper?.stop(EXIT_CODES.internal);
      }
    },
  });
  const bounded = limitLog({ log, clock });
  const bridge = new BridgeInstance({
    worker: options.startWorker(configuration.rights),
    clock,
    log: bounded,
    emits,
    engine: options.engine,
    engineState: options.engineState,
    claimReady: options.claimReady,
    startServer: options.startServer,
    connectServer: options.connectServer,
    openBrowser: options.openBrowser,
    onReports: options.onReports,
    onPackages: options.onPackages,
    events: {
      onFinished: finished.resolve,
      onFailure: (reason) => {
        bounded("error", `The bridge failed: ${reason}`);
        finished.resolve(EXIT_CODES.failure);
      },
    },
  });
  bridge.post({ op: "begin", job, settings });
  options.watchEngine?.((text) => bridge.post({ op: "engine_progress", text }));
  const servers = new ToldServers(bridge);
  configuration.current().then((first) => servers.tell(first)).catch(finished.reject);
  stopper = createStopper({
    system,
    onStop: () => bridge.post({ op: "client_end" }),
    onLate: finished.resolve,
  });
  const { stop } = stopper;
  const interrupted = Promise.withResolvers<number>();
  system.onStopSignal((signal) => {
    log("info", `Stopping: ${signal}`);
    const code = signalExitCode(signal);
    interrupted.resolve(code);
    stop(code);
    if (++signals === 1) return;
    // whoever asks twice does not want to wait
    bridge.endNow();
    finished.resolve(code);
  });
  if (!isCommand) {
    forwardStdin(options, { bridge, servers }).then(stop);
  }

  let exitCode = await finished.promise;
  stopper.settle();
  const readToEnd = async () => {
    const read = emits.flushed();
    // a person may take any time to read what a command prints
    const stopped = isCommand ? await Promise.race([read, interrupted.promise]) : undefined;
    exitCode = stopped ?? exitCode;
    await settlesWithin(read, { clock, ms: FLUSH_MS });
  };
  await Promise.all([settlesWithin(bridge.close(), { clock, ms: FORCE_MS }), readToEnd()]);
  bridge.terminate();
  if (broken !== null) throw broken;
  return stopper.exitCode ?? exitCode;
}

/** What the bridge was told of the servers. */
class ToldServers {
  readonly #bridge: BridgeInstance;
  /** `null` before anything is known of them. */
  #last: readonly BridgeServer[] | null = null;

  constructor(bridge: BridgeInstance) {
    this.#bridge = bridge;
  }

  /** The files are being looked at: runs wait until the bridge is told what they say. */
  expect(): void {
    this.#bridge.post({ op: "servers_due" });
  }

  tell(servers: readonly BridgeServer[]): void {
    this.#last = servers;
    this.#bridge.post({ op: "servers", servers });
  }

  /** They are what they were. */
  confirm(): void {
    if (this.#last !== null) this.tell(this.#last);
  }
}

interface Stopper {
  /** Set when the program was told to stop. */
  readonly exitCode: number | null;
  /** Asks the bridge to come to an end; the first call counts, and none after the end. */
  stop(exitCode: number): void;
  /** The end has come. */
  settle(): void;
}

function createStopper(
  parts: { system: System; onStop: () => void; onLate: (exitCode: number) => void },
): Stopper {
  let exitCode: number | null = null;
  let over = false;
  let stopClock = () => {};
  return {
    get exitCode() {
      return exitCode;
    },
    stop(code) {
      if (over || exitCode !== null) return;
      exitCode = code;
      stopClock = parts.system.clock.after(STOP_GRACE_MS, () => parts.onLate(code));
      parts.onStop();
    },
    settle() {
      over = true;
      stopClock();
    },
  };
}

/**
 * Hands on what the client sends until it goes.
 *
 * @returns the exit code that this means. Never rejects
 */
async function forwardStdin(
  options: LaunchOptions,
  { bridge, servers }: { readonly bridge: BridgeInstance; readonly servers: ToldServers },
): Promise<number> {
  const { log, system: { streams } } = options;
  try {
    for await (const chunk of streams.stdin) {
      followConfiguration(options, servers);
      const bytes = chunk.slice();
      bridge.post({ op: "client_data", bytes }, [bytes.buffer]);
    }
  } catch (error) {
    // a client that is gone without closing its pipe has ended all the same
    if (!streams.isBrokenPipe(error)) {
      log("error", `Cannot take more from the client: ${messageOf(error)}; the bridge stops`);
      return EXIT_CODES.internal;
    }
  }
  return EXIT_CODES.success;
}

/**
 * What the user has just configured counts for what the client asks now. The look at the files goes
 * on beside the message, whose run waits for it.
 */
async function followConfiguration(
  { configuration, log, system }: LaunchOptions,
  servers: ToldServers,
): Promise<void> {
  const look = configuration.changed();
  if (look === null) return;
  servers.expect();
  const stopClock = system.clock.after(LOOK_MS, () => servers.confirm());
  try {
    const changed = await look;
    if (changed === null) servers.confirm();
    else servers.tell(changed);
  } catch (error) {
    log("error", `Cannot read the configuration again: ${messageOf(error)}`);
    servers.confirm();
  } finally {
    stopClock();
  }
}
