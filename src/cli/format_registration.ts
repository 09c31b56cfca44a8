import { type DisplayContext, displayFile } from "../discovery/display.ts";
import type { InstalledClient } from "../registration/clients.ts";
import type { Hunk } from "../registration/text_change.ts";
import { escapeLine } from "../text/escape.ts";
import { quoted } from "../text/nearest.ts";
import { jsonText } from "./json_text.ts";

/** Lines of what is taken away that a preview shows: what others wrote may hold secrets. */
const SHOWN_REMOVED = 1;

/** What became of one file of a client, or would. */
export interface FileResult {
  readonly client: InstalledClient;
  readonly file: string;
  readonly outcome: "added" | "updated" | "kept" | "removed" | "absent" | "failed";
  /** Names of the bridge's entries. */
  readonly names: readonly string[];
  readonly warnings: readonly string[];
  /** Why it failed, or `null`. */
  readonly problem: string | null;
  readonly hunks: readonly Hunk[];
  /** Path of the copy of what was there, or `null`. */
  readonly backup: string | null;
}

export interface PrintedResultsOptions {
  /** Whether a program reads it. @default {false} */
  readonly json?: boolean | undefined;
  /** What is said when there are none. */
  readonly none: string;
  readonly dryRun: boolean;
  readonly system: DisplayContext;
}

/** What `register` and `unregister` print. */
export function printedResults(
  results: readonly FileResult[],
  { json = false, none, dryRun, system }: PrintedResultsOptions,
): string {
  if (json) return jsonText(resultsToJson(results, { dryRun }));
  return results.length === 0 ? `${none}\n` : formatResults(results, { dryRun, system });
}

/** What a command did with the clients' files, or would do; ends with a newline. */
export function formatResults(
  results: readonly FileResult[],
  { dryRun, system }: { readonly dryRun: boolean; readonly system: DisplayContext },
): string {
  return results.flatMap((result) => {
    const file = shownPath(result.file, system);
    const name = result.client.client;
    if (result.problem !== null) return [`${name}: ${escapeLine(result.problem)}`];
    const what = WORDS[result.outcome];
    const entry = result.names.map(quoted).join(", ");
    const words = [dryRun ? what.would : what.did, entry, what.where, file];
    const lines = [`${name}: ${words.filter((word) => word !== "").join(" ")}`];
    const changed = result.hunks.length > 0;
    if (dryRun && changed) lines.push(...formatHunks(file, result.hunks));
    if (result.backup !== null) lines.push(`  Backup: ${shownPath(result.backup, system)}`);
    lines.push(...result.warnings.map((warning) => `  ${warning}`));
    if (!dryRun && changed) lines.push(`  ${result.client.restart}`);
    return lines;
  }).map((line) => `${line}\n`).join("");
}

const WORDS: Readonly<
  Record<
    FileResult["outcome"],
    { readonly did: string; readonly would: string; readonly where: string }
  >
> = {
  added: { did: "added", would: "would add", where: "to" },
  updated: { did: "updated", would: "would update", where: "in" },
  kept: { did: "nothing to change for", would: "nothing to change for", where: "in" },
  removed: { did: "removed", would: "would remove", where: "from" },
  absent: { did: "the bridge is not", would: "the bridge is not", where: "in" },
  failed: { did: "", would: "", where: "" },
};

/** The places of a file that change, in the manner of a unified diff, and nothing around them. */
export function formatHunks(file: string, hunks: readonly Hunk[]): readonly string[] {
  const body = hunks.flatMap(({ line, removed, added }) => {
    const more = removed.length - SHOWN_REMOVED;
    return [
      `@@ line ${line} @@`,
      ...removed.slice(0, SHOWN_REMOVED).map((text) => `-${escapeLine(text)}`),
      ...(more > 0 ? [`-… ${more} more ${more === 1 ? "line" : "lines"}`] : []),
      ...added.map((text) => `+${escapeLine(text)}`),
    ];
  });
  return [`--- ${file}`, `+++ ${file}`, ...body];
}

/** The same for programs. */
function resultsToJson(
  results: readonly FileResult[],
  { dryRun }: { readonly dryRun: boolean },
): unknown {
  return results.map(({ client, file, outcome, names, warnings, problem, hunks, backup }) => ({
    client: client.slug,
    file,
    outcome,
    names,
    dryRun,
    changes: hunks.length,
    backup,
    warnings,
    problem,
    restart: hunks.length > 0 && !dryRun ? client.restart : null,
  }));
}

/** A path as people name it: `~/.claude.json`. */
export function shownPath(file: string, system: DisplayContext): string {
  return displayFile({ file, client: "", scope: "user" }, system);
}
