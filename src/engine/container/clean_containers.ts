import { messageOf } from "../../errors.ts";
import type { Log } from "../../log.ts";
import type { System } from "../../system/system.ts";
import type { Cleaned } from "../engine.ts";
import { isAbandoned, parseLease } from "../lease.ts";
import type { ContainerClient } from "./container_client.ts";
import { describeCommandFailure } from "../../executables/command_failure.ts";

export interface RemoveAbandonedOptions {
  readonly system: System;
  readonly log: Log;
  readonly client: ContainerClient;
}

const LIST_GUARD_MS = 5000;
const REMOVE_GUARD_MS = 30_000;
/** Containers removed by one command. */
const REMOVE_BATCH = 50;
/** Length of the ids that the engines print. */
const SHORT_ID = 12;

/** Removes the containers of dead bridges of this user, see `Engine.clean()`. Never throws. */
export async function removeAbandoned(options: RemoveAbandonedOptions): Promise<Cleaned> {
  const { client, log } = options;
  const removed: string[] = [];
  try {
    const abandoned = await findAbandoned(options);
    for (let from = 0; from < abandoned.length; from += REMOVE_BATCH) {
      const batch = abandoned.slice(from, from + REMOVE_BATCH);
      const result = await client.run(["rm", "--force", ...batch], REMOVE_GUARD_MS);
      if (result.kind !== "exited" || result.code !== 0) {
        throw new Error(describeCommandFailure(result));
      }
      removed.push(...batch.map(nameContainer));
      log(
        "info",
        `Removed ${batch.length} containers that an earlier bridge left in ${client.name}`,
      );
    }
    return { removed, problem: null };
  } catch (error) {
    const problem = `${client.name} ${messageOf(error)}`;
    log("warning", `Cannot remove what earlier bridges left behind: ${problem}`);
    return { removed, problem };
  }
}

/** A container for people, by the id that the engines print. */
export function nameContainer(id: string): string {
  return `container ${id.slice(0, SHORT_ID)}`;
}

/**
 * Ids of the containers of dead bridges of this user.
 *
 * @throws {Error} when the engine does not tell
 */
export async function findAbandoned(
  { client, system }: RemoveAbandonedOptions,
): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const { id, running, lease: label } of await client.list(LIST_GUARD_MS)) {
    const lease = parseLease(label);
    if (lease !== null && await isAbandoned(system, { lease, running })) ids.push(id);
  }
  return ids;
}
