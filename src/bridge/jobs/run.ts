import { toClosingText, toShellJson } from "../../output/cli_text.ts";
import type { RunOutcome } from "../../sandbox/outcome.ts";
import type { JobContext } from "./job_context.ts";
import { EXIT_CODES } from "../../exit_codes.ts";
import type { Job } from "../../ipc/messages.ts";
import { RunPrinter } from "./run_printer.ts";

/**
 * Runs one program for the shell: prints what it prints as it comes, then its value, or why it
 * failed.
 *
 * @returns the program's exit code; 0 only for success
 * @throws {BridgeError} when the program could not be started
 */
export async function run(
  job: Extract<Job, { kind: "run" }>,
  context: JobContext,
): Promise<number> {
  const { runner, settings: { maxTimeoutMs }, emitter, signal } = context;
  if (job.json) {
    const outcome = await runner(job, signal);
    const line = `${toShellJson(outcome, { maxTimeoutMs })}\n`;
    await emitter.write("stdout", new TextEncoder().encode(line));
    return exitCodeOf(outcome);
  }
  const { terminals } = job;
  const printer = new RunPrinter({ emitter, terminals });
  const outcome = await runner(job, signal, { onOutput: printer.print });
  // whoever ended the run, or has stopped reading, knows why it ended
  if (!signal.aborted) {
    await printer.close(toClosingText(outcome, { terminal: terminals.stdout, maxTimeoutMs }));
  }
  return exitCodeOf(outcome);
}

function exitCodeOf(outcome: RunOutcome): number {
  if (outcome.status === "success") return EXIT_CODES.success;
  const code = outcome.exitCode ?? EXIT_CODES.ended;
  return code > 0 && code < 256 ? code : EXIT_CODES.failure;
}
