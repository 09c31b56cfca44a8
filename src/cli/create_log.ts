import { escapeLine } from "../text/escape.ts";
import { type Log, LOG_LEVELS, type LogLevel } from "../log.ts";
import type { Clock } from "../system/system.ts";

export interface CreateLogOptions {
  /** Takes a line and must not wait for its reader. */
  readonly writeLine: (line: string) => void;
  readonly clock: Pick<Clock, "now">;
}

/** The log, and what decides how much of it is shown. */
export interface CreatedLog {
  readonly log: Log;
  /** Sets the least important lines that are shown. @default "info" */
  readonly setLogLevel: (level: LogLevel) => void;
}

/** Makes the log: one line an event, control characters made visible. */
export function createLog({ writeLine, clock }: CreateLogOptions): CreatedLog {
  let least = LOG_LEVELS.indexOf("info");
  return {
    log(level, message) {
      if (LOG_LEVELS.indexOf(level) < least) return;
      writeLine(`${new Date(clock.now()).toISOString()} ${level} ${escapeLine(message)}\n`);
    },
    setLogLevel: (level) => least = LOG_LEVELS.indexOf(level),
  };
}
