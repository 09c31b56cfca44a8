import type { Clock } from "./system.ts";

/** The real clock. */
export function createClock(): Clock {
  return {
    monotonic: () => performance.now(),
    now: () => Date.now(),
    after(ms, callback) {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
  };
}
