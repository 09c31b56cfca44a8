import type { RemotePort } from "../ipc/port.ts";
import type { Log } from "../log.ts";
import type { Clock } from "../system/system.ts";
import { orAborted } from "../system/waiting.ts";
import { HttpTransport } from "./http_transport.ts";
import type { ReadLarge } from "./large_line.ts";
import type { OpenLink } from "./link.ts";

export interface HttpLinkOptions {
  readonly port: RemotePort;
  readonly clock: Clock;
  readonly log: Log;
  /** See `InboxOptions`. */
  readonly readLarge?: ReadLarge;
}

/** Links to servers that are reached by URL: each is connected by its name. */
export function createHttpLinks(options: HttpLinkOptions): OpenLink {
  return async ({ name, reach }, signal) => {
    const connecting = options.port.connectServer(name, signal);
    connecting.then((late) => signal.aborted && late.close(), () => {});
    const transport = new HttpTransport({
      ...options,
      name,
      transport: reach?.kind === "http" ? reach.transport : "streamable",
      remote: await orAborted(connecting, signal),
    });
    return {
      transport,
      ended: transport.ended,
      explainLoss: () => Promise.resolve(transport.ending),
      close: () => transport.close(),
    };
  };
}
