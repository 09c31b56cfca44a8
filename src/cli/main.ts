import { CommanderError } from "commander";
import { BridgeError, messageOf } from "../errors.ts";
import { escapeText } from "../output/escape_terminal.ts";
import type { StartWorker } from "../launcher/bridge_worker.ts";
import type { System } from "../system/system.ts";
import { createLog } from "./create_log.ts";
import { EXIT_CODES } from "./exit_codes.ts";
import { createProgram } from "./program.ts";

export interface MainOptions {
  /** Starts the confined half. @default {startBridgeWorker} */
  readonly startWorker?: StartWorker | null;
}

/**
 * Runs the program: parses the command line, does what it says, and turns what went wrong into a
 * line on stderr and an exit code.
 *
 * @returns the exit code
 */
export async function main(
  system: System,
  args: readonly string[],
  options: MainOptions = {},
): Promise<number> {
  const { streams } = system;
  let exitCode: number = EXIT_CODES.success;
  let printed = Promise.resolve();
  const program = createProgram({
    surroundings: { system, log: createLog(streams), ...options },
    onExit: (code) => exitCode = code,
    print: (text) => {
      printed = printed.then(() => streams.writeStdout(new TextEncoder().encode(text)));
    },
  });
  try {
    await program.parseAsync([...args], { from: "user" });
    return exitCode;
  } catch (error) {
    // commander has said what is wrong, or shown the help that was asked for
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? EXIT_CODES.success : EXIT_CODES.usage;
    }
    streams.writeStderr(`${escapeText(messageOf(error))}\n`);
    if (!(error instanceof BridgeError) && error instanceof Error) {
      streams.writeStderr(`${escapeText(error.stack ?? "")}\n`);
    }
    return exitCodeOf(error);
  } finally {
    // what commander printed is still on its way
    await printed;
  }
}

function exitCodeOf(error: unknown): number {
  if (!(error instanceof BridgeError)) return EXIT_CODES.internal;
  return error.code === "USAGE" || error.code === "BAD_SETTING"
    ? EXIT_CODES.usage
    : EXIT_CODES.failure;
}
