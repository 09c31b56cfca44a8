import type { System } from "../system/system.ts";
import type { FileRules } from "./apply_rules.ts";
import { isFileOf, type ResolvedLocation } from "./client_paths.ts";
import type { ConfigFile } from "./config_file.ts";
import type { Candidate } from "./merge.ts";
import type { FileReport } from "./server_definition.ts";

/** What files last said when they could be read, by path. */
export type LastGood = Map<string, RememberedFile>;

/** What a file said. */
export interface RememberedFile {
  readonly candidates: readonly Candidate[];
  /** What it says of all servers of its client; `null` when that does not count. */
  readonly rules: FileRules | null;
}

/** What a file says, and what is reported of it. */
export interface ReadConfig extends RememberedFile {
  readonly report: FileReport;
}

interface Remembering {
  readonly system: System;
  readonly lastGood?: LastGood;
}

/** What the files of a directory last defined, in order of their names. */
export function lastGoodOf(
  location: ResolvedLocation,
  { system, lastGood }: Remembering,
): readonly Candidate[] {
  return [...lastGood ?? []]
    .filter(([file]) => isFileOf(file, location, system.platform))
    .sort(([a], [b]) => a < b ? -1 : 1)
    .flatMap(([, { candidates }]) => candidates);
}

/** Forgets what a directory's files defined that are there no more. */
export function forgetUnlisted(
  location: ResolvedLocation,
  { system, lastGood, files }: Remembering & { readonly files: readonly ConfigFile[] },
): void {
  if (location.kind === "file" || lastGood === undefined) return;
  const listed = new Set(files.map(({ origin }) => origin.file));
  for (const file of lastGood.keys()) {
    if (isFileOf(file, location, system.platform) && !listed.has(file)) lastGood.delete(file);
  }
}

/** What a file defines, or what it last defined if nothing of it can be read now. */
export function orLastGood(read: ReadConfig, lastGood: LastGood | undefined): ReadConfig {
  const { report, candidates, rules } = read;
  const { file } = report.origin;
  if (report.problem === null || candidates.length > 0) {
    lastGood?.set(file, { candidates, rules });
    return read;
  }
  const kept = lastGood?.get(file);
  if (kept === undefined) return read;
  const servers = namesOf(kept.candidates);
  const problem = servers.length === 0 ? report.problem : keptAsBefore(report.problem);
  return { report: { ...report, servers, problem }, ...kept };
}

/** Why a file is not used as it is, when what it said before is. */
export function keptAsBefore(problem: string): string {
  return `${problem}; its servers are kept as they were before`;
}

/** The names of servers, each once. */
export function namesOf(candidates: readonly Candidate[]): readonly string[] {
  return [...new Set(candidates.map(({ name }) => name))];
}
