import { CommanderError } from "commander";
import type { CommandContext } from "./command_context.ts";
import { EXIT_CODES } from "./exit_codes.ts";
import { createProgram } from "./program.ts";

/**
 * Parses a command line and does what it says.
 *
 * @returns the exit code
 * @throws what the command threw
 */
export async function runCommandLine(
  context: CommandContext,
  args: readonly string[],
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
    printError: (text) => {
      printed = printed.then(() => streams.writeStderr(text));
    },
  });
  try {
    await program.parseAsync([...args], { from: "user" });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // commander has said what is wrong, or shown the help that was asked for
    return error.exitCode === 0 ? EXIT_CODES.success : EXIT_CODES.usage;
  } finally {
    // what commander printed is still on its way
    await printed;
  }
}
