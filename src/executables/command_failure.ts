import { cleanLine } from "../text/clean_text.ts";
import type { CommandResult } from "../system/run_command.ts";

/** Why a command failed, as a clause: `did not answer within 3 s`. */
export function describeCommandFailure(result: CommandResult): string {
  switch (result.kind) {
    case "timeout":
      return `did not answer within ${result.timeoutMs / 1000} s`;
    case "not_started":
      return `could not be started (${result.reason})`;
    case "exited": {
      const said = lastLines(result.stderr);
      return `ended with exit code ${result.code}${said === "" ? "" : ` (${said})`}`;
    }
  }
}

/** UTF-16 units of the last lines that are looked at. */
const MAX_LAST_LINES = 2_000;

/** The last three lines of a program's output, joined into one line of at most 500 characters. */
export function lastLines(text: string): string {
  const lines = text.split(/[\r\n]+/).map((line) => line.trim()).filter((line) => line !== "");
  const plain = cleanLine(lines.slice(-3).join(" | "), MAX_LAST_LINES);
  return plain.length <= 500 ? plain : `…${plain.slice(-499)}`;
}
