import type { PortServer, ProcessPort } from "../ipc/port.ts";
import type { Log } from "../log.ts";
import type { Clock } from "../system/system.ts";
import { orAborted, settlesWithin } from "../system/waiting.ts";
import { JunkLog } from "./junk_log.ts";
import type { ReadLarge } from "./large_line.ts";
import type { OpenLink } from "./link.ts";
import { describeEnding } from "./stdio_ending.ts";
import { StdioTransport } from "./stdio_transport.ts";
import { ToolCallTransport } from "./tool_calls.ts";

/** Milliseconds within which the end of a process comes that explains a request which failed. */
const EXPLANATION_MS = 3_000;

export interface StdioLinkOptions {
  readonly port: Pick<ProcessPort, "startServer">;
  readonly clock: Clock;
  readonly log: Log;
  /** See `StdioTransportOptions`. */
  readonly readLarge?: ReadLarge;
}

/** Links to servers that are child processes: each is started by its name. */
export function createStdioLinks(options: StdioLinkOptions): OpenLink {
  const { clock, log } = options;
  return async ({ name: server }, signal) => {
    const junk = new JunkLog({ server, does: "writes lines to stdout", log });
    const transport = new StdioTransport({
      process: await startProcess(options.port, { server, signal }),
      clock,
      ...(options.readLarge === undefined ? {} : { readLarge: options.readLarge }),
      junk,
    });
    void transport.ended.then(() => junk.end());
    const ended = transport.ended.then(describeEnding);
    const calls = new ToolCallTransport(transport);
    return {
      transport: calls,
      calls,
      ended,
      said: () => transport.said(),
      explainLoss: async () =>
        await settlesWithin(ended, { clock, ms: EXPLANATION_MS }) ? await ended : null,
      close: () => transport.close(),
    };
  };
}

async function startProcess(
  port: StdioLinkOptions["port"],
  { server, signal }: { readonly server: string; readonly signal: AbortSignal },
): Promise<PortServer> {
  const starting = port.startServer(server, signal);
  try {
    return await orAborted(starting, signal);
  } catch (error) {
    // a process that comes too late is not left behind
    starting.then((late) => late.stop(), () => {});
    throw error;
  }
}
