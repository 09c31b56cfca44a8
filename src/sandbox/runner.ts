import type { EngineName } from "../engines.ts";
import { EngineError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Clock } from "../system/system.ts";
import { Gate } from "../system/gate.ts";
import { createGrant, type Grant } from "../calls/grant.ts";
import type { KnownServer } from "../calls/servers.ts";
import type { RunOutcome } from "./outcome.ts";
import type { SandboxPool } from "./pool.ts";
import type { PreparedSandbox } from "./sandbox_line.ts";
import { type Program, runProgram, type TakeOutput } from "./run.ts";
import { type Preparation, startLimit } from "./start_limit.ts";
import type { CallHandlers } from "../calls/handlers.ts";
import { createRunCaller } from "../calls/run_caller.ts";
import { RunActivity } from "../calls/run_activity.ts";
import { RunNotes } from "../calls/run_notes.ts";

/** One request to run a program. */
export interface RunRequest extends Pick<Program, "code" | "file" | "argv"> {
  /** Names or aliases of the servers that the program may call. */
  readonly servers: readonly string[];
  readonly timeoutMs: number;
}

export interface RunnerOptions {
  readonly pool: Pick<SandboxPool, "take" | "giveBack">;
  /** Every discovered server. Resolves when discovery has ended. */
  readonly servers: () => Promise<readonly KnownServer[]>;
  /** Answers the calls of programs. */
  readonly handlers: CallHandlers;
  /** Told the servers that a run may call when it begins; what it returns is called at its end. */
  readonly useServers: (names: readonly string[]) => () => void;
  readonly clock: Clock;
  readonly log: Log;
  /** The engine on which a sandbox was begun last; `null` before the first. */
  readonly lastEngine: () => EngineName | null;
  /** What is done so that sandboxes can be started at all. */
  readonly preparation: Preparation;
  /** Milliseconds that a start has, however short the run's time is. @default {LEAST_START_MS} */
  readonly leastStartMs?: number | undefined;
  /** Bounds the programs that run at once, see {@linkcode createRunGate}. */
  readonly gate: Gate;
}

/** Programs that may be queued. */
export const MAX_WAITING_RUNS = 256;

/**
 * Runs one program in a sandbox of its own. Its time limit starts when its sandbox is ready; it
 * waits for that as long again, and {@linkcode START_GRACE_MS}.
 *
 * @throws {UsageError} when `servers` names a server that is unknown or unavailable
 * @throws {EngineError} `BUSY` when the queue is full
 * @throws {EngineError | SandboxError} when no sandbox could be started
 * @throws the signal's reason when it aborts before the program has started
 */
export type Runner = (
  request: RunRequest,
  signal: AbortSignal,
  observer?: RunObserver,
) => Promise<RunOutcome>;

/** Who follows a run. */
export interface RunObserver {
  readonly watch?: WatchRun;
  readonly onOutput?: TakeOutput;
}

/** Is given, once and at the beginning, what says at any time what the run does, on one line. */
export type WatchRun = (describe: () => string) => void;

/**
 * Creates the gate that bounds and counts the programs that run at once.
 *
 * @param maxConcurrency programs that may run at once
 * @param onIdle called when the last of them has ended
 */
export function createRunGate(maxConcurrency: number, onIdle: () => void): Gate {
  return new Gate(maxConcurrency, {
    maxWaiting: MAX_WAITING_RUNS,
    refuse: () => busy(maxConcurrency),
    onIdle,
  });
}

/** Creates the function that runs programs. */
export function createRunner(options: RunnerOptions): Runner {
  const { gate } = options;
  return async (request, signal, { watch, onOutput } = {}) => {
    // an invalid request fails at once, without a place in the queue
    const grant = createGrant(await options.servers(), request.servers);
    const activity = new RunActivity(options.clock);
    watch?.(() => activity.describe());
    const run = { ...options, grant, activity, onOutput, signal };
    return await gate.run(() => runGranted(request, run), signal);
  };
}

interface GrantedRun extends RunnerOptions {
  readonly grant: Grant;
  readonly activity: RunActivity;
  readonly onOutput: TakeOutput | undefined;
  readonly signal: AbortSignal;
}

async function runGranted(request: RunRequest, run: GrantedRun): Promise<RunOutcome> {
  const { grant, activity, pool, onOutput, clock, log, signal } = run;
  activity.preparing(() => run.preparation.current);
  const sandbox = await takeInTime(request, run);
  activity.running();
  const { code, file, argv, timeoutMs } = request;
  const program = { code, file, argv, timeoutSeconds: timeoutMs / 1000, grant };
  const endsAtMs = clock.monotonic() + timeoutMs;
  const notes = new RunNotes(() => activity.underWay());
  const call = createRunCaller(grant, { handlers: run.handlers, endsAtMs, notes, activity });
  const onEnd = (next: Promise<PreparedSandbox> | null) => pool.giveBack(sandbox, next);
  const leaveServers = run.useServers(grant.names);
  try {
    return await runProgram(program, { sandbox, call, notes, onOutput, clock, log, onEnd }, signal);
  } finally {
    leaveServers();
  }
}

/**
 * Milliseconds beyond its own time limit that a run waits for a sandbox. The answer must come at
 * most a second late, and on a busy machine it needs a part of that.
 */
export const START_GRACE_MS = 750;
/** Milliseconds that a start has in any case: on a busy machine a good one takes seconds. */
const LEAST_START_MS = 5_000;

/** A start that hangs is given up for this run; the pool goes on with it for the next. */
async function takeInTime(
  { timeoutMs }: RunRequest,
  { pool, clock, signal, lastEngine, preparation, leastStartMs = LEAST_START_MS }: GrantedRun,
): Promise<PreparedSandbox> {
  const ms = Math.max(leastStartMs, timeoutMs + START_GRACE_MS);
  const reason = () => notStarted(lastEngine(), ms);
  const limit = startLimit({ preparation, clock, ms, signal, reason });
  try {
    return await pool.take(limit.signal);
  } finally {
    limit.cancel();
  }
}

function notStarted(engine: EngineName | null, ms: number): EngineError {
  return new EngineError(
    "SANDBOX_START_FAILED",
    `Cannot run the program: ${engine ?? "the engine"} had no sandbox ready within ${
      ms / 1000
    } s; ` +
      "try again, pass a larger timeout, or look whether the engine answers " +
      "(mcp-code-bridge servers)",
  );
}

function busy(running: number): EngineError {
  return new EngineError(
    "BUSY",
    `Cannot run the program: the bridge is busy: ${running} run and ${MAX_WAITING_RUNS} wait, the ` +
      "most that may; try again when some have ended",
  );
}
