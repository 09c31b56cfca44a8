import { filesPattern, findProjectLocation, resolveLocations } from "./client_paths.ts";
import { pathsOf } from "../system/paths.ts";
import { ConfigError, messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import { sha256 } from "../system/sha256.ts";
import type { System } from "../system/system.ts";
import { type ConfigFile, parseConfig } from "./config_file.ts";
import { displayFile } from "./display.ts";
import { printable } from "../text/printable.ts";
import { readConfigText } from "./read_config_text.ts";
import type { Settings } from "../settings/settings.ts";
import { prepareStateDir } from "../settings/state_dir.ts";
import { TrustStore } from "./trust.ts";

export interface TrustFileOptions {
  readonly system: System;
  readonly settings: Pick<Settings, "stateDir" | "configFiles">;
  readonly log: Log;
}

/** A server that a trusted file may start from now on. */
export interface TrustedServer {
  readonly name: string;
  /** Command and arguments as they are written; URL for a server reached by URL; or why it is not used. */
  readonly starts: string;
}

/** What was trusted. */
export interface TrustedFile {
  /** Absolute path. */
  readonly file: string;
  /** Hash of the content that is trusted; another content is not. */
  readonly sha256: string;
  /** To be shown to the user: it is what the word was given for. */
  readonly servers: readonly TrustedServer[];
}

/**
 * Remembers that the user trusts a project's configuration file as it is now.
 *
 * @param path absolute, or relative to the working directory
 * @throws {ConfigError} `BAD_FILE` when it is not such a file or cannot be parsed; `BAD_STATE_DIR`
 */
export async function trustFile(path: string, options: TrustFileOptions): Promise<TrustedFile> {
  const { system, settings, log } = options;
  const file = toConfigFile(path, options);
  const content = await readConfigText(system, file.origin.file);
  if (content === null) throw refusal(path, "there is no such file");
  if (!content.ok) throw refusal(path, content.problem);
  const { entries, problem } = parseConfig(content.text, file, system);
  if (problem !== null) throw refusal(path, problem);

  const hash = await sha256(content.text);
  const { root } = await prepareStateDir(system, settings.stateDir);
  const store = await TrustStore.load({ system, stateDir: root, log });
  try {
    await store.add(file.origin.file, hash);
  } catch (error) {
    throw refusal(path, `the list of trusted files cannot be written: ${messageOf(error)}`);
  }
  const servers = entries.map(({ name, parsed }): TrustedServer => {
    if (!parsed.ok) return { name, starts: `nothing: ${parsed.reason}` };
    const { definition } = parsed;
    const starts = definition.kind === "stdio"
      ? [definition.command, ...definition.args].join(" ")
      : definition.url;
    return { name, starts };
  });
  return { file: file.origin.file, sha256: hash, servers };
}

function toConfigFile(path: string, { system, settings }: TrustFileOptions): ConfigFile {
  const { dirname, resolve } = pathsOf(system.platform);
  const file = resolve(system.cwd(), path);
  const own = resolveLocations(system, settings).find((location) => location.path === file);
  if (own?.scope === "user") throw refusal(path, "it is your own file and needs no trust");
  // also a file of another directory: it counts when the bridge is started there
  const row = findProjectLocation(file, system.platform);
  if (row === null) {
    throw refusal(path, `only these need trust: ${projectFiles(system, settings).join(", ")}`);
  }
  const { client, scope } = row;
  const location = { ...row, path: file, project: dirname(file), required: false };
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
