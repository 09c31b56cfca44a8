import type { StartWorker } from "../launcher/bridge_worker.ts";
import type { Log, LogLevel } from "../log.ts";
import type { System } from "../system/system.ts";

/** What every command works with. */
export interface CommandContext {
  readonly system: System;
  readonly log: Log;
  /** Sets the least important lines that the log shows, once the settings are known. */
  readonly setLogLevel: (level: LogLevel) => void;
  /** Starts the confined half. @default {startBridgeWorker} */
  readonly startWorker?: StartWorker | null;
}

/** How a subcommand is wired into the program. */
export interface CommandWiring {
  readonly context: CommandContext;
  /** Says the exit code of a command that came to its end. */
  readonly onExit: (code: number) => void;
  /** Prints help and versions. */
  readonly print: (text: string) => void;
  /** Prints what is wrong with a command line. */
  readonly printError: (text: string) => void;
}
