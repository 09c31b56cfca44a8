import { startServer } from "../../server/mcp_server.ts";
import { createByteTransport } from "../../server/message_transport.ts";
import type { JobContext } from "../bridge.ts";

/** The MCP server, under way. */
export interface Serve {
  /** Takes bytes of the client. */
  receive(bytes: Uint8Array): void;
  /** The client has gone: everything under way is aborted. */
  end(): void;
  /** Resolves with the exit code when the connection is over. */
  readonly done: Promise<number>;
}

/** Serves `run_python` over the program's stdin and stdout until the client goes. */
export function createServe(context: JobContext): Serve {
  const { emitter, log, runner, settings } = context;
  const transport = createByteTransport({
    write: (bytes) => emitter.write("stdout", bytes),
    log,
  });
  const server = startServer({
    transport,
    log,
    settings,
    version: settings.version,
    run: runner,
  });
  return {
    receive: (bytes) => transport.receive(bytes),
    end: () => transport.end(),
    done: server.closed.then(() => 0),
  };
}
