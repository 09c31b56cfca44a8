import type { CarriedError } from "../bridge/messages.ts";
import { EngineError, messageOf, UpstreamError } from "../errors.ts";

/** The form in which an error goes to the bridge. */
export function toCarriedError(thrown: unknown): CarriedError {
  if (thrown instanceof EngineError) {
    return { family: "EngineError", code: thrown.code, message: thrown.message };
  }
  if (thrown instanceof UpstreamError) {
    return { family: "UpstreamError", code: thrown.code, message: thrown.message };
  }
  return { family: "internal", code: "INTERNAL", message: messageOf(thrown) };
}
