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
  const look = new Look(system);
  const { join } = pathsOf(system.platform);
  const marks = resolveLocations(system, settings).flatMap((location) =>
    location.kind === "file" ? [look.markOf(location.path)] : look.marksIn(location)
  );
  return JSON.stringify([look.markOf(join(settings.stateDir, TRUST_FILE)), ...marks]);
}

/** One look at the files. Most are absent, and share the folder that is not there. */
class Look {
  readonly #system: System;
  readonly #folders = new Map<string, boolean>();

  constructor(system: System) {
    this.#system = system;
  }

  /** What tells one state of a directory's files from another. */
  marksIn(location: ResolvedLocation): readonly unknown[] {
    const { path: directory } = location;
    if (!this.#hasFolder(directory)) return [null];
    const system = this.#system;
    try {
      if (system.files.statSync(directory)?.kind !== "directory") return [this.markOf(directory)];
      const files = system.files.listSync(directory)
        .map((name) => fileNamed(name, location, system.platform))
        .filter((file) => file !== null);
      // a directory's own time is left out: editors put other files beside ours
      return [directory, ...files.map((file) => this.markOf(file))];
    } catch (error) {
      return [[directory, messageOf(error)]];
    }
  }

  /** What tells one state of a file from another, among them that it is absent. */
  markOf(file: string): unknown {
    if (!this.#hasFolder(file)) return null;
    const { files } = this.#system;
    try {
      // a link that leads nowhere is a fault to report, and no file at all is not
      const here = files.infoSync(file);
      const info = here?.kind === "symlink" ? files.statSync(file) ?? here : here;
      return info === null ? null : [file, info.kind, info.size, info.mode, info.modified];
    } catch (error) {
      return [file, messageOf(error)];
    }
  }

  /** Whether the folder of a file is there; each folder above it is asked for once in a look. */
  #hasFolder(file: string): boolean {
    const { files, platform } = this.#system;
    const folder = pathsOf(platform).dirname(file);
    let is = this.#folders.get(folder);
    if (is === undefined) {
      const isRoot = pathsOf(platform).dirname(folder) === folder;
      is = isRoot || this.#hasFolder(folder) && files.existsSync(folder);
      this.#folders.set(folder, is);
    }
    return is;
  }
}
