import { fileNamed, type ResolvedLocation, resolveLocations } from "./client_paths.ts";
import { pathsOf } from "../system/paths.ts";
import { messageOf } from "../errors.ts";
import type { System } from "../system/system.ts";
import type { Settings } from "../settings/settings.ts";
import { TRUST_FILE } from "./trust.ts";

/**
 * A text that changes when a file that discovery reads changes, appears or goes, and when it or its
 * directory can no longer be looked at, or can again. Costs a look at each file, and no reading.
 */
export function fingerprint(
  system: System,
  settings: Pick<Settings, "stateDir" | "configFiles">,
): string {
  const { join } = pathsOf(system.platform);
  const { stateDir } = settings;
  const marks = resolveLocations(system, settings).flatMap((location) =>
    location.kind === "file" ? [markOf(system, location.path)] : marksIn(system, location)
  );
  return JSON.stringify([markOf(system, join(stateDir, TRUST_FILE)), ...marks]);
}

/** What tells one state of a directory's files from another. */
function marksIn(system: System, location: ResolvedLocation): readonly unknown[] {
  const { path: directory } = location;
  if (isAbsent(system, directory)) return [null];
  try {
    if (system.files.statSync(directory)?.kind !== "directory") return [markOf(system, directory)];
    const files = system.files.listSync(directory)
      .map((name) => fileNamed(name, location, system.platform))
      .filter((file) => file !== null);
    // a directory's own time is left out: editors put other files beside ours
    return [directory, ...files.map((file) => markOf(system, file))];
  } catch (error) {
    return [[directory, messageOf(error)]];
  }
}

/** What tells one state of a file from another, among them that it is absent. */
function markOf(system: System, file: string): unknown {
  if (isAbsent(system, file)) return null;
  const { files } = system;
  try {
    // a link that leads nowhere is a fault to report, and no file at all is not
    const info = files.statSync(file) ?? files.infoSync(file);
    return info === null ? null : [file, info.kind, info.size, info.mode, info.modified];
  } catch (error) {
    return [file, messageOf(error)];
  }
}

/** Whether not even a link is there, for most files the cheapest answer: their directory is not there. */
function isAbsent({ files, platform }: System, file: string): boolean {
  return !files.existsSync(file) && !files.existsSync(pathsOf(platform).dirname(file));
}
