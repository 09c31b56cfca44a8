import { startServer } from "../../server/mcp_server.ts";
import { createByteTransport } from "../../server/message_transport.ts";
import type { Runner } from "../../sandbox/runner.ts";
import type { JobContext } from "../bridge.ts";

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
  /** Resolves with the exit code when the connection is over. */
  readonly done: Promise<number>;
}

/** Serves `run_python` over the program's stdin and stdout until the client goes. */
export function createServe(context: JobContext): Serve {
  const { emitter, log, settings, post } = context;
  const retire = new AbortController();
  /** Messages of the launcher with bytes of the client. */
  let received = 0;
  let runs = 0;
  let yielding = false;
  const isIdle = () => runs === 0 && transport.quiet;
  const settle = () => {
    if (!yielding || !isIdle()) return;
    // a fresh bridge knows of no subscription: the client is told to ask again
    transport.endSubscriptions();
    if (isIdle()) post({ op: "idle", received });
  };
  const run: Runner = async (request, signal) => {
    runs++;
    try {
      return await context.runner(request, AbortSignal.any([signal, retire.signal]));
    } finally {
      runs--;
    }
  };

  const transport = createByteTransport({
    write: (bytes) => emitter.write("stdout", bytes),
    log,
    onQuiet: settle,
  });
  const server = startServer({
    transport,
    log,
    settings,
    version: settings.version,
    run,
  });
  transport.replay(context.handshake);
  return {
    receive(bytes) {
      received++;
      transport.receive(bytes);
      settle();
    },
    end: () => transport.end(),
    yield(now) {
      yielding = true;
      if (now) retire.abort(new Error("The configuration has changed: call run_python again"));
      if (isIdle()) settle();
      else post({ op: "busy" });
    },
    done: server.closed.then(() => 0),
  };
}
