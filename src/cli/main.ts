import { BridgeError, messageOf } from "../errors.ts";
import { escapeText } from "../text/escape.ts";
import type { StartWorker } from "../launcher/bridge_worker.ts";
import type { System } from "../system/system.ts";
import { settlesWithin } from "../system/waiting.ts";
import { asksToServe } from "./asks_to_serve.ts";
import { createLog } from "./create_log.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { LineQueue } from "./line_queue.ts";
import { ReaderGone } from "../launcher/broken_output.ts";
import { createPrint } from "./printer.ts";
import { Progress } from "./progress.ts";
import { serve } from "./serve.ts";

/** Milliseconds to wait at the end until the log has been read. */
const FLUSH_MS = 200;

export interface MainOptions {
  /** Starts the confined half. @default {startBridgeWorker} */
  readonly startWorker?: StartWorker | null;
}

/**
 * Runs the program: parses the command line, runs its command, and reports an error on stderr and
 * by the exit status.
 *
 * @returns the exit status
 */
export async function main(
  system: System,
  args: readonly string[],
  options: MainOptions = {},
): Promise<number> {
  const { clock, streams } = system;
  const progress = new Progress(streams, system.env("TERM"));
  const lines = new LineQueue(progress.writeOver);
  const log = createLog({ writeLine: (line) => lines.push(line), clock });
  const print = createPrint(progress.streams());
  const context = { system, ...log, ...options, print, progress };
  try {
    if (asksToServe(args, streams)) return await serve(context);
    if (args.length === 0) {
      const { welcome } = await import("./welcome.ts");
      await welcome(context);
      return EXIT_CODES.success;
    }
    const [{ runCommandLine }, { ToldNotices }] = await Promise.all([
      import("./command_line.ts"),
      import("./told_notices.ts"),
    ]);
    const told = await ToldNotices.load(system);
    try {
      return await runCommandLine({ ...context, notices: told.log(context.log) }, args);
    } finally {
      await told.save();
    }
  } catch (error) {
    if (error instanceof ReaderGone) return EXIT_CODES.success;
    lines.push(`${escapeText(messageOf(error))}\n`);
    if (!(error instanceof BridgeError) && error instanceof Error) {
      lines.push(`${escapeText(error.stack ?? "")}\n`);
    }
    return exitCodeOf(error);
  } finally {
    void progress.end();
    await settlesWithin(lines.flushed(), { clock, ms: FLUSH_MS });
  }
}

function exitCodeOf(error: unknown): number {
  if (!(error instanceof BridgeError)) return EXIT_CODES.internal;
  return error.code === "USAGE" || error.code === "BAD_SETTING"
    ? EXIT_CODES.usage
    : EXIT_CODES.failure;
}
