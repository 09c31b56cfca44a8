import type { Discovery } from "../discovery/server_definition.ts";
import type { Log } from "../log.ts";
import type { Network } from "../system/network.ts";
import type { System } from "../system/system.ts";
import { findConfigured, tellUnredacted } from "./configured_server.ts";
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
    const words = { verb: "reach", otherwise: "it has no URL" };
    const find = { discovery: options.discovery, kind: "http", words } as const;
    const definition = await findConfigured(name, find, signal);
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
    const created = createRedaction(definition);
    tellUnredacted(name, created, log);
    const { redaction } = created;
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
