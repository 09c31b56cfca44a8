import type { Clock } from "../system/system.ts";
import { deadline } from "../system/waiting.ts";
import { callTimeMs } from "./call_deadline.ts";
import { timeoutFailure } from "./failures.ts";
import type { CallContext } from "./handlers.ts";

/** How long calls may take where their programs do not say. */
export interface CallTimeouts {
  readonly clock: Clock;
  /** Milliseconds of a call for which the program names no time; `null`: what its run leaves. */
  readonly callTimeoutMs: number | null;
  /** The same for one server, where its definition says so. */
  readonly callTimeoutOf: (server: string) => number | undefined;
}

export interface TimedCall {
  /** The server's exact name. */
  readonly server: string;
  /** What is called, to begin an error's message with; made only for a failure. */
  readonly what: () => string;
  /** What the program asks for. */
  readonly timeoutMs?: number | undefined;
  readonly context: Pick<CallContext, "endsAtMs" | "signal">;
  readonly timeouts: CallTimeouts;
}

/** What a call waits for before a server is there. */
export const SERVER_START = "the server to start";

/** Says what a call waits for; `null`: the answer itself. */
export type WaitFor = (what: string | null) => void;

/**
 * Makes a call within its own time, which ends before that of its run.
 *
 * @throws {UpstreamError} `TIMEOUT`
 */
export async function withinCallTime<T>(
  make: (signal: AbortSignal, waitFor: WaitFor) => Promise<T>,
  { server, what, context, timeouts, ...call }: TimedCall,
): Promise<T> {
  const { clock } = timeouts;
  const remainingMs = context.endsAtMs - clock.monotonic();
  const timeoutMs = call.timeoutMs ?? timeouts.callTimeoutOf(server) ??
    timeouts.callTimeoutMs ?? undefined;
  const ms = callTimeMs({ remainingMs, timeoutMs });
  let expired = false;
  let waitsFor: string | null = null;
  const reason = () => {
    expired = true;
    return new Error("the time of the call is over");
  };
  const { signal, cancel } = deadline({ clock, ms, reason, signal: context.signal });
  try {
    return await make(signal, (what) => void (waitsFor = what));
  } catch (error) {
    if (expired) throw timeoutFailure(what(), { ms, waitsFor });
    throw error;
  } finally {
    cancel();
  }
}
