import type { Clock } from "../system/system.ts";

/** What is done so that sandboxes can be started at all. It ends in a bounded time. */
export interface Preparation {
  /** On one line; `null` when nothing is under way. */
  readonly current: string | null;
  /** Resolves when nothing is under way. */
  settled(): Promise<void>;
}

export interface StartLimitOptions {
  readonly preparation: Preparation;
  readonly clock: Clock;
  /** Milliseconds that a start may take. */
  readonly ms: number;
  /** Aborts earlier, with its own reason. */
  readonly signal: AbortSignal;
  /** Creates the reason of the abort; called only when the time is over first. */
  readonly reason: () => Error;
}

/**
 * Creates a signal that aborts when a start takes too long, or when the given signal does. A start that
 * had to wait for a preparation has all its time afterwards. Always call `cancel`.
 */
export function startLimit(
  { preparation, clock, ms, signal, reason }: StartLimitOptions,
): { readonly signal: AbortSignal; readonly cancel: () => void } {
  const controller = new AbortController();
  let over = false;
  let stopClock = () => {};
  const cancel = () => {
    over = true;
    stopClock();
    signal.removeEventListener("abort", abort);
  };
  const abort = () => {
    cancel();
    controller.abort(signal.reason);
  };
  const wait = () => {
    if (!over) stopClock = clock.after(ms, expire);
  };
  const expire = () => {
    if (preparation.current !== null) void preparation.settled().then(wait);
    else {
      cancel();
      controller.abort(reason());
    }
  };
  signal.addEventListener("abort", abort, { once: true });
  if (signal.aborted) abort();
  else wait();
  return { signal: controller.signal, cancel };
}
