import type { System } from "../system/system.ts";

/** Aborts when the user interrupts the command, which then ends what it started. */
export function stopSignal(system: Pick<System, "onStopSignal">): AbortSignal {
  const stop = new AbortController();
  system.onStopSignal((signal) => stop.abort(new Error(`Stopped by ${signal}`)));
  return stop.signal;
}
