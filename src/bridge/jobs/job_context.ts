import type { BridgeSettings } from "../../ipc/messages.ts";
import type { Emitter } from "../emitter.ts";
import type { RunServices } from "../run_services.ts";

/** What a shell job uses. */
export interface JobContext extends RunServices {
  readonly settings: BridgeSettings;
  readonly emitter: Emitter;
  /** Aborts when the user interrupts the job. */
  readonly signal: AbortSignal;
}
