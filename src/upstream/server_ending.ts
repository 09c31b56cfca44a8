import type { ProcessExit } from "../system/system.ts";

/** How a server ended. */
export interface ServerEnding {
  /** `null` when the process could not be seen to end. */
  readonly exit: ProcessExit | null;
  /** Last lines of its stderr, cleaned. */
  readonly stderr: readonly string[];
  /** Why we ended it, when it did not end of itself. */
  readonly reason: string | null;
}

/** How a server ended, as a clause: `with exit code 7`. */
export function describeEnding(ending: ServerEnding): string {
  if (ending.reason !== null) return `because ${ending.reason}`;
  if (ending.exit === null) return "without an exit code";
  const signal = ending.exit.signal === null ? "" : ` (${ending.exit.signal})`;
  return `with exit code ${ending.exit.code}${signal}`;
}

/** The last lines of a server's stderr to be put after a message; empty when it wrote none. */
export function describeStderr(ending: ServerEnding): string {
  if (ending.stderr.length === 0) return "";
  return `; last lines of its stderr:\n${ending.stderr.join("\n")}`;
}
