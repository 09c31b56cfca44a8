import { toShellText } from "../../output/cli_text.ts";
import type { RunOutcome } from "../../sandbox/outcome.ts";
import type { JobContext } from "./job_context.ts";
import type { Job } from "../../ipc/messages.ts";

/** Exit code of a run that was ended by the bridge and so has none of its own. */
const ENDED_EXIT_CODE = 124;

/**
 * Runs one program for the shell.
 *
 * @returns the program's exit code; 0 only for success
 * @throws {BridgeError} when the program could not be run at all
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
  if (outcome.status === "success") return 0;
  const code = outcome.exitCode ?? ENDED_EXIT_CODE;
  return code > 0 && code < 256 ? code : 1;
}
