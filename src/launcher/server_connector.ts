import type { Discovery } from "../discovery/server_definition.ts";
import { UpstreamError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Network } from "../system/network.ts";
import type { System } from "../system/system.ts";
import { orAborted } from "../system/waiting.ts";
import { printable } from "../text/printable.ts";
import type { ConnectServer } from "./remote_table.ts";

export interface ServerConnectorOptions {
  readonly system: System;
  readonly log: Log;
  /** What is configured now. */
  readonly discovery: () => Promise<Discovery>;
  readonly network: () => Promise<Network>;
  /** Names that may lead to private addresses. */
  readonly privateHosts: readonly string[];
  /** The launcher's part of the state directory, with the tokens of sign-ins. */
  readonly stateDir: string;
}

/**
 * Connects to configured servers by name: the URL and the headers come from the user's configuration
 * and from nowhere else, and stay here.
 */
export function createServerConnector(options: ServerConnectorOptions): ConnectServer {
  const { system, log, privateHosts } = options;
  return async (name, signal) => {
    const { servers } = await orAborted(options.discovery(), signal);
    const server = servers.find((candidate) => candidate.name === name);
    if (server === undefined) {
      throw new UpstreamError("NOT_FOUND", `No server is named ${JSON.stringify(name)}`);
    }
    const { availability, definition } = server;
    if (availability.state !== "ready" || definition === null || definition.kind !== "http") {
      const reason = availability.state === "ready" ? "it has no URL" : availability.reason;
      throw new UpstreamError("NOT_AVAILABLE", `Cannot reach the server "${name}": ${reason}`);
    }
    // none of it is needed to begin
    const [
      { createRedaction },
      { connectRemote },
      { SignInStore },
      { createAccess },
      { createGuardedFetch },
      network,
    ] = await Promise.all([
      import("../redaction/redaction.ts"),
      import("../remote/remote_server.ts"),
      import("../oauth/sign_in_store.ts"),
      import("../oauth/access.ts"),
      import("../oauth/guarded_fetch.ts"),
      options.network(),
    ]);
    const { redaction, left } = createRedaction(definition);
    if (left.length > 0) {
      const names = printable(left.join(", "));
      log(
        "warning",
        `Cannot redact all secrets of the server "${
          printable(name)
        }": ${names}: too long, or too many`,
      );
    }
    const { clock } = system;
    const read = (variable: string) => system.env(variable);
    const way = { network, clock, log, read, privateHosts };
    const access = createAccess({
      name,
      url: definition.url,
      store: new SignInStore({ system, log, stateDir: options.stateDir }),
      fetch: createGuardedFetch(way),
      clock,
      log,
    });
    return await connectRemote({ ...way, name, definition, redaction, access }, signal);
  };
}
