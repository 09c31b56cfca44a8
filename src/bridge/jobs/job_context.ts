import type { BridgeSettings } from "../../ipc/messages.ts";
import type { PackageReport } from "../../ipc/package_report.ts";
import type { ServerReport } from "../../ipc/server_report.ts";
import type { Clock } from "../../system/system.ts";
import type { Emitter } from "../emitter.ts";
import type { RunServices } from "../run_services.ts";

/** What a shell job uses. */
export interface JobContext extends RunServices {
  readonly settings: BridgeSettings;
  readonly emitter: Emitter;
  readonly clock: Clock;
  /** Tells the launcher what is known of the servers. */
  readonly report: (reports: readonly ServerReport[]) => void;
  /** Tells the launcher what a sandbox can import. */
  readonly reportPackages: (report: PackageReport) => void;
  /** Aborts when the user interrupts the job. */
  readonly signal: AbortSignal;
}
