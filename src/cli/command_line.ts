import { CommanderError } from "commander";
import type { CommandContext } from "./command_context.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { createProgram, withCommand } from "./program.ts";

/**
 * Parses a command line and runs its command.
 *
 * @returns the exit status
 * @throws {UsageError} when the command line cannot be understood
 * @throws what the command threw, and what {@linkcode Print} throws
 */
export async function runCommandLine(
  context: CommandContext,
  args: readonly string[],
): Promise<number> {
  let exitCode: number = EXIT_CODES.success;
  const printed: Promise<void>[] = [];
  const program = createProgram({
    context,
    onExit: (code) => exitCode = code,
    printHelp: (text) => printed.push(context.print(text)),
  });
  try {
    await program.parseAsync(withCommand(program, args), { from: "user" });
  } catch (error) {
    // commander ends so after help and versions
    if (!(error instanceof CommanderError)) throw error;
  }
  await Promise.all(printed);
  return exitCode;
}
