import type { ContainerEngineName } from "../../engines.ts";
import type { Log } from "../../log.ts";
import type { Mount } from "../../settings/mounts.ts";
import type { ContainerUser } from "../../settings/quantities.ts";
import type { ReuseChoice } from "../../settings/settings.ts";
import type { System } from "../../system/system.ts";
import type { EngineDemands } from "./inquiry.ts";
import type { MachineKeeper } from "./machine/machine_keeper.ts";
import type { SandboxLimits } from "./run_args.ts";

/** What a container engine is asked for. */
export interface ProbeContainerEngineOptions {
  readonly name: ContainerEngineName;
  readonly system: System;
  readonly log: Log;
  /** Reference of the image that sandboxes run. */
  readonly image: string;
  /** The launcher's state directory. */
  readonly stateDir: string;
  readonly limits: SandboxLimits;
  readonly user: ContainerUser;
  /** Directories of the machine that programs see. @default {[]} */
  readonly mounts?: readonly Mount[];
  /** The launcher's state directory; without it no self-test is made, as in tests of other things. */
  readonly selfTestDir?: string;
  /** Whether containers serve many runs, and how long such a one lives; without it they never do. */
  readonly reuse?: { readonly choice: ReuseChoice; readonly lifetimeSeconds: number };
  /** What the user demands of the engine. */
  readonly demands?: EngineDemands;
  /** Starts and stops the engine's machine; without it none is started. */
  readonly keeper?: MachineKeeper;
  /** Source of the Python program that waits for the first frame. */
  readonly loader: string;
  /**
   * Milliseconds for all commands together.
   *
   * @default {3000}
   */
  readonly timeoutMs?: number;
}
