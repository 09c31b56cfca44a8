import type { ProcessExit } from "../system/system.ts";
import { gatewayAdvice } from "./gateway_advice.ts";
import type { LinkEnding } from "./link.ts";

/** How a server's process ended. */
export interface StdioEnding {
  /** `null` when the process could not be seen to end. */
  readonly exit: ProcessExit | null;
  /** Last lines of its stderr, cleaned. */
  readonly stderr: readonly string[];
  /** Why we ended it, when it did not end of itself. */
  readonly reason: string | null;
}

/** How a server's process ended, in words: `ended with exit code 7`, and its last lines of stderr. */
export function describeEnding(ending: StdioEnding): LinkEnding {
  return { how: `ended ${describeExit(ending)}`, lastWords: describeStderr(ending) };
}

function describeExit({ reason, exit }: StdioEnding): string {
  if (reason !== null) return `because ${reason}`;
  if (exit === null) return "without an exit code";
  const signal = exit.signal === null ? "" : ` (${exit.signal})`;
  return `with exit code ${exit.code}${signal}`;
}

function describeStderr({ stderr }: StdioEnding): string {
  if (stderr.length === 0) return "";
  const said = stderr.join("\n");
  const advice = gatewayAdvice(said);
  return `; last lines of its stderr:\n${said}${
    advice === null ? "" : `\nWhat mends it: ${advice}`
  }`;
}
