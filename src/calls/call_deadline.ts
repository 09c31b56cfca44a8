/** Share of a run's remaining time, and the least of it, that a call leaves to its program. */
const RESERVED_SHARE = 0.1;
const RESERVED_MS = 1_000;

export interface CallTime {
  /** Milliseconds until the run's time is over. */
  readonly remainingMs: number;
  /** What the program or the settings ask for. */
  readonly timeoutMs?: number | undefined;
}

/**
 * Milliseconds that a call may take, at least 1: what was asked for, and never more than the run's
 * remaining time less 10 %, at least 1 s less. With less than 2 s left, half of the time.
 */
export function callTimeMs({ remainingMs, timeoutMs = Infinity }: CallTime): number {
  const reserved = Math.max(remainingMs * RESERVED_SHARE, Math.min(RESERVED_MS, remainingMs / 2));
  return Math.max(1, Math.min(timeoutMs, remainingMs - reserved));
}
