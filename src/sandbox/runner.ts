import type { ToolCaller } from "../rpc/calls.ts";
import type { Log } from "../system/log.ts";
import type { Clock } from "../system/system.ts";
import { createGrant, type KnownServer } from "./grant.ts";
import type { RunOutcome } from "./outcome.ts";
import type { SandboxPool } from "./pool.ts";
import { runProgram } from "./run.ts";
import { createRunCaller } from "./run_caller.ts";
import type { SavedTools } from "./saved_tools.ts";

/** One request to run a program. */
export interface RunRequest {
  readonly code: string;
  /** Names or aliases of the servers that the program may call. */
  readonly servers: readonly string[];
  readonly timeoutMs: number;
}

export interface RunnerOptions {
  readonly pool: Pick<SandboxPool, "take" | "refill">;
  /** Every discovered server, once discovery has ended. */
  readonly servers: () => Promise<readonly KnownServer[]>;
  /** Answers calls to servers and questions about them. */
  readonly upstream: ToolCaller;
  readonly savedTools: SavedTools;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Runs one program in a sandbox of its own.
 *
 * @throws {UsageError} when `servers` names one that is unknown or cannot be used
 * @throws {EngineError | SandboxError} when no sandbox could be had; what the program does is data
 * @throws the signal's reason when it aborts before the program began
 */
export type Runner = (request: RunRequest, signal: AbortSignal) => Promise<RunOutcome>;

/** Makes the one way to run programs. */
export function createRunner(options: RunnerOptions): Runner {
  return async (request, signal) => {
    const grant = createGrant(await options.servers(), request.servers);
    const savedTools = await options.savedTools.names();
    const sandbox = await options.pool.take(signal);
    const program = {
      code: request.code,
      timeoutSeconds: request.timeoutMs / 1000,
      grant,
      savedTools,
    };
    const routes = { upstream: options.upstream, savedTools: options.savedTools.call };
    const call = createRunCaller(grant, { routes });
    const { clock, log, pool } = options;
    return await runProgram(program, { sandbox, call, clock, log }, signal)
      .finally(() => pool.refill());
  };
}
