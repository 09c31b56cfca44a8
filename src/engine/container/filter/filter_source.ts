import { messageOf } from "../../../errors.ts";
import type { Log } from "../../../log.ts";
import type { System } from "../../../system/system.ts";
import type { SandboxFilter } from "../run_args.ts";
import { buildEngineProfile } from "./engine_profile.ts";
import { filterFilePath, writeFilterFile } from "./filter_file.ts";
import type { FilterList } from "./filter_list.ts";
import { buildFilterProgram, encodeProgram } from "./filter_program.ts";

export interface FilterSourceOptions {
  readonly system: System;
  readonly log: Log;
  readonly list: FilterList;
  /** The launcher's state directory. */
  readonly stateDir: string;
  /** Whether containers are created by a service that may not see this machine's files. */
  readonly remote: boolean;
}

/** Gives the filter for sandboxes. */
export interface FilterSource {
  /** The filter for the next sandbox. Never rejects. */
  next(): Promise<SandboxFilter>;
  /** What `next()` gives where the file can be written. Writes nothing. */
  expected(): Promise<SandboxFilter>;
}

/**
 * Creates the source of one filter. The file is checked each time, because a state directory may be
 * cleared while the bridge runs. Where it cannot be used, the sandbox's first process installs the
 * filter.
 */
export function createFilterSource(options: FilterSourceOptions): FilterSource {
  const { system, log, list, stateDir, remote } = options;
  const profile = buildEngineProfile(list);
  let program: SandboxFilter | null = null;
  const asProgram = (): SandboxFilter =>
    program ??= { kind: "program", base64: encodeFilter(list) };
  let told = false;
  return {
    async next() {
      if (remote) return asProgram();
      try {
        return { kind: "profile", path: await writeFilterFile(system, { stateDir, profile }) };
      } catch (error) {
        if (!told) {
          log("warning", `Sandboxes install their filter themselves: ${messageOf(error)}`);
          told = true;
        }
        return asProgram();
      }
    },
    async expected() {
      if (remote) return asProgram();
      return { kind: "profile", path: await filterFilePath(system, { stateDir, profile }) };
    },
  };
}

/** The filter as an argument of a container's first process: its program in base64. */
export function encodeFilter(list: FilterList): string {
  return encodeProgram(buildFilterProgram(list)).toBase64();
}
