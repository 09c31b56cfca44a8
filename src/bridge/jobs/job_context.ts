import type { BridgeSettings } from "../../ipc/messages.ts";
import type { Emitter } from "../emitter.ts";
import type { RunServices } from "../run_services.ts";

/** What a job for the shell works with. */
export interface JobContext extends RunServices {
  readonly settings: BridgeSettings;
  readonly emitter: Emitter;
  /** Aborted when the user wants an end. */
  readonly signal: AbortSignal;
}
