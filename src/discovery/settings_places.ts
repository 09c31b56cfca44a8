import { pathsOf } from "../system/paths.ts";
import { CLIENT_FOLDERS, type FolderEnvironment, locateFolder } from "./client_folders.ts";
import type { ClientEnvironment } from "./client_paths.ts";
import { PROGRAM_NAME } from "./display.ts";
import type { ReadSettings } from "./read_settings_files.ts";
import type { System } from "../system/system.ts";
import { findProjectFolders } from "./project_folders.ts";
import type { Origin } from "./server_definition.ts";

/** Name of a settings file, the user's and a project's. */
export const SETTINGS_FILE = `${PROGRAM_NAME}.jsonc`;

/** Path of the user's settings file, which need not be there; `null` when no home directory is known. */
export function userSettingsFile(environment: FolderEnvironment): string | null {
  const { join } = pathsOf(environment.platform);
  const folder = locateFolder(CLIENT_FOLDERS.bridge[environment.platform], environment);
  return folder === null ? null : join(folder, PROGRAM_NAME, SETTINGS_FILE);
}

/**
 * The places of settings files, from the lowest precedence to the highest: the user's, then those of
 * the project from the root of its repository down to the working directory.
 */
export function settingsPlaces(environment: ClientEnvironment): readonly Origin[] {
  const { join } = pathsOf(environment.platform);
  const own = userSettingsFile(environment);
  const ofProject = findProjectFolders(environment).searched.toReversed()
    .map((folder) => join(folder, SETTINGS_FILE))
    .filter((file) => file !== own);
  const origin = (scope: Origin["scope"]) => (file: string): Origin => ({
    file,
    client: PROGRAM_NAME,
    scope,
  });
  return [...(own === null ? [] : [own]).map(origin("user")), ...ofProject.map(origin("project"))];
}

/**
 * Finds and reads the settings files. Where there is none, which is often, nothing more is loaded.
 *
 * @throws {ConfigError} as {@linkcode readSettingsFiles} does
 */
export async function findSettings(system: System): Promise<ReadSettings> {
  const places = settingsPlaces(system).filter(({ file }) => {
    try {
      return system.files.infoSync(file) !== null;
    } catch {
      // what may not be looked at is not the user's
      return false;
    }
  });
  if (places.length === 0) return { files: [], warnings: [] };
  const { readSettingsFiles } = await import("./read_settings_files.ts");
  return await readSettingsFiles(places, system);
}
