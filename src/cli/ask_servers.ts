import { messageOf } from "../errors.ts";
import type { Job } from "../ipc/messages.ts";
import type { ServerReport } from "../ipc/server_report.ts";
import { bridgeDirectory } from "../settings/state_dir.ts";
import type { Settings } from "../settings/settings.ts";
import type { CommandContext } from "./command_context.ts";
import { runJob } from "./composition.ts";

export interface AskServersOptions {
  readonly settings: Settings;
  /** Which servers are started and asked for their tools first. */
  readonly check: Extract<Job, { kind: "servers" }>["check"];
}

/** What the bridge knows of the servers' tools; nothing when it cannot be asked. */
export async function askServers(
  context: CommandContext,
  { settings, check }: AskServersOptions,
): Promise<readonly ServerReport[]> {
  const { system, log, progress } = context;
  const directory = bridgeDirectory(system.platform, settings.stateDir);
  // where no bridge has been, nothing is known
  if (check === "none" && await system.files.info(directory).catch(() => null) === null) return [];
  if (check !== "none") progress.say("Asking the servers for their tools …");
  const asked = Promise.withResolvers<readonly ServerReport[]>();
  try {
    const job = { kind: "servers", check } as const;
    // what is printed says what a log would
    const quiet = { ...context, log: () => {} };
    await runJob(quiet, { job, settings, onReports: asked.resolve });
    asked.resolve([]);
  } catch (error) {
    log("warning", `Nothing is said of the servers' tools: ${messageOf(error)}`);
    asked.resolve([]);
  }
  return await asked.promise;
}
