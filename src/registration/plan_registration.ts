import { ConfigError } from "../errors.ts";
import { isJsonObject, type JsonObject, ownText } from "../json/json.ts";
import type { System } from "../system/system.ts";
import { escapeLine } from "../text/escape.ts";
import { quoted } from "../text/nearest.ts";
import type { InstalledClient, Launch } from "./clients.ts";
import { type ConfigSnapshot, readSnapshot } from "./config_snapshot.ts";
import { putEntry, readEntry, takeEntry } from "./entry_editor.ts";
import { type SortedEntries, sortEntries } from "./own_entries.ts";
import { EditProblem, TextChange } from "./text_change.ts";

/** Name of the bridge's entry in a client. */
export const DEFAULT_ENTRY_NAME = "code-bridge";

/** What a file would become. Nothing is written yet. */
export interface PlannedChange {
  readonly snapshot: ConfigSnapshot;
  readonly change: TextChange;
}

/** What became of the bridge's entry, or would. */
export interface Registration extends PlannedChange {
  /** `kept`: the file says so already. */
  readonly outcome: "added" | "updated" | "kept" | "removed";
  /** Names of the entries that are meant. */
  readonly names: readonly string[];
  /** Why the client may not start it all the same, as sentences. */
  readonly warnings: readonly string[];
  /** Whether nothing would be left in the file, so that it goes, too. */
  readonly emptied: boolean;
}

export interface RegisterOptions {
  readonly system: System;
  readonly launch: Launch;
  /** Of the entry. @default {that of the entry that is there, else `code-bridge`} */
  readonly name?: string;
}

/**
 * Plans the bridge's entry in a client's file. An entry of the bridge that is there is brought up to
 * date: its settings stay, except those that `launch` names, and an empty one is taken out.
 *
 * @throws {ConfigError} `BAD_FILE` when the file cannot be read or changed
 */
export async function planRegistration(
  client: InstalledClient,
  options: RegisterOptions,
): Promise<Registration> {
  const { system, launch } = options;
  for (const file of client.files) {
    const opened = await openFile(client, { path: file.path, system });
    const [existing] = opened.entries.own;
    if (existing === undefined) continue;
    if (options.name !== undefined && options.name !== existing) {
      throw problem(
        file.path,
        `the bridge is in it as ${quoted(existing)}; unregister it first, or leave out --name`,
      );
    }
    return putOwn(client, { ...opened, name: existing, launch });
  }
  const opened = await openFile(client, { path: client.target.path, system });
  const name = options.name ?? DEFAULT_ENTRY_NAME;
  return putOwn(client, { ...opened, name, launch });
}

/** A client's file, read, with its entries sorted. */
export interface OpenedFile {
  readonly snapshot: ConfigSnapshot;
  readonly entries: SortedEntries;
}

/** Reads a client's file. @throws {ConfigError} `BAD_FILE` when it cannot be read or changed */
export async function openFile(
  client: InstalledClient,
  { path, system }: { readonly path: string; readonly system: System },
): Promise<OpenedFile> {
  const snapshot = await readSnapshot(system, path);
  const { text } = snapshot;
  const file = inFile(path, () => client.syntax.parse(text));
  const refusal = client.refuse?.(file) ?? null;
  if (refusal !== null) throw problem(path, refusal);
  const location = client.files.find((file) => file.path === path) ?? client.target;
  return { snapshot, entries: await sortEntries(text, location, system) };
}

function putOwn(
  client: InstalledClient,
  { snapshot, entries, name, launch }: OpenedFile & {
    readonly name: string;
    readonly launch: Launch;
  },
): Registration {
  const { syntax, key, variables } = client;
  const change = new TextChange(snapshot.text);
  const existing = inFile(snapshot.path, () => readEntry(syntax, snapshot.text, { key, name }));
  if (existing !== null && !entries.own.includes(name)) {
    throw problem(
      snapshot.path,
      `it has a server ${quoted(name)} that is not this bridge; choose another name with --name`,
    );
  }
  const env = mergeVariables(existing?.[variables], launch.env);
  const entry = client.entry({ ...launch, env });
  // an empty object takes the place of variables that were there
  const cleared = existing?.[variables] !== undefined && entry[variables] === undefined;
  inFile(
    snapshot.path,
    () =>
      putEntry(syntax, change, {
        key,
        name,
        entry: cleared ? { ...entry, [variables]: {} } : entry,
      }),
  );
  const outcome = existing === null ? "added" : change.text === snapshot.text ? "kept" : "updated";
  const warnings = warningsOf(entries, name, existing);
  return { snapshot, change, outcome, names: [name], warnings, emptied: false };
}

function mergeVariables(
  existing: unknown,
  chosen: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const kept = isJsonObject(existing)
    ? Object.keys(existing).map((name) => [name, ownText(existing, name) ?? String(existing[name])])
    : [];
  const merged: Record<string, string> = { ...Object.fromEntries(kept), ...chosen };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== ""));
}

function warningsOf(
  { rules, own }: SortedEntries,
  name: string,
  existing: JsonObject | null,
): readonly string[] {
  const warnings: string[] = [];
  const { allowed, disabled } = rules;
  if (allowed !== undefined && !allowed.names.includes(name)) {
    warnings.push(`${allowed.shown} of this file does not name "${name}": add it there.`);
  }
  for (const rule of disabled.filter(({ names }) => names.includes(name))) {
    warnings.push(`${rule.shown} of this file names "${name}": take it out there.`);
  }
  if (existing?.["disabled"] === true || existing?.["enabled"] === false) {
    warnings.push("Its entry is switched off: switch it on in the client.");
  }
  const others = own.filter((other) => other !== name);
  if (others.length > 0) {
    warnings.push(`The bridge is in this file again, as ${others.map(quoted).join(", ")}.`);
  }
  return warnings.map(escapeLine);
}

/**
 * Plans to take the bridge's entries out of a client's files: each that starts it, whatever its name.
 *
 * @returns one for each file that has any; none when the bridge is not registered
 * @throws {ConfigError} `BAD_FILE` when a file cannot be read or changed
 */
export async function planRemoval(
  client: InstalledClient,
  { system }: { readonly system: System },
): Promise<readonly Registration[]> {
  const plans: Registration[] = [];
  for (const { path } of client.files) {
    const { snapshot, entries: { own } } = await openFile(client, { path, system });
    if (own.length === 0) continue;
    const change = new TextChange(snapshot.text);
    for (const name of own) {
      const place = { key: client.key, name, withComments: false };
      inFile(path, () => takeEntry(client.syntax, change, place));
    }
    // an empty file and none mean the same to every client; a link is left with what it leads to
    const emptied = /^\s*(?:\{\s*\}\s*)?$/.test(change.text) && snapshot.path === snapshot.real;
    plans.push({ snapshot, change, outcome: "removed", names: own, warnings: [], emptied });
  }
  return plans;
}

/** Names a file in what is wrong with its text. @throws {ConfigError} `BAD_FILE` */
export function inFile<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof EditProblem) throw problem(path, error.message);
    throw error;
  }
}

function problem(path: string, what: string): ConfigError {
  return new ConfigError("BAD_FILE", `Cannot change ${escapeLine(path)}: ${what}`);
}
