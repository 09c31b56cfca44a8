import { CommanderError } from "commander";
import type { CommandContext } from "./command_context.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { createProgram } from "./program.ts";

export interface CommandLineOptions {
  readonly args: readonly string[];
  /** Prints what is wrong with the command line. Must not wait for its reader. */
  readonly printError: (text: string) => void;
}

/**
 * Parses a command line and runs its command.
 *
 * @returns the exit status
 * @throws what the command threw, and what {@linkcode Print} throws
 */
export async function runCommandLine(
  context: CommandContext,
  options: CommandLineOptions,
): Promise<number> {
  let exitCode: number = EXIT_CODES.success;
  const printed: Promise<void>[] = [];
  const program = createProgram({
    context,
    onExit: (code) => exitCode = code,
    printHelp: (text) => printed.push(context.print(text)),
    printError: options.printError,
  });
  try {
    await program.parseAsync([...options.args], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // commander has already printed the error or the help
    exitCode = error.exitCode === 0 ? EXIT_CODES.success : EXIT_CODES.usage;
  }
  await Promise.all(printed);
  return exitCode;
}
