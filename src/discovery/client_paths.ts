import { pathsOf } from "../system/paths.ts";
import { CLIENT_FOLDERS, locateFolder } from "./client_folders.ts";
import {
  CLIENT_LOCATIONS,
  type ClientLocation,
  type ClientPlatform,
  type PathBase,
} from "./client_table.ts";
import { codex } from "./formats/codex.ts";
import type { ConfigFormat } from "./formats/config_format.ts";
import { serverFile } from "./formats/server_file.ts";
import { findProjectFolders, type ProjectEnvironment } from "./project_folders.ts";

/** What of the machine decides where files are. A `System` has this shape. */
export interface ClientEnvironment extends ProjectEnvironment {
  readonly platform: ClientPlatform;
  env(name: string): string | undefined;
}

/** A location with its path on this machine. */
export interface ResolvedLocation extends Omit<ClientLocation, "base" | "segments"> {
  /** Absolute path of the file or directory. */
  readonly path: string;
  /** Folder of the project that the file is for. */
  readonly project: string;
  /** Whether it is a fault when nothing is there: the user has named it. */
  readonly required: boolean;
}

/** Files that the user names besides those of the table. */
export interface NamedFiles {
  /** Absolute paths; they come before all others. */
  readonly configFiles: readonly string[];
}

/**
 * The files that the user names, then the table's locations on this machine, in order of precedence.
 * Those under the home directory are left out when there is none, and a path that two rows share is
 * named once, by the first.
 */
export function resolveLocations(
  environment: ClientEnvironment,
  { configFiles }: NamedFiles,
): readonly ResolvedLocation[] {
  const { extname } = pathsOf(environment.platform);
  const { searched, root } = findProjectFolders(environment);
  const found = new Map<string, ResolvedLocation>();
  for (const path of configFiles) {
    const format = extname(path) === codex.extension ? codex : serverFile;
    const client = "named by you";
    const row = { client, scope: "user", kind: "file", format, required: true } as const;
    if (!found.has(path)) found.set(path, { ...row, path, project: root });
  }
  for (const row of CLIENT_LOCATIONS) {
    for (const location of resolveRow(row, { environment, searched, root })) {
      if (!found.has(location.path)) found.set(location.path, location);
    }
  }
  return [...found.values()];
}

export interface ResolveRowOptions {
  readonly environment: ClientEnvironment;
  /** Folders of the project that are searched, and the one that is its root; absolute. */
  readonly searched: readonly string[];
  readonly root: string;
}

/** A row of the table on this machine, the nearest to the working directory first; perhaps nowhere. */
export function resolveRow(
  { base, segments, ...row }: ClientLocation,
  { environment, searched, root }: ResolveRowOptions,
): readonly ResolvedLocation[] {
  const { join } = pathsOf(environment.platform);
  const folders = base === "repository"
    ? searched
    : [resolveBase(base, environment)].filter((folder) => folder !== null);
  return folders.map((folder) => ({
    ...row,
    path: join(folder, ...segments),
    project: row.scope === "project" ? folder : root,
    required: false,
  }));
}

/**
 * The row of a project file, whatever directory it is in; `null` for any other absolute path. Such a
 * file is looked at when the bridge is started in its directory, and needs the user's word.
 */
export function findProjectLocation(
  path: string,
  platform: ClientPlatform,
): ClientLocation | null {
  const { basename, dirname, join, sep } = pathsOf(platform);
  const row = CLIENT_LOCATIONS.find(({ scope, kind, segments, format }) => {
    const place = kind === "file" ? path : dirname(path);
    return scope === "project" && place.endsWith(sep + join(...segments)) &&
      (kind === "file" || isConfigName(basename(path), format));
  });
  return row ?? null;
}

/** Whether a name in a directory is that of a file of the format. Hidden files are passed over. */
export function isConfigName(name: string, { extension }: ConfigFormat): boolean {
  return name.endsWith(extension) && !name.startsWith(".");
}

/** The file that a name in a location's directory stands for; `null` when it is none of its files. */
export function fileNamed(
  name: string,
  { kind, path, format, fileName = "" }: ResolvedLocation,
  platform: ClientPlatform,
): string | null {
  const { join } = pathsOf(platform);
  if (kind === "folders") return name.startsWith(".") ? null : join(path, name, fileName);
  return isConfigName(name, format) ? join(path, name) : null;
}

/** Whether a path is that of a file of a location that is a directory. */
export function isFileOf(
  path: string,
  location: ResolvedLocation,
  platform: ClientPlatform,
): boolean {
  const { dirname } = pathsOf(platform);
  const folder = dirname(path);
  return (location.kind === "folders" ? dirname(folder) : folder) === location.path;
}

/** The files of a location, as people name them: a path, or `/home/ada/servers/*.json`. */
export function filesPattern(
  location: ResolvedLocation,
  platform: ClientPlatform,
): string {
  const { kind, path, format, fileName = "" } = location;
  if (kind === "file") return path;
  const { join } = pathsOf(platform);
  return kind === "folders" ? join(path, "*", fileName) : join(path, `*${format.extension}`);
}

function resolveBase(
  base: Exclude<PathBase, "repository">,
  environment: ClientEnvironment,
): string | null {
  if (base === "cwd") return environment.cwd();
  return locateFolder(CLIENT_FOLDERS[base][environment.platform], environment);
}
