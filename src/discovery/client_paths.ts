import { pathsOf } from "../system/paths.ts";
import {
  APP_DATA,
  CLIENT_LOCATIONS,
  type ClientLocation,
  type ClientPlatform,
  type PathBase,
} from "./client_table.ts";
import type { ConfigFormat } from "./formats/config_format.ts";

/** What of the machine decides where files are. A `System` has this shape. */
export interface ClientEnvironment {
  readonly platform: ClientPlatform;
  /** Working directory, absolute. */
  cwd(): string;
  /** The user's home directory, or `null` when there is none. */
  home(): string | null;
  env(name: string): string | undefined;
}

/** A row of the table with its path on this machine. */
export interface ResolvedLocation extends ClientLocation {
  /** Absolute path of the file or directory. */
  readonly path: string;
}

/**
 * The table's locations on this machine, in order of precedence. Those under the home directory are
 * left out when there is none, and a path that two rows share is named once, by the first.
 */
export function resolveLocations(environment: ClientEnvironment): readonly ResolvedLocation[] {
  const found = new Map<string, ResolvedLocation>();
  for (const location of CLIENT_LOCATIONS) {
    const base = resolveBase(location.base, environment);
    if (base === null) continue;
    const path = pathsOf(environment.platform).join(base, ...location.segments);
    if (!found.has(path)) found.set(path, { ...location, path });
  }
  return [...found.values()];
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

/** The files of a location, as people name them: a path, or `/home/ada/servers/*.json`. */
export function filesPattern(location: ResolvedLocation, platform: ClientPlatform): string {
  const { kind, path, format } = location;
  return kind === "file" ? path : pathsOf(platform).join(path, `*${format.extension}`);
}

function resolveBase(base: PathBase, environment: ClientEnvironment): string | null {
  if (base === "cwd") return environment.cwd();
  const { isAbsolute, join } = pathsOf(environment.platform);
  const home = environment.home();
  const usableHome = home !== null && isAbsolute(home) ? home : null;
  if (base === "home") return usableHome;
  const { variable, underHome } = APP_DATA[environment.platform];
  const named = variable === null ? undefined : environment.env(variable);
  if (named !== undefined && isAbsolute(named)) return named;
  return usableHome === null ? null : join(usableHome, ...underHome);
}
