import type { ChildProcess, Clock } from "./system.ts";
import { settlesWithin } from "./waiting.ts";

/** Milliseconds from SIGTERM to SIGKILL, by what is stopped. */
export const STOP_GRACES = {
  /** Short, because the MCP client has closed stdin and waited before; this is for its children. */
  server: 300,
  /** None, because a program in the sandbox may ignore SIGTERM. */
  sandbox: 0,
} as const;

/** Milliseconds to wait for a process to end after SIGKILL. */
const KILL_WAIT_MS = 5_000;
/** Milliseconds in which a process that may not be signalled must end at the end of its stdin. */
const REFUSED_WAIT_MS = 1_000;

export interface StopProcessOptions {
  readonly clock: Clock;
  /** Milliseconds from SIGTERM to SIGKILL; 0 sends SIGKILL only. */
  readonly graceMs: number;
}

/**
 * Stops a process: SIGTERM, then SIGKILL. Closes its stdin first, which also ends many processes
 * that may not be signalled, such as those of another user. Never throws.
 *
 * @returns `null` when the process has ended, else a clause that says why it may still run
 */
export async function stopProcess(
  process: Pick<ChildProcess, "pid" | "exited" | "kill" | "closeInput">,
  { clock, graceMs }: StopProcessOptions,
): Promise<string | null> {
  const ended = (ms: number) => settlesWithin(process.exited, { clock, ms });
  process.closeInput().catch(() => {});
  if (graceMs > 0) {
    process.kill("SIGTERM");
    if (await ended(graceMs)) return null;
  }
  const result = process.kill("SIGKILL");
  if (await ended(result === "refused" ? REFUSED_WAIT_MS : KILL_WAIT_MS)) return null;
  return result === "refused"
    ? `the system does not let us signal process ${process.pid}: it belongs to another user`
    : `process ${process.pid} still exists after SIGKILL`;
}
