import { toShellText } from "../../output/cli_text.ts";
import type { RunOutcome } from "../../sandbox/outcome.ts";
import type { JobContext } from "./job_context.ts";
import { EXIT_CODES } from "../../exit_codes.ts";
import type { Job } from "../../ipc/messages.ts";

/**
 * Runs one program for the shell.
 *
 * @returns the program's exit code; 0 only for success
 * @throws {BridgeError} when the program could not be started
 */
export async function run(
  job: Extract<Job, { kind: "run" }>,
  context: JobContext,
): Promise<number> {
  const { runner, settings, emitter, signal } = context;
  const outcome = await runner(job, signal);
  const text = toShellText(outcome, {
    json: job.json,
    terminal: job.terminal,
    maxTimeoutMs: settings.maxTimeoutMs,
  });
  const encoder = new TextEncoder();
  await emitter.write("stdout", encoder.encode(text.stdout));
  await emitter.write("stderr", encoder.encode(text.stderr));
  return exitCodeOf(outcome);
}

function exitCodeOf(outcome: RunOutcome): number {
  if (outcome.status === "success") return EXIT_CODES.success;
  const code = outcome.exitCode ?? EXIT_CODES.ended;
  return code > 0 && code < 256 ? code : EXIT_CODES.failure;
}
