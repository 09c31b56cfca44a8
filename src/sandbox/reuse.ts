/** When a sandbox's process may serve another run. */

import { RETIREMENT_SECONDS } from "../engines.ts";
import { isContradicted, type RunFacts, type RunResult } from "./judge.ts";
import type { RunStatus } from "./outcome.ts";
import type { PreparedSandbox } from "./sandbox_line.ts";

/** Runs that one process serves at most. */
export const MAX_RUNS = 200;
const MAX_AGE_MS = RETIREMENT_SECONDS * 1000;

/**
 * Milliseconds before that age after which a run that begins is the last. A longer run than this has a
 * successor of its sandbox anyway.
 */
const LAST_MS = 2_000;

/** Ends in which nothing went wrong but the program. */
const ORDINARY: ReadonlySet<RunStatus> = new Set(["success", "error", "exit"]);

/** What is known of the life of a sandbox's process. */
export type ServiceFacts = Pick<PreparedSandbox, "rooms" | "run" | "startedAtMs">;

/** A run that has been judged. */
export interface JudgedRun {
  readonly result: Pick<RunResult, "status">;
  readonly facts: Pick<RunFacts, "stopped" | "done" | "report" | "exit">;
  readonly service: ServiceFacts;
  /** Now, as `clock.monotonic()` tells. */
  readonly nowMs: number;
}

/**
 * Whether the sandbox is reset for another run. Whatever is out of the ordinary ends it, also where a
 * reset would hold.
 */
export function isReusable(run: JudgedRun): boolean {
  const { result, facts: { stopped, done, report, exit }, service, nowMs } = run;
  if (report === null || stopped !== null || exit !== null) return false;
  if (!ORDINARY.has(result.status) || report.oomKills > 0) return false;
  if (done !== null && isContradicted(done, report.exitCode)) return false;
  const { rooms, run: number, startedAtMs } = service;
  return rooms && number < MAX_RUNS && nowMs - startedAtMs < MAX_AGE_MS;
}

/** Whether the run that the sandbox is about to serve is the last of several of its process. */
export function isLastOfSeveral({ rooms, run, startedAtMs }: ServiceFacts, nowMs: number): boolean {
  if (!rooms) return run > 1;
  return run >= MAX_RUNS || nowMs - startedAtMs >= MAX_AGE_MS - LAST_MS;
}
