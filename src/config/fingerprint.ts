import { pathsOf, resolveLocations } from "../clients/client_paths.ts";
import type { System } from "../system/system.ts";
import { listConfigFiles } from "./config_file.ts";
import type { Settings } from "./settings.ts";
import { TRUST_FILE } from "./trust.ts";

/**
 * A text that changes when a file that discovery reads changes, appears or goes. Costs a look at each
 * file, and no reading. What cannot be looked at counts as not there.
 */
export async function fingerprint(
  system: System,
  { stateDir }: Pick<Settings, "stateDir">,
): Promise<string> {
  const files = [pathsOf(system.platform).join(stateDir, TRUST_FILE)];
  for (const location of resolveLocations(system)) {
    const listed = await listConfigFiles(system, location);
    files.push(...listed.files.map(({ origin }) => origin.file));
  }
  const marks = await Promise.all(files.map((file) => markOf(system, file)));
  return JSON.stringify(marks.filter((mark) => mark !== null));
}

async function markOf({ files }: System, file: string): Promise<unknown> {
  try {
    // the file itself and not a link to it, whose own times do not change
    const real = await files.realPath(file);
    const info = real === null ? null : await files.info(real);
    return info === null ? null : [file, real, info.kind, info.size, info.mode, info.modified];
  } catch {
    return null;
  }
}
