import type { Log } from "../log.ts";
import type { Clock } from "../system/system.ts";

/** Lines at once. */
const BURST = 100;
/** Lines in a second, in the long run. */
const PER_SECOND = 10;

export interface LogLimitOptions {
  readonly log: Log;
  readonly clock: Pick<Clock, "monotonic">;
}

/**
 * A log for lines that the bridge causes: so many and no more, so that whoever took it over cannot
 * fill the user's log. What is left out is counted, and the count is told with the next line. Lines
 * for debugging are counted for themselves: they take no room from the others.
 */
export function limitLog(options: LogLimitOptions): Log {
  const others = limitLines(options, "warning");
  const debug = limitLines(options, "debug");
  return (level, message) => (level === "debug" ? debug : others)(level, message);
}

/** @param notice level of the lines that tell what was left out */
function limitLines({ log, clock }: LogLimitOptions, notice: "warning" | "debug"): Log {
  let tokens = BURST;
  let last = clock.monotonic();
  let leftOut = 0;
  return (level, message) => {
    const now = clock.monotonic();
    tokens = Math.min(BURST, tokens + ((now - last) / 1000) * PER_SECOND);
    last = now;
    if (tokens < 1) {
      if (leftOut === 0) log(notice, "The bridge logs too much: its next lines are left out");
      leftOut++;
      return;
    }
    tokens--;
    if (leftOut > 0) log(notice, `${leftOut} lines of the bridge were left out`);
    leftOut = 0;
    log(level, message);
  };
}
