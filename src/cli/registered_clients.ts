import { ConfigError, messageOf } from "../errors.ts";
import { findClients, type InstalledClient } from "../registration/clients.ts";
import { planRemoval } from "../registration/plan_registration.ts";
import type { System } from "../system/system.ts";
import { carryOut } from "./carry_out.ts";
import type { FileResult } from "./format_registration.ts";

/** The clients that have the bridge, and those of whom that cannot be known. */
export async function registeredClients(system: System): Promise<readonly InstalledClient[]> {
  const found: InstalledClient[] = [];
  for (const client of findClients(system)) {
    try {
      if ((await planRemoval(client, { system })).length > 0) found.push(client);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      found.push(client);
    }
  }
  return found;
}

/** Takes the bridge out of one client's files. */
export async function unregister(
  client: InstalledClient,
  { system, dryRun }: { readonly system: System; readonly dryRun: boolean },
): Promise<readonly FileResult[]> {
  const { path } = client.target;
  const nothing = { names: [], warnings: [], hunks: [], backup: null } as const;
  try {
    const plans = await planRemoval(client, { system });
    if (plans.length === 0) {
      return [{ client, file: path, outcome: "absent", problem: null, ...nothing }];
    }
    const results: FileResult[] = [];
    for (const planned of plans) {
      const plan = () => Promise.resolve(planned);
      results.push(await carryOut(client, planned.snapshot.path, { system, dryRun, plan }));
    }
    return results;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [{ client, file: path, outcome: "failed", problem: messageOf(error), ...nothing }];
  }
}
