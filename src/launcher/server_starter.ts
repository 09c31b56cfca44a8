import type { Discovery } from "../discovery/server_definition.ts";
import { messageOf, UpstreamError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Settings } from "../settings/settings.ts";
import { orAborted } from "../system/waiting.ts";
import type { System } from "../system/system.ts";
import type { Redaction } from "../redaction/redaction.ts";
import { containerStart, withContainer } from "../executables/container_server.ts";
import { CommandResolver } from "../executables/resolve_command.ts";
import { passedEnvironment, serverEnvironment } from "../executables/server_environment.ts";
import { findConfigured, tellUnredacted } from "./configured_server.ts";
import type { GroupGuard } from "./group_guard.ts";
import type { StartedServer } from "./server_end.ts";

export interface ServerStarterOptions {
  readonly system: System;
  readonly log: Log;
  readonly settings: Pick<Settings, "passEnv" | "serverGraceMs">;
  /** Ends what a bridge that was killed has started. */
  readonly guard: Pick<GroupGuard, "begin" | "watch">;
  /** What is configured now. */
  readonly discovery: () => Promise<Discovery>;
  /** Ends what the search for a command has started, when the bridge stops. */
  readonly signal: AbortSignal;
}

/**
 * Starts configured servers by name: the argv and the environment come from the user's configuration
 * and from nowhere else. Its secrets stay here: what a server writes and why it cannot be started
 * goes on without them.
 */
export function createServerStarter(
  options: ServerStarterOptions,
): (name: string, signal: AbortSignal) => Promise<StartedServer> {
  const { system } = options;
  const resolver = new CommandResolver(options);
  return async (name, signal) => {
    const words = { verb: "start", otherwise: "it is no program" };
    const find = { discovery: options.discovery, kind: "stdio", words } as const;
    const definition = await findConfigured(name, find, signal);
    // what finds secrets is not needed to begin
    const { createRedaction } = await import("../redaction/redaction.ts");
    const passed = passedEnvironment(system, options.settings.passEnv);
    const env = { ...passed, ...definition.env };
    const created = createRedaction({ ...definition, env });
    tellUnredacted(name, created, options.log);
    const { redaction } = created;
    try {
      const { argv, path } = await orAborted(resolver.resolve(name, definition), signal);
      const passEnv = options.settings.passEnv;
      const childEnv = serverEnvironment(system, { definition, path, passEnv });
      const container = containerStart(argv, crypto.randomUUID());
      options.guard.begin();
      const process = system.spawn({
        argv: container?.argv ?? argv,
        env: childEnv,
        ...(definition.cwd === undefined ? {} : { cwd: definition.cwd }),
        ownGroup: true,
      });
      options.guard.watch(process);
      const whole = container === null
        ? process
        : withContainer(process, container, { ...options, env: childEnv });
      return { ...whole, redaction, graceMs: options.settings.serverGraceMs };
    } catch (error) {
      throw redaction === null ? error : withoutSecrets(error, redaction);
    }
  };
}

/** The error as it is, or one that says the same without the secrets. */
function withoutSecrets(error: unknown, redaction: Redaction): unknown {
  const message = messageOf(error);
  const redacted = redaction.text(message);
  if (redacted === message) return error;
  return error instanceof UpstreamError
    ? new UpstreamError(error.code, redacted)
    : new Error(redacted);
}
