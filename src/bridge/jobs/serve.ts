import { startServer } from "../../server/mcp_server.ts";
import { createByteTransport } from "../../server/message_transport.ts";
import type { Runner } from "../../sandbox/runner.ts";
import type { Log } from "../../log.ts";
import { once } from "../../system/once.ts";
import type { Clock } from "../../system/system.ts";
import type { Emitter } from "../emitter.ts";
import type { Post } from "../launcher_port.ts";
import type { BridgeSettings } from "../../ipc/messages.ts";
import type { RunServices } from "../run_services.ts";

/** Milliseconds after which the bridge prepares for the first run even if no client has spoken. */
const PREPARE_AFTER_MS = 50;

export interface ServeOptions {
  readonly settings: BridgeSettings;
  /** Lines of the client's handshake with an earlier bridge. */
  readonly handshake: readonly string[];
  readonly emitter: Emitter;
  readonly post: Post;
  readonly clock: Clock;
  readonly log: Log;
  /** Loads what runs need, at the first call. */
  readonly services: () => Promise<RunServices>;
}

/** The running MCP server. */
export interface Serve {
  /** Takes bytes from the client. */
  receive(bytes: Uint8Array): void;
  /** Closes the connection and aborts everything in flight: the client has disconnected. */
  end(): void;
  /**
   * Prepares for a fresh bridge to take over: reports busy while anything is in flight, then idle.
   *
   * @param now abort the runs in flight; they are answered
   */
  yield(now: boolean): void;
  /** Reports idle if a takeover is pending; call it when the last run has ended. */
  runsEnded(): void;
  /** Resolves with the exit code when the connection is closed. */
  readonly done: Promise<number>;
}

/** Serves `run_python` over stdin and stdout until the client disconnects. */
export function createServe(options: ServeOptions): Serve {
  const { emitter, log, settings, post } = options;
  const retire = new AbortController();
  /** Messages received from the launcher that carry client bytes. */
  let received = 0;
  let services: RunServices | null = null;
  let yielding = false;
  let ended = false;
  const isIdle = () => (services?.running() ?? 0) === 0 && transport.quiet;
  const settle = () => {
    if (!yielding || !isIdle()) return;
    // a fresh bridge has no subscriptions, so the client must subscribe again
    transport.endSubscriptions();
    if (isIdle()) post({ op: "idle", received });
  };
  const prepared = once(async () => {
    stopClock();
    services = await options.services();
    services.pool.begin();
    return services;
  });
  const prepareAhead = () => {
    // the first run reports the failure
    if (!ended) prepared.get().catch(() => {});
  };
  const run: Runner = async (request, signal, watch) => {
    const { runner } = await prepared.get();
    return await runner(request, AbortSignal.any([signal, retire.signal]), watch);
  };

  const transport = createByteTransport({
    write: (bytes) => emitter.write("stdout", bytes),
    log,
    onQuiet() {
      // after the first answer, a run is likely to come next
      prepareAhead();
      settle();
    },
  });
  const server = startServer({
    transport,
    log,
    settings,
    version: settings.version,
    run,
    clock: options.clock,
  });
  const stopClock = options.clock.after(PREPARE_AFTER_MS, prepareAhead);
  transport.replay(options.handshake);
  return {
    receive(bytes) {
      received++;
      transport.receive(bytes);
      settle();
    },
    end() {
      ended = true;
      stopClock();
      transport.end();
    },
    yield(now) {
      yielding = true;
      if (now) retire.abort(new Error("The configuration has changed: call run_python again"));
      if (isIdle()) settle();
      else post({ op: "busy" });
    },
    runsEnded: settle,
    done: server.closed.then(() => 0),
  };
}
