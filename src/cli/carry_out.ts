import { ConfigError, messageOf } from "../errors.ts";
import type { InstalledClient } from "../registration/clients.ts";
import { removeSnapshot, writeSnapshot } from "../registration/config_snapshot.ts";
import type { Registration } from "../registration/plan_registration.ts";
import type { System } from "../system/system.ts";
import type { FileResult } from "./format_registration.ts";

export interface CarryOutOptions {
  readonly system: System;
  readonly dryRun: boolean;
  plan(): Promise<Registration>;
}

/** Plans a change of a file and makes it. A file that cannot be changed is a result, too. */
export async function carryOut(
  client: InstalledClient,
  path: string,
  { system, dryRun, plan }: CarryOutOptions,
): Promise<FileResult> {
  try {
    const registration = await plan();
    const { snapshot, change, outcome, names, warnings } = registration;
    const backup = dryRun ? null : await write(registration, system);
    return {
      client,
      file: snapshot.path,
      outcome,
      names,
      warnings: client.installed
        ? warnings
        : [`${client.client} was not found on this machine.`, ...warnings],
      problem: null,
      hunks: change.hunks,
      backup,
    };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const nothing = { names: [], warnings: [], hunks: [], backup: null } as const;
    return { client, file: path, outcome: "failed", problem: messageOf(error), ...nothing };
  }
}

/** @returns path of the backup, or `null` */
async function write(
  { snapshot, change, emptied }: Registration,
  system: System,
): Promise<string | null> {
  if (change.text === change.before) return null;
  if (emptied) return await removeSnapshot(system, snapshot);
  return (await writeSnapshot(system, snapshot, change.text)).backup;
}
