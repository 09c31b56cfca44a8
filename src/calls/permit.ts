import type { JsonObject } from "../json/json.ts";
import type { WrittenJson } from "../json/written_json.ts";

/** A call that is about to be sent. */
export interface CallToPermit {
  /** Exact name of the server. */
  readonly server: string;
  /** The server's own name for the tool. */
  readonly tool: string;
  /** Exactly as they will be sent; written already where they are large. */
  readonly arguments: JsonObject | WrittenJson;
  /** Exact names of the servers that the run was granted. */
  readonly granted: readonly string[];
}

/**
 * The last check before a call is sent. Returns to allow it.
 *
 * @throws {UpstreamError} to refuse it: code and message reach the program
 */
export type Permit = (call: CallToPermit) => void | Promise<void>;

/** The policy of a bridge without one: the grant of the run is the only limit. */
export const permitEverything: Permit = (): void => {};
