import { isConfigName, resolveLocations } from "./client_paths.ts";
import { pathsOf } from "../system/paths.ts";
import type { System } from "../system/system.ts";
import type { Settings } from "../settings/settings.ts";
import { TRUST_FILE } from "./trust.ts";

/**
 * A text that changes when a file that discovery reads changes, appears or goes. Costs a look at each
 * file, and no reading. What cannot be looked at counts as not there.
 */
export function fingerprint(system: System, { stateDir }: Pick<Settings, "stateDir">): string {
  const { join } = pathsOf(system.platform);
  const locations = resolveLocations(system).flatMap(({ kind, path }) =>
    kind === "file"
      ? [path]
      : namesIn(system, path).filter(isConfigName).map((name) => join(path, name))
  );
  const marks = [join(stateDir, TRUST_FILE), ...locations].map((file) => markOf(system, file));
  return JSON.stringify(marks.filter((mark) => mark !== null));
}

function namesIn({ files }: System, directory: string): readonly string[] {
  try {
    return files.listSync(directory);
  } catch {
    return [];
  }
}

/** What tells one state of a file from another; `null` when there is none. */
function markOf({ files }: System, file: string): unknown {
  try {
    const info = files.statSync(file);
    return info === null ? null : [file, info.kind, info.size, info.mode, info.modified];
  } catch {
    return null;
  }
}
