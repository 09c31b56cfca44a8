import type { Clock } from "./system.ts";

export interface WaitOptions {
  readonly clock: Clock;
  readonly ms: number;
}

/** Whether `promise` settled, either way, within the time. Leaves no timer behind. */
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

/** What `promise` gives, unless the signal aborts first; then rejects with the signal's reason. */
export function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      promise.catch(() => {});
      reject(signal.reason);
      return;
    }
    const aborted = () => reject(signal.reason);
    signal.addEventListener("abort", aborted, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", aborted));
  });
}

/** A signal that aborts with `reason` after the time; `cancel` ends the wait. */
export function deadline(
  options: WaitOptions & { readonly reason: () => Error },
): { readonly signal: AbortSignal; readonly cancel: () => void } {
  const controller = new AbortController();
  const cancel = options.clock.after(options.ms, () => controller.abort(options.reason()));
  return { signal: controller.signal, cancel };
}
