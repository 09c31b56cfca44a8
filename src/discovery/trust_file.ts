import { filesPattern, findProjectLocation, resolveLocations } from "./client_paths.ts";
import { pathsOf } from "../system/paths.ts";
import { ConfigError, messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import { sha256 } from "../system/sha256.ts";
import type { System } from "../system/system.ts";
import { type ConfigFile, parseConfig } from "./config_file.ts";
import { describeEntry } from "./describe_entry.ts";
import { displayFile } from "./display.ts";
import type { ClientRules } from "./formats/config_format.ts";
import { escapeLine } from "../text/escape.ts";
import { printable } from "../text/printable.ts";
import { inspectSettings } from "./inspect_settings.ts";
import { MAX_CONFIG_BYTES, type ReadConfigOptions, readConfigText } from "./read_config_text.ts";
import { MAX_SETTINGS_BYTES } from "./read_settings_files.ts";
import type { Origin } from "./server_definition.ts";
import { SETTINGS_FILE, settingsPlaces, userSettingsFile } from "./settings_places.ts";
import type { Settings } from "../settings/settings.ts";
import { prepareStateDir } from "../settings/state_dir.ts";
import { TrustStore, type TrustVerdict } from "./trust.ts";

const OWN_FILE = "it is your own file and needs no trust";

export interface TrustFileOptions {
  readonly system: System;
  readonly settings: Pick<Settings, "stateDir" | "configFiles">;
  readonly log: Log;
}

/** A project's file as it is now, before the user has said whether to trust it. */
export interface InspectedFile {
  /** Absolute path. */
  readonly file: string;
  /** Hash of the content that was looked at; another content is not trusted. */
  readonly sha256: string;
  /** Everything that the file decides, in one line each. To be shown: the word is given for it. */
  readonly decisions: readonly string[];
  /** What the user has said of the file until now. */
  readonly verdict: TrustVerdict;
  /** What it decided when the user trusted it last; `null` when that is not known. */
  readonly before: readonly string[] | null;
  /** The state directory in which the user's word is kept, absolute. */
  readonly stateDir: string;
}

/**
 * Looks at a project's configuration file, and at what was trusted of it.
 *
 * @param path absolute, or relative to the working directory
 * @throws {ConfigError} `BAD_FILE` when it is not such a file or cannot be parsed
 */
export async function inspectFile(
  path: string,
  options: TrustFileOptions,
): Promise<InspectedFile> {
  const { system, settings, log } = options;
  const isSettings = pathsOf(system.platform).basename(path) === SETTINGS_FILE;
  const { stateDir, ...found } = isSettings
    ? await inspectSettingsFile(path, system)
    : { ...await inspectServers(path, options), stateDir: settings.stateDir };
  const store = await TrustStore.load({ system, stateDir, log });
  return {
    ...found,
    stateDir,
    verdict: await store.verdict(found.file, found.sha256),
    before: await store.shown(found.file),
  };
}

type Inspected = Pick<InspectedFile, "file" | "sha256" | "decisions">;

async function inspectServers(path: string, options: TrustFileOptions): Promise<Inspected> {
  const { system } = options;
  const file = toConfigFile(path, options);
  const text = await readText(path, { system, file: file.origin.file });
  const { entries, rules, problem } = parseConfig(text, file, system);
  if (problem !== null) throw refusal(path, problem);
  const decisions: string[] = [];
  const { project } = file.location;
  for (const entry of entries) decisions.push(...await describeEntry(entry, { system, project }));
  decisions.push(...describeRules(rules, file.origin.client));
  return { file: file.origin.file, sha256: await sha256(text), decisions };
}

async function inspectSettingsFile(
  path: string,
  system: System,
): Promise<Inspected & Pick<InspectedFile, "stateDir">> {
  const file = pathsOf(system.platform).resolve(system.cwd(), path);
  if (file === userSettingsFile(system)) throw refusal(path, OWN_FILE);
  const text = await readText(path, { system, file, maxBytes: MAX_SETTINGS_BYTES });
  const { decisions, problems: [problem], stateDir } = await inspectSettings(
    { text, file, shown: printable(path) },
    system,
  );
  if (problem !== undefined) throw refusal(path, problem);
  if (stateDir === null) throw refusal(path, "there is no state directory to keep your word in");
  return { file, sha256: await sha256(text), decisions, stateDir };
}

async function readText(
  path: string,
  { system, file, maxBytes = MAX_CONFIG_BYTES }: ReadConfigOptions & {
    readonly system: System;
    readonly file: string;
  },
): Promise<string> {
  const content = await readConfigText(system, file, { maxBytes });
  if (content === null) throw refusal(path, "there is no such file");
  if (!content.ok) throw refusal(path, content.problem);
  return content.text;
}

/**
 * Remembers that the user trusts a file with the content that was looked at.
 *
 * @throws {ConfigError} `BAD_FILE` when that cannot be written; `BAD_STATE_DIR`
 */
export async function trustFile(
  { file, sha256: hash, decisions, stateDir }: InspectedFile,
  { system, log }: Pick<TrustFileOptions, "system" | "log">,
): Promise<void> {
  const { root } = await prepareStateDir(system, stateDir);
  const store = await TrustStore.load({ system, stateDir: root, log });
  try {
    await store.add(file, { hash, shown: decisions });
  } catch (error) {
    throw refusal(file, `the list of trusted files cannot be written: ${messageOf(error)}`);
  }
}

/** What a file decides about servers of its client in other files. */
function describeRules({ allowed, disabled }: ClientRules, client: string): readonly string[] {
  const lines = disabled.filter(({ names }) => names.length > 0).map(({ shown, names }) =>
    `${shown} switches off servers of ${client}: ${names.join(", ")}`
  );
  if (allowed !== undefined) {
    lines.push(
      `${allowed.shown} switches off all servers of ${client} but: ${allowed.names.join(", ")}`,
    );
  }
  return lines.map(escapeLine);
}

function toConfigFile(path: string, { system, settings }: TrustFileOptions): ConfigFile {
  const { resolve } = pathsOf(system.platform);
  const file = resolve(system.cwd(), path);
  const own = resolveLocations(system, settings).find((location) => location.path === file);
  if (own?.scope === "user") throw refusal(path, OWN_FILE);
  // also a file of another directory: it counts when the bridge is started there
  const row = findProjectLocation(file, system.platform);
  if (row === null) {
    throw refusal(path, `only these need trust: ${projectFiles(system, settings).join(", ")}`);
  }
  const { client, scope } = row;
  const depth = row.segments.length + (row.kind === "directory" ? 1 : 0);
  const project = resolve(file, ...Array.from({ length: depth }, () => ".."));
  const location = { ...row, path: file, project, required: false };
  return { origin: { file, client, scope }, location };
}

function projectFiles(
  system: System,
  settings: TrustFileOptions["settings"],
): readonly string[] {
  const servers = resolveLocations(system, settings).map((location): Origin => ({
    ...location,
    file: filesPattern(location, system.platform),
  }));
  return [...servers, ...settingsPlaces(system)]
    .filter(({ scope }) => scope === "project")
    .map((origin) => displayFile(origin, system));
}

function refusal(path: string, reason: string): ConfigError {
  return new ConfigError("BAD_FILE", `Cannot trust "${printable(path)}": ${reason}`);
}
