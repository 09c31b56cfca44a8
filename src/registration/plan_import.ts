import { type ConfigEntry, parseConfig } from "../discovery/config_file.ts";
import { discover } from "../discovery/discover.ts";
import type { DiscoveredServer } from "../discovery/server_definition.ts";
import { ConfigError } from "../errors.ts";
import type { Settings } from "../settings/settings.ts";
import type { System } from "../system/system.ts";
import { escapeLine } from "../text/escape.ts";
import type { InstalledClient, Launch } from "./clients.ts";
import { putEntry, readEntry, takeEntry, type TakenEntry } from "./entry_editor.ts";
import { overlaySystem } from "./overlay_system.ts";
import type { SortedEntries } from "./own_entries.ts";
import {
  DEFAULT_ENTRY_NAME,
  inFile,
  type OpenedFile,
  openFile,
  type PlannedChange,
} from "./plan_registration.ts";
import { freeServersFile, serversDirectory, serversFileText } from "./servers_file.ts";
import { TextChange } from "./text_change.ts";

/** A server that stays where it is. */
export interface LeftServer {
  readonly name: string;
  /** Why, as a clause. */
  readonly reason: string;
}

/** What an import would do. Nothing is written yet. */
export interface PlannedImport {
  /** Names of the servers that move, in order. */
  readonly moved: readonly string[];
  readonly left: readonly LeftServer[];
  /** The client's files without them, and with the bridge. */
  readonly changes: readonly PlannedChange[];
  /** The new file of servers. */
  readonly serversFile: { readonly path: string; readonly text: string };
}

export interface ImportOptions {
  readonly system: System;
  readonly settings: Pick<Settings, "stateDir" | "allowSelfServer" | "configFiles">;
  /** How the client is to start the bridge, if it does not yet. */
  readonly launch: Launch;
}

/**
 * Plans to move a client's servers into a file of their own. A server moves only if discovery finds
 * afterwards what it found before, under the same name and with the same meaning.
 *
 * @throws {ConfigError} `BAD_FILE` when a file cannot be read or changed
 */
export async function planImport(
  client: InstalledClient,
  options: ImportOptions,
): Promise<PlannedImport> {
  const { system } = options;
  const files: OpenedFile[] = [];
  // the bridge is entered into the first
  const paths = new Set([client.target, ...client.files].map(({ path }) => path));
  for (const path of paths) files.push(await openFile(client, { path, system }));
  const path = await freeServersFile(client, system);
  const left = new Map<string, string>();
  for (const { entries } of files) {
    for (const entry of entries.others) {
      const reason = reasonToStay(entry, entries);
      if (reason !== null) left.set(entry.name, reason);
    }
  }
  const build = () => buildImport(client, { files, path, left, ...options });
  const checking = { files, ...options };
  for (const [name, reason] of findOtherMeaning(build(), checking)) left.set(name, reason);
  for (const [name, reason] of await findOtherResult(build(), checking)) {
    if (!left.has(name)) left.set(name, reason);
  }
  const plan = build();
  const again = await findOtherResult(plan, checking);
  const changed = [...again.keys()].filter((name) => !left.has(name));
  if (plan.moved.length > 0 && changed.length > 0) {
    const names = changed.map((name) => escapeLine(name)).join(", ");
    throw new ConfigError("BAD_FILE", `Cannot import: servers would change: ${names}`);
  }
  return plan;
}

function reasonToStay({ name, parsed }: ConfigEntry, { rules }: SortedEntries): string | null {
  if (!parsed.ok) return `it cannot be used: ${parsed.reason}`;
  if (parsed.disabledBy !== null) return `it is switched off: ${parsed.disabledBy}`;
  const { allowed, disabled } = rules;
  const rule = disabled.find(({ names }) => names.includes(name)) ??
    (allowed === undefined || allowed.names.includes(name) ? undefined : allowed);
  return rule === undefined ? null : `it is switched off by ${rule.shown}`;
}

interface Building extends ImportOptions {
  readonly files: readonly OpenedFile[];
  readonly path: string;
  readonly left: ReadonlyMap<string, string>;
}

function buildImport(
  client: InstalledClient,
  { files, path, left, launch }: Building,
): PlannedImport {
  const { key, syntax } = client;
  const taken = new Map<string, TakenEntry>();
  const changes: PlannedChange[] = [];
  const registered = files.some(({ entries }) => entries.own.length > 0);
  for (const [index, { snapshot, entries }] of files.entries()) {
    const change = new TextChange(snapshot.text);
    inFile(snapshot.path, () => {
      if (index === 0 && !registered) putBridge(change, { client, launch });
      for (const { name } of entries.others) {
        // of two files that have a server, the first counts
        if (left.has(name) || taken.has(name)) continue;
        const entry = takeEntry(syntax, change, { key, name, withComments: true });
        if (entry !== null) taken.set(name, entry);
      }
    });
    changes.push({ snapshot, change });
  }
  const names = files.flatMap(({ entries }) => entries.others.map(({ name }) => name));
  return {
    moved: [...taken.keys()],
    left: names.filter((name) => left.has(name) && !taken.has(name))
      .map((name) => ({ name, reason: left.get(name) ?? "" })),
    changes: changes.filter(({ change }) => change.text !== change.before),
    serversFile: { path, text: serversFileText(client, taken) },
  };
}

function putBridge(
  change: TextChange,
  { client, launch }: { readonly client: InstalledClient; readonly launch: Launch },
): void {
  const place = { key: client.key, name: DEFAULT_ENTRY_NAME };
  if (readEntry(client.syntax, change.text, place) !== null) {
    throw new ConfigError(
      "BAD_FILE",
      `Cannot import: ${client.client} has a server "${DEFAULT_ENTRY_NAME}" that is not this bridge`,
    );
  }
  putEntry(client.syntax, change, { ...place, entry: client.entry(launch) });
}

interface Checking extends ImportOptions {
  readonly files: readonly OpenedFile[];
}

type Reasons = ReadonlyMap<string, string>;

/** Servers whose entries say something else in the new file than in the old one. */
function findOtherMeaning(
  { moved, serversFile: { path, text } }: PlannedImport,
  { files, system }: Checking,
): Reasons {
  const location = serversDirectory(system);
  const file = {
    origin: { file: path, client: location.client, scope: "user" },
    location,
  } as const;
  const now = new Map(
    parseConfig(text, file, system).entries.map((
      { name, parsed },
    ) => [name, JSON.stringify(parsed)]),
  );
  const before = new Map(
    files.toReversed().flatMap(({ entries }) => entries.others)
      .map(({ name, parsed }) => [name, JSON.stringify(parsed)]),
  );
  const changed = moved.filter((name) => now.get(name) !== before.get(name));
  return new Map(changed.map((name) => [name, "what else is in its file decides about it"]));
}

/** Servers that discovery would find with another definition or alias, or no more. */
async function findOtherResult(
  { changes, serversFile: { path, text } }: PlannedImport,
  { system, settings, files }: Checking,
): Promise<Reasons> {
  const log = () => {};
  const texts = changes.map(({ snapshot, change }) => [snapshot.real, change.text] as const);
  const overlaid = overlaySystem(system, new Map([[path, text], ...texts]));
  const before = await discover({ system, settings, log });
  const after = await discover({ system: overlaid, settings, log });
  const found = new Map(after.servers.map((server) => [server.name, meaningOf(server)]));
  const own = new Set(files.flatMap(({ entries }) => entries.own));
  const paths = new Set(files.map(({ snapshot }) => snapshot.path));
  const reasons = new Map<string, string>();
  for (const server of before.servers) {
    const { name, availability, origin } = server;
    if (own.has(name)) continue;
    // its client may be able to use it all the same, as it knows what it has asked the user for
    if (availability.state !== "ready" && paths.has(origin.file)) {
      reasons.set(name, `the bridge cannot use it: ${availability.reason}`);
    } else if (found.get(name) !== meaningOf(server)) {
      reasons.set(name, "another file has a server of this name, which would then count");
    }
  }
  return reasons;
}

function meaningOf({ alias, definition, availability }: DiscoveredServer): string {
  return JSON.stringify({ alias, definition, availability });
}
