import { escapeLine } from "../text/escape.ts";
import { type Log, LOG_LEVELS, type LogLevel, MAX_LOG_CHARACTERS } from "../log.ts";
import type { Clock } from "../system/system.ts";
import { cut } from "./line_queue.ts";

export interface CreateLogOptions {
  /** Takes a line. Must not wait for its reader. */
  readonly writeLine: (line: string) => void;
  readonly clock: Pick<Clock, "now">;
}

/** The log, with a function that sets its level. */
export interface CreatedLog {
  readonly log: Log;
  /** Sets the lowest level that is shown. @default "info" */
  readonly setLogLevel: (level: LogLevel) => void;
}

/** Creates the log: one line for each message, with control characters escaped. */
export function createLog({ writeLine, clock }: CreateLogOptions): CreatedLog {
  let least = LOG_LEVELS.indexOf("info");
  return {
    log(level, message) {
      if (LOG_LEVELS.indexOf(level) < least) return;
      const time = new Date(clock.now()).toISOString();
      writeLine(`${time} ${level} ${escapeLine(cut(message, MAX_LOG_CHARACTERS))}\n`);
    },
    setLogLevel: (level) => least = LOG_LEVELS.indexOf(level),
  };
}
