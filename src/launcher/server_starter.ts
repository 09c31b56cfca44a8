import type { Discovery } from "../discovery/server_definition.ts";
import { UpstreamError } from "../errors.ts";
import type { Log } from "../log.ts";
import { orAborted } from "../system/waiting.ts";
import type { ChildProcess, System } from "../system/system.ts";
import { CommandResolver } from "../executables/resolve_command.ts";
import { serverEnvironment } from "../executables/server_environment.ts";

export interface ServerStarterOptions {
  readonly system: System;
  readonly log: Log;
  /** What is configured now. */
  readonly discovery: () => Promise<Discovery>;
  /** Ends what the search for a command has started, when the bridge stops. */
  readonly signal: AbortSignal;
}

/**
 * Starts configured servers by name: the argv and the environment come from the user's configuration
 * and from nowhere else.
 */
export function createServerStarter(
  options: ServerStarterOptions,
): (name: string, signal: AbortSignal) => Promise<ChildProcess> {
  const { system } = options;
  const resolver = new CommandResolver(options);
  return async (name, signal) => {
    const { servers } = await orAborted(options.discovery(), signal);
    const server = servers.find((candidate) => candidate.name === name);
    if (server === undefined) {
      throw new UpstreamError("NOT_FOUND", `No server is named ${JSON.stringify(name)}`);
    }
    const { availability, definition } = server;
    if (availability.state !== "ready" || definition === null || definition.kind !== "stdio") {
      const reason = availability.state === "ready" ? "it is no program" : availability.reason;
      throw new UpstreamError("NOT_AVAILABLE", `Cannot start the server "${name}": ${reason}`);
    }
    const { argv, path } = await orAborted(resolver.resolve(name, definition), signal);
    return system.spawn({
      argv,
      env: serverEnvironment(system, { definition, path }),
      ...(definition.cwd === undefined ? {} : { cwd: definition.cwd }),
      ownGroup: true,
    });
  };
}
