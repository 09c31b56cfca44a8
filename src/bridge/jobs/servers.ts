import { EXIT_CODES } from "../../exit_codes.ts";
import type { Job } from "../../ipc/messages.ts";
import { settlesWithin } from "../../system/waiting.ts";
import type { JobContext } from "./job_context.ts";

/**
 * Reports what is known of every server's tools, after those were asked for them that `check` names.
 *
 * @returns the exit code
 */
export async function reportServers(
  job: Extract<Job, { kind: "servers" }>,
  context: JobContext,
): Promise<number> {
  const upstreams = await context.upstreams();
  if (job.check !== "none") {
    const asked = upstreams.askAll(context.signal, job.check);
    const { clock } = context;
    if (job.withinMs === undefined) await asked;
    else await settlesWithin(asked, { clock, ms: job.withinMs });
  }
  context.report(await upstreams.reports());
  return EXIT_CODES.success;
}
