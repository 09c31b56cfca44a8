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

/**
 * Milliseconds after which a bridge to which no client speaks prepares for the first run all the
 * same.
 */
const PREPARE_AFTER_MS = 50;

export interface ServeOptions {
  readonly settings: BridgeSettings;
  /** Lines by which the client opened its connection to a bridge before this one. */
  readonly handshake: readonly string[];
  readonly emitter: Emitter;
  readonly post: Post;
  readonly clock: Clock;
  readonly log: Log;
  /** What programs are run with, loaded when it is first asked for. */
  readonly services: () => Promise<RunServices>;
}

/** The MCP server, under way. */
export interface Serve {
  /** Takes bytes of the client. */
  receive(bytes: Uint8Array): void;
  /** The client has gone: everything under way is aborted. */
  end(): void;
  /**
   * A fresh bridge is to take over: says whether something is under way, and, if so, says when nothing
   * is any more.
   *
   * @param now end what is under way; it is answered
   */
  yield(now: boolean): void;
  /** The last run has ended: a bridge that is to be taken over may be idle now. */
  runsEnded(): void;
  /** Resolves with the exit code when the connection is over. */
  readonly done: Promise<number>;
}

/** Serves `run_python` over the program's stdin and stdout until the client goes. */
export function createServe(options: ServeOptions): Serve {
  const { emitter, log, settings, post } = options;
  const retire = new AbortController();
  /** Messages of the launcher with bytes of the client. */
  let received = 0;
  let services: RunServices | null = null;
  let yielding = false;
  let ended = false;
  const isIdle = () => (services?.running() ?? 0) === 0 && transport.quiet;
  const settle = () => {
    if (!yielding || !isIdle()) return;
    // a fresh bridge knows of no subscription: the client is told to ask again
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
    // the first run says why it cannot be
    if (!ended) prepared.get().catch(() => {});
  };
  const run: Runner = async (request, signal) => {
    const { runner } = await prepared.get();
    return await runner(request, AbortSignal.any([signal, retire.signal]));
  };

  const transport = createByteTransport({
    write: (bytes) => emitter.write("stdout", bytes),
    log,
    onQuiet() {
      // the client has its first answer: what comes next is likely to be a run
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
