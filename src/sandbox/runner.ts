import { EngineError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Clock } from "../system/system.ts";
import { Gate } from "../system/gate.ts";
import { createGrant, type Grant } from "../calls/grant.ts";
import type { KnownServer } from "../calls/servers.ts";
import type { RunOutcome } from "./outcome.ts";
import type { SandboxPool } from "./pool.ts";
import { runProgram } from "./run.ts";
import type { CallHandlers } from "../calls/handlers.ts";
import { createRunCaller } from "../calls/run_caller.ts";

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
  /** Answers the calls of programs. */
  readonly handlers: CallHandlers;
  readonly clock: Clock;
  readonly log: Log;
  /** Lets so many programs run at once, see {@linkcode createRunGate}. */
  readonly gate: Gate;
}

/** Programs that may wait for their turn. */
export const MAX_WAITING_RUNS = 256;

/**
 * Runs one program in a sandbox of its own. Its time counts from its turn on, not from the request.
 *
 * @throws {UsageError} when `servers` names one that is unknown or cannot be used
 * @throws {EngineError} `BUSY` when too many wait already
 * @throws {EngineError | SandboxError} when no sandbox could be had; what the program does is data
 * @throws the signal's reason when it aborts before the program began
 */
export type Runner = (request: RunRequest, signal: AbortSignal) => Promise<RunOutcome>;

/**
 * Makes what bounds the programs that run at once. The one owner of their number.
 *
 * @param onIdle called when the last of them has ended
 */
export function createRunGate(maxConcurrency: number, onIdle: () => void): Gate {
  return new Gate(maxConcurrency, {
    maxWaiting: MAX_WAITING_RUNS,
    refuse: () => busy(maxConcurrency),
    onIdle,
  });
}

/** Makes the one way to run programs. */
export function createRunner(options: RunnerOptions): Runner {
  const { gate } = options;
  return async (request, signal) => {
    // what is wrong with the request is told at once, however many wait
    const grant = createGrant(await options.servers(), request.servers);
    return await gate.run(() => runGranted(request, { ...options, grant, signal }), signal);
  };
}

interface GrantedRun extends RunnerOptions {
  readonly grant: Grant;
  readonly signal: AbortSignal;
}

async function runGranted(request: RunRequest, run: GrantedRun): Promise<RunOutcome> {
  const { grant, pool, clock, log, signal } = run;
  const sandbox = await pool.take(signal);
  const program = { code: request.code, timeoutSeconds: request.timeoutMs / 1000, grant };
  const endsAtMs = clock.monotonic() + request.timeoutMs;
  const call = createRunCaller(grant, { handlers: run.handlers, endsAtMs });
  return await runProgram(program, { sandbox, call, clock, log }, signal)
    .finally(() => pool.refill());
}

function busy(running: number): EngineError {
  return new EngineError(
    "BUSY",
    `Cannot run the program: the bridge is busy: ${running} run and ${MAX_WAITING_RUNS} wait, the ` +
      "most that may; try again when some have ended",
  );
}
