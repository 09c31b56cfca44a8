import { UpstreamError } from "../errors.ts";
import type { CallTask, ParamsOf, ToolCaller } from "../rpc/calls.ts";
import type { CallMethod } from "../rpc/frames.ts";
import type { Grant } from "./grant.ts";
import type { CallContext, CallHandlers } from "./handlers.ts";
import { parseParams } from "./params.ts";
import type { RunActivity } from "./run_activity.ts";
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
  /** Learns of each call. */
  readonly activity?: RunActivity;
  readonly limits?: CallLimits;
}

/**
 * The bridge as one run may use it: its calls are counted, parsed and handed to their handlers. What
 * the run's limits or its grant refuse is refused at once.
 */
export function createRunCaller(grant: Grant, options: RunCallerOptions): ToolCaller {
  const { handlers, endsAtMs, notes, activity, limits = CALL_LIMITS } = options;
  let calls = 0;
  return (method, params, written) => {
    if (++calls > limits.calls) {
      throw new UpstreamError(
        "LIMIT",
        `Cannot make another call: this run has made ${limits.calls}, the most a run may make`,
      );
    }
    const task = takeUp(handlers, {
      method,
      params: parseParams(method, params, written),
      run: { grant, endsAtMs, notes },
    });
    if (activity === undefined) return task;
    return (signal, tell) => {
      const ended = activity.begin(method, params);
      return task(signal, tell).finally(ended);
    };
  };
}

/** What a grant refuses before any work. */
const ADMISSIONS: {
  readonly [M in CallMethod]?: (params: ParamsOf<M>, grant: Grant) => void;
} = {
  call_tool: ({ server }, grant) => void grant.admit(server),
  list_resources: ({ server }, grant) => void grant.admit(server),
  list_resource_templates: ({ server }, grant) => void grant.admit(server),
  read_resource: ({ server }, grant) => void grant.admit(server),
  list_prompts: ({ server }, grant) => void grant.admit(server),
  get_prompt: ({ server }, grant) => void grant.admit(server),
  server_logs: ({ server }, grant) => void grant.admit(server),
};

interface ParsedCall<M extends CallMethod> {
  readonly method: M;
  readonly params: ParamsOf<M>;
  readonly run: Omit<CallContext, "signal" | "tell">;
}

function takeUp<M extends CallMethod>(handlers: CallHandlers, call: ParsedCall<M>): CallTask {
  const { method, params, run } = call;
  ADMISSIONS[method]?.(params, run.grant);
  return (signal, tell) => handlers[method](params, { ...run, signal, tell });
}
