import type { Command, CommanderError } from "commander";
import { UsageError } from "../errors.ts";

/**
 * What commander says of a command line, as all errors of this program are said: on one line, what
 * could not be done, what was seen, what to do.
 *
 * @param command the command that found it, whose help says more
 */
export function usageError(error: CommanderError, command: Command): UsageError {
  const [seen = "", hint = ""] = saidOf(error, command).replace(/^error: /, "").split("\n");
  const [, guess] = /^\(Did you mean (.*)\?\)$/.exec(hint) ?? [];
  const advice = guess === undefined ? "see" : `did you mean ${guess}? See`;
  return new UsageError(
    `Cannot understand the command line: ${inOneSentence(seen)}; ` +
      `${advice} ${fullName(command)} --help`,
  );
}

/** Where commander shows help instead of an error, what the error is. */
function saidOf({ code, message }: CommanderError, command: Command): string {
  if (code !== "commander.help") return message;
  if (command.parent === null) return "there is no such command";
  return `'${command.name()}' needs one of ${command.commands.map((one) => one.name()).join(", ")}`;
}

function fullName(command: Command): string {
  return command.parent === null ? command.name() : `${fullName(command.parent)} ${command.name()}`;
}

function inOneSentence(text: string): string {
  return text.replace(/\.$/, "")
    .replaceAll(/\. ([A-Z])/g, (_, letter: string) => `; ${letter.toLowerCase()}`);
}
