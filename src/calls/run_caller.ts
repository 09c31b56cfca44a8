import { UpstreamError } from "../errors.ts";
import type { ToolCaller } from "../rpc/calls.ts";
import type { CallMethod } from "../rpc/frames.ts";
import type { JsonObject } from "../json/json.ts";
import type { Grant } from "./grant.ts";
import { isAboutSavedTools } from "./saved_tools.ts";

/** Bounds on what one run may ask of the host. */
export interface CallLimits {
  /** Calls of one run, all methods. The next one raises an error that the program may catch. */
  readonly calls: number;
}

export const CALL_LIMITS: CallLimits = { calls: 10_000 };

/** Who answers which method. */
export interface CallRoutes {
  /** Speaks to the user's servers. */
  readonly upstream: ToolCaller;
  /** Keeps the user's saved tools. */
  readonly savedTools: ToolCaller;
}

/**
 * The host as one run may use it: every call is checked against the run's grant and limits before
 * anything behind it learns of the call.
 */
export function createRunCaller(
  grant: Grant,
  options: { readonly routes: CallRoutes; readonly limits?: CallLimits },
): ToolCaller {
  const limits = options.limits ?? CALL_LIMITS;
  let calls = 0;
  return async (method, params, signal) => {
    if (++calls > limits.calls) {
      throw new UpstreamError(
        "LIMIT",
        `Cannot make another call: this run has made ${limits.calls}, the most a run may make`,
      );
    }
    const permitted = permit(grant, { method, params });
    const answer = isAboutSavedTools(method) ? options.routes.savedTools : options.routes.upstream;
    return await answer(method, permitted, signal);
  };
}

/** Only calls of tools need a grant: what servers offer may be read by every run. */
function permit(grant: Grant, call: { method: CallMethod; params: JsonObject }): JsonObject {
  if (call.method !== "call_tool") return call.params;
  const { server } = call.params;
  if (typeof server !== "string") {
    throw new UpstreamError("BAD_ARGUMENTS", "Cannot call a tool: the server must be a name");
  }
  return { ...call.params, server: grant.permit(server) };
}
