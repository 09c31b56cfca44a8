import type { StartWorker } from "../launcher/bridge_worker.ts";
import type { Log, LogLevel } from "../log.ts";
import type { System } from "../system/system.ts";
import type { Print } from "./printer.ts";
import type { Progress } from "./progress.ts";

/** The context of every command. */
export interface CommandContext {
  readonly system: System;
  readonly log: Log;
  /** The log for what is so and does not happen now: a command tells it once a day. @default {log} */
  readonly notices?: Log;
  /** Prints what the command was asked for. */
  readonly print: Print;
  /** Says on a terminal what a long operation does. */
  readonly progress: Progress;
  /** Sets the lowest level that the log shows; called once the settings are known. */
  readonly setLogLevel: (level: LogLevel) => void;
  /** Starts the confined half. @default {startBridgeWorker} */
  readonly startWorker?: StartWorker | null;
}

/** What a subcommand gets from the program. */
export interface CommandWiring {
  readonly context: CommandContext;
  /** Sets the exit status; called by a command that has one. */
  readonly onExit: (code: number) => void;
  /** Prints help and versions. Does not wait. */
  readonly printHelp: (text: string) => void;
}
