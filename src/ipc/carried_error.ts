import {
  EngineError,
  type EngineErrorCode,
  messageOf,
  UpstreamError,
  type UpstreamErrorCode,
} from "../errors.ts";

/** The error families that cross between the halves; others are `internal`. */
export interface CarriedError {
  readonly family: "EngineError" | "UpstreamError" | "internal";
  readonly code: string;
  readonly message: string;
}

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

/** The error that the launcher carried over. */
export function fromCarriedError(carried: CarriedError): Error {
  switch (carried.family) {
    case "EngineError":
      return new EngineError(carried.code as EngineErrorCode, carried.message);
    case "UpstreamError":
      return new UpstreamError(carried.code as UpstreamErrorCode, carried.message);
    case "internal":
      return new Error(carried.message);
  }
}
