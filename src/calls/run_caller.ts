import { UpstreamError } from "../errors.ts";
import type { CallTask, ParamsOf, ToolCaller } from "../rpc/calls.ts";
import type { CallMethod } from "../rpc/frames.ts";
import type { Grant } from "./grant.ts";
import type { CallContext, CallHandlers } from "./handlers.ts";
import { parseParams } from "./params.ts";
import { quoted } from "../text/nearest.ts";
import type { RunNotes } from "./run_notes.ts";

/** Bounds on what one run may ask of the bridge. */
export interface CallLimits {
  /** Calls of one run, all methods. The next one raises an error that the program may catch. */
  readonly calls: number;
}

export const CALL_LIMITS: CallLimits = { calls: 10_000 };

export interface RunCallerOptions {
  readonly handlers: CallHandlers;
  /** When the run's time is over, by the monotonic clock, in milliseconds. */
  readonly endsAtMs: number;
  /** Receives what the run's answer is to tell. */
  readonly notes: RunNotes;
  readonly limits?: CallLimits;
}

/**
 * The bridge as one run may use it: its calls are counted, parsed and handed to their handlers. What
 * the run's limits or its grant refuse is refused at once.
 */
export function createRunCaller(grant: Grant, options: RunCallerOptions): ToolCaller {
  const { handlers, endsAtMs, notes, limits = CALL_LIMITS } = options;
  let calls = 0;
  return (method, params, written) => {
    if (++calls > limits.calls) {
      throw new UpstreamError(
        "LIMIT",
        `Cannot make another call: this run has made ${limits.calls}, the most a run may make`,
      );
    }
    return takeUp(handlers, {
      method,
      params: parseParams(method, params, written),
      run: { grant, endsAtMs, notes },
    });
  };
}

/** What a grant refuses before any work. */
const ADMISSIONS: {
  readonly [M in CallMethod]?: (params: ParamsOf<M>, grant: Grant) => void;
} = {
  call_tool: ({ server }, grant) => void grant.admit(server),
};

interface ParsedCall<M extends CallMethod> {
  readonly method: M;
  readonly params: ParamsOf<M>;
  readonly run: Omit<CallContext, "signal">;
}

function takeUp<M extends CallMethod>(handlers: CallHandlers, call: ParsedCall<M>): CallTask {
  const { method, params, run } = call;
  ADMISSIONS[method]?.(params, run.grant);
  return async (signal) => {
    const end = run.notes.begin(() => described(params) ?? method);
    try {
      return await handlers[method](params, { ...run, signal });
    } finally {
      end();
    }
  };
}

/** What a call is about, where it is about a server. */
function described(params: ParamsOf<CallMethod>): string | null {
  if (!("server" in params)) return null;
  const server = `server ${quoted(params.server)}`;
  return "tool" in params && params.tool !== undefined
    ? `tool ${quoted(params.tool)} of ${server}`
    : server;
}
