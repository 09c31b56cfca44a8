import type { BridgeSettings } from "../../ipc/messages.ts";
import type { Emitter } from "../emitter.ts";
import type { Workbench } from "../workbench.ts";

/** What a job for the shell works with. */
export interface JobContext extends Workbench {
  readonly settings: BridgeSettings;
  readonly emitter: Emitter;
  /** Aborted when the user wants an end. */
  readonly signal: AbortSignal;
}
