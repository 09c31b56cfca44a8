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
import { readConfigText } from "./read_config_text.ts";
import type { Settings } from "../settings/settings.ts";
import { prepareStateDir } from "../settings/state_dir.ts";
import { TrustStore, type TrustVerdict } from "./trust.ts";

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
  const file = toConfigFile(path, options);
  const content = await readConfigText(system, file.origin.file);
  if (content === null) throw refusal(path, "there is no such file");
  if (!content.ok) throw refusal(path, content.problem);
  const { entries, rules, problem } = parseConfig(content.text, file, system);
  if (problem !== null) throw refusal(path, problem);
  const decisions: string[] = [];
  const { project } = file.location;
  for (const entry of entries) decisions.push(...await describeEntry(entry, { system, project }));
  decisions.push(...describeRules(rules, file.origin.client));
  const hash = await sha256(content.text);
  const store = await TrustStore.load({ system, stateDir: settings.stateDir, log });
  const { file: absolute } = file.origin;
  return {
    file: absolute,
    sha256: hash,
    decisions,
    verdict: await store.verdict(absolute, hash),
    before: await store.shown(absolute),
  };
}

/**
 * Remembers that the user trusts a file with the content that was looked at.
 *
 * @throws {ConfigError} `BAD_FILE` when that cannot be written; `BAD_STATE_DIR`
 */
export async function trustFile(
  { file, sha256: hash, decisions }: InspectedFile,
  { system, settings, log }: TrustFileOptions,
): Promise<void> {
  const { root } = await prepareStateDir(system, settings.stateDir);
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
  if (own?.scope === "user") throw refusal(path, "it is your own file and needs no trust");
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
  return resolveLocations(system, settings).filter(({ scope }) => scope === "project").map(
    (location) => {
      const { client, scope } = location;
      const file = filesPattern(location, system.platform);
      return displayFile({ file, client, scope }, system);
    },
  );
}

function refusal(path: string, reason: string): ConfigError {
  return new ConfigError("BAD_FILE", `Cannot trust "${printable(path)}": ${reason}`);
}
