import type { CleanedPlace } from "../engine/clean.ts";
import { ConfigError } from "../errors.ts";
import type { InstalledClient } from "../registration/clients.ts";
import { listImports } from "../registration/import_record.ts";
import { findBackups, type KeptFile, listKept } from "../registration/kept_files.ts";
import { userSettingsFile } from "../discovery/settings_places.ts";
import { serversDirectory } from "../registration/servers_file.ts";
import type { Settings } from "../settings/settings.ts";
import { findStateDirProblem, isOurs } from "../settings/state_dir.ts";
import type { System } from "../system/system.ts";
import { registeredClients } from "./registered_clients.ts";
import type { FileResult } from "./format_registration.ts";

/** All that the bridge keeps on this machine. */
export interface Inventory {
  readonly stateDir: string;
  /** Why the state directory is left, as a clause; or `null`. */
  readonly stateDirProblem: string | null;
  /** What is in the state directory. */
  readonly state: readonly KeptFile[];
  readonly clients: readonly InstalledClient[];
  /** Clients whose servers were moved to the bridge, by their names on the command line. */
  readonly imports: readonly string[];
  readonly backups: readonly KeptFile[];
  /** The user's files of servers, which are left; `null` when they have no place. */
  readonly servers: string | null;
  /** The user's settings file, which is left; `null` when there is none. */
  readonly settingsFile: string | null;
  /** This program, which is left. */
  readonly program: string;
}

/** What was removed, and what could not be. */
export interface Removed {
  readonly results: readonly FileResult[];
  readonly places: readonly CleanedPlace[];
  /** Files and folders that are gone. */
  readonly paths: readonly string[];
  /** What could not be removed, as sentences. */
  readonly problems: readonly string[];
}

/** Looks for all that the bridge keeps. Changes nothing. */
export async function takeInventory(
  system: System,
  { stateDir }: Pick<Settings, "stateDir">,
): Promise<Inventory> {
  const problem = await findStateDirProblem(system, stateDir);
  const ours = problem === null && await isOurs(system, stateDir);
  return {
    stateDir,
    stateDirProblem: problem ?? (ours ? null : "it holds other files"),
    state: ours ? await listKept(system, stateDir) : [],
    clients: await registeredClients(system),
    imports: ours ? await listImports({ system, stateDir }) : [],
    backups: await findBackups(system),
    servers: serversPath(system),
    settingsFile: await ownSettings(system),
    program: system.mainModule ?? system.execPath,
  };
}

async function ownSettings(system: System): Promise<string | null> {
  const path = userSettingsFile(system);
  if (path === null) return null;
  return await system.files.info(path).catch(() => null) === null ? null : path;
}

function serversPath(system: System): string | null {
  try {
    return serversDirectory(system).path;
  } catch (error) {
    if (error instanceof ConfigError) return null;
    throw error;
  }
}
