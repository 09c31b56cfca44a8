import type { ProgressToken, ServerContext } from "@modelcontextprotocol/server";
import type { Clock } from "../system/system.ts";

/** Milliseconds between two notifications. Clients give up after 60 s without one, some earlier. */
const PROGRESS_MS = 5_000;

export interface RunProgressOptions {
  /** What the client gave with its request. */
  readonly token: ProgressToken;
  readonly notify: ServerContext["mcpReq"]["notify"];
  /** What the run does, on one line. */
  readonly describe: () => string;
  readonly clock: Clock;
  /** Aborts when the client takes the request back, or goes away. */
  readonly signal: AbortSignal;
}

/**
 * Tells a client every 5 s that its run goes on, so that it waits. `progress` counts the seconds
 * (https://modelcontextprotocol.io/specification/2025-11-25/basic/utilities/progress).
 *
 * @returns a function that ends it, and resolves when nothing more will be sent; to be awaited before
 *   the answer
 */
export function tellProgress(options: RunProgressOptions): () => Promise<void> {
  const { token, notify, describe, clock, signal } = options;
  const began = clock.monotonic();
  let sent = Promise.resolve();
  let stopClock = () => {};
  let over = false;
  const stop = () => {
    over = true;
    stopClock();
    signal.removeEventListener("abort", stop);
  };
  const wait = () => {
    if (!over) stopClock = clock.after(PROGRESS_MS, tell);
  };
  const tell = () => {
    const progress = Math.round((clock.monotonic() - began) / 1000);
    const params = { progressToken: token, progress, message: describe() };
    // the next waits for this one: a client that does not read is owed one at most
    sent = notify({ method: "notifications/progress", params }).then(wait, stop);
  };
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  wait();
  return () => {
    stop();
    return sent;
  };
}
