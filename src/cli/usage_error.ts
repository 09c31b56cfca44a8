import type { CommanderError } from "commander";
import { UsageError } from "../errors.ts";

/**
 * What commander says of a command line, as all errors of this program are said: on one line, what
 * could not be done, what was seen, what to do.
 *
 * @param command full name of the command whose help says more
 */
export function usageError({ code, message }: CommanderError, command: string): UsageError {
  // it shows help instead of an error for `help` with a command that there is not
  const said = code === "commander.help" ? "there is no such command" : message;
  const [seen = "", hint = ""] = said.replace(/^error: /, "").split("\n");
  const [, guess] = /^\(Did you mean (.*)\?\)$/.exec(hint) ?? [];
  const advice = guess === undefined ? "see" : `did you mean ${guess}? See`;
  return new UsageError(
    `Cannot understand the command line: ${inOneSentence(seen)}; ${advice} ${command} --help`,
  );
}

function inOneSentence(text: string): string {
  return text.replace(/\.$/, "")
    .replaceAll(/\. ([A-Z])/g, (_, letter: string) => `; ${letter.toLowerCase()}`);
}
