import type { Clock } from "../system/system.ts";

/** Share of a run's remaining time, and the least of it, that a call leaves to its program. */
const RESERVED_SHARE = 0.1;
const RESERVED_MS = 1_000;

export interface CallTime {
  /** Milliseconds until the run's time is over. */
  readonly remainingMs: number;
  /** What the program asked for. */
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

/** The time of one call. */
export interface CallDeadline {
  /** Aborts when the run's signal does, or when the time is over. */
  readonly signal: AbortSignal;
  /** Whether the time ended before the run took the call back. */
  readonly expired: () => boolean;
  readonly cancel: () => void;
}

/** Starts the time of one call. `cancel()` must be called when the call has ended. */
export function startCallDeadline(
  ms: number,
  options: { readonly clock: Clock; readonly signal: AbortSignal },
): CallDeadline {
  const controller = new AbortController();
  const { signal } = options;
  let expired = false;
  const abort = () => controller.abort(signal.reason);
  // cheaper than `AbortSignal.any()`, which every call would pay
  signal.addEventListener("abort", abort, { once: true });
  if (signal.aborted) abort();
  const stopTimer = options.clock.after(ms, () => {
    expired = !controller.signal.aborted;
    controller.abort(new Error("the time of the call is over"));
  });
  return {
    signal: controller.signal,
    expired: () => expired,
    cancel: () => {
      stopTimer();
      signal.removeEventListener("abort", abort);
    },
  };
}
