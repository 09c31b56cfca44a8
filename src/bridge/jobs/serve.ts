import type { DescribeCapabilities } from "../../server/capabilities_resource.ts";
import { type RunPython, startServer } from "../../server/mcp_server.ts";
import { createByteTransport } from "../../server/message_transport.ts";
import type { Log } from "../../log.ts";
import { once } from "../../system/once.ts";
import type { Clock } from "../../system/system.ts";
import type { Emitter } from "../emitter.ts";
import type { BridgeSettings } from "../../ipc/messages.ts";
import type { RunServices } from "../run_services.ts";

/** Milliseconds after which the bridge prepares for the first run even if no client has spoken. */
const PREPARE_AFTER_MS = 50;

export interface ServeOptions {
  readonly settings: BridgeSettings;
  readonly emitter: Emitter;
  readonly clock: Clock;
  readonly log: Log;
  /** Says what programs can use. */
  readonly capabilities: DescribeCapabilities;
  /** Loads what runs need, at the first call. */
  readonly services: () => Promise<RunServices>;
}

/** The running MCP server. */
export interface Serve {
  /** Takes bytes from the client. */
  receive(bytes: Uint8Array): void;
  /** Closes the connection and aborts everything in flight: the client has disconnected. */
  end(): void;
  /** Resolves with the exit code when the connection is closed. */
  readonly done: Promise<number>;
}

/** Serves `run_python` over stdin and stdout until the client disconnects. */
export function createServe(options: ServeOptions): Serve {
  const { emitter, log, settings } = options;
  let ended = false;
  const prepared = once(async () => {
    stopClock();
    const services = await options.services();
    services.pool.begin();
    return services;
  });
  const prepareAhead = () => {
    // the first run reports the failure
    if (!ended) prepared.get().catch(() => {});
  };
  const run: RunPython = async (request, signal, watch) => {
    const { runner, refs } = await prepared.get();
    const outcome = await runner(request, signal, { watch });
    const { keepFiles } = await import("../client_refs.ts");
    return keepFiles(outcome, refs);
  };
  const refs = async () => {
    const [{ createClientRefs }, services] = await Promise.all([
      import("../client_refs.ts"),
      prepared.get(),
    ]);
    return createClientRefs(services.refs);
  };

  const transport = createByteTransport({
    write: (bytes) => emitter.write("stdout", bytes),
    log,
    // after the first answer, a run is likely to come next
    onQuiet: prepareAhead,
  });
  const server = startServer({
    transport,
    log,
    settings,
    version: settings.version,
    run,
    refs,
    capabilities: options.capabilities,
    clock: options.clock,
  });
  const stopClock = options.clock.after(PREPARE_AFTER_MS, prepareAhead);
  return {
    receive: (bytes) => transport.receive(bytes),
    end() {
      ended = true;
      stopClock();
      transport.end();
    },
    done: server.closed.then(() => 0),
  };
}
