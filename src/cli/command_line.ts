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
 * @throws what the command threw
 */
export async function runCommandLine(
  context: CommandContext,
  options: CommandLineOptions,
): Promise<number> {
  const { streams } = context.system;
  let exitCode: number = EXIT_CODES.success;
  let printed = Promise.resolve();
  const program = createProgram({
    context,
    onExit: (code) => exitCode = code,
    print: (text) => {
      printed = printed.then(() => streams.writeStdout(new TextEncoder().encode(text)));
    },
    printError: options.printError,
  });
  try {
    await program.parseAsync([...options.args], { from: "user" });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // commander has already printed the error or the help
    return error.exitCode === 0 ? EXIT_CODES.success : EXIT_CODES.usage;
  } finally {
    // what commander printed may not be written yet
    await printed;
  }
}
