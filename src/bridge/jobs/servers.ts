import { EXIT_CODES } from "../../exit_codes.ts";
import type { Job } from "../../ipc/messages.ts";
import { settlesWithin } from "../../system/waiting.ts";
import type { JobContext } from "./job_context.ts";

/**
 * Reports what is known of every server's tools; with `check`, after each was asked for them.
 *
 * @returns the exit code
 */
export async function reportServers(
  job: Extract<Job, { kind: "servers" }>,
  context: JobContext,
): Promise<number> {
  const upstreams = await context.upstreams();
  if (job.check) {
    const asked = upstreams.askAll(context.signal);
    const { clock } = context;
    if (job.withinMs === undefined) await asked;
    else await settlesWithin(asked, { clock, ms: job.withinMs });
  }
  context.report(await upstreams.reports());
  return EXIT_CODES.success;
}
