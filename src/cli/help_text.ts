import type { AddHelpTextContext, Command } from "commander";

/** Columns of help where no terminal shows it. */
export const HELP_COLUMNS = 80;

/**
 * Text after a command's help. Lines of text are wrapped to the width of the help; those that begin
 * with a space, such as examples, stay as they are.
 */
export function helpText(lines: readonly string[]): (context: AddHelpTextContext) => string {
  return ({ command }) => lines.map((line) => `\n${wrapHelp(line, { command })}`).join("");
}

export interface WrapHelpOptions {
  readonly command: Command;
  /** Columns before each line. @default {0} */
  readonly indent?: number;
}

/** A line of help in the width of the help. */
export function wrapHelp(line: string, { command, indent = 0 }: WrapHelpOptions): string {
  if (line.startsWith(" ")) return line;
  const width = command.configureOutput().getOutHelpWidth?.() ?? HELP_COLUMNS;
  const text = command.createHelp().boxWrap(line, width - indent);
  return text.replaceAll(/^/gm, " ".repeat(indent));
}
