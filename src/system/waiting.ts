import type { Clock } from "./system.ts";

export interface WaitOptions {
  readonly clock: Clock;
  readonly ms: number;
}

/** Resolves after `ms` milliseconds. */
export function pause({ clock, ms }: WaitOptions): Promise<void> {
  return new Promise((resolve) => void clock.after(ms, resolve));
}

/** The value of a promise that never rejects; `null` after the time. Leaves no timer running. */
export function within<T>(promise: Promise<T>, options: WaitOptions): Promise<T | null> {
  return new Promise((resolve) => {
    const cancel = options.clock.after(options.ms, () => resolve(null));
    promise.then((value) => {
      cancel();
      resolve(value);
    });
  });
}

/** Whether `promise` resolves or rejects within the time. Leaves no timer running. */
export function settlesWithin(promise: Promise<unknown>, options: WaitOptions): Promise<boolean> {
  return new Promise((resolve) => {
    const cancel = options.clock.after(options.ms, () => resolve(false));
    const settled = () => {
      cancel();
      resolve(true);
    };
    promise.then(settled, settled);
  });
}

/** Settles like `promise`, or rejects with the signal's reason when the signal aborts first. */
export function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      promise.catch(() => {});
      reject(signal.reason);
      return;
    }
    const aborted = () => reject(signal.reason);
    signal.addEventListener("abort", aborted, { once: true });
    // not `finally()`, which makes two more promises: each call of a tool comes here
    promise.then((value) => {
      signal.removeEventListener("abort", aborted);
      resolve(value);
    }, (error) => {
      signal.removeEventListener("abort", aborted);
      reject(error);
    });
  });
}

export interface DeadlineOptions extends WaitOptions {
  /** Creates the reason of the abort; called only when the time is over first. */
  readonly reason: () => Error;
  /** A signal that aborts earlier, with its own reason. */
  readonly signal?: AbortSignal;
}

/**
 * Creates a signal that aborts after the time, or when the given signal does. Always call `cancel`:
 * it removes the timer and the listener.
 */
export function deadline(
  options: DeadlineOptions,
): { readonly signal: AbortSignal; readonly cancel: () => void } {
  const { signal } = options;
  const controller = new AbortController();
  const stopTimer = options.clock.after(options.ms, () => {
    controller.abort(options.reason());
  });
  // cheaper than `AbortSignal.any()`: each call of a tool has a deadline
  const abort = () => {
    stopTimer();
    controller.abort(signal?.reason);
  };
  signal?.addEventListener("abort", abort, { once: true });
  if (signal?.aborted === true) abort();
  return {
    signal: controller.signal,
    cancel: () => {
      stopTimer();
      signal?.removeEventListener("abort", abort);
    },
  };
}
