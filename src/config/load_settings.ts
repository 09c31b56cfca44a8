import type { Platform } from "../system/system.ts";
import { ConfigError } from "../errors.ts";
import { nearestNames } from "../text/nearest.ts";
import { printable } from "./printable.ts";
import { formatDuration } from "./quantities.ts";
import { describeSettings, type Settings, SETTINGS_SCHEMA, variableOf } from "./settings.ts";
import { findStateDir } from "./state_dir.ts";

const PREFIX = "MCP_BRIDGE_";
/** Set by the bridge itself in what it starts, see `self_server.ts`. */
const INTERNAL_VARIABLES = ["MCP_BRIDGE_DEPTH"];
const DEFAULT_TIMEOUT_MS = 30_000;

/** Where settings come from, and what relative paths in them are relative to. A `System` fits. */
export interface SettingsSource {
  readonly platform: Platform;
  env(name: string): string | undefined;
  cwd(): string;
  home(): string | null;
}

export interface LoadSettingsOptions {
  /** Names of the variables that are set, to find misspelled ones among them. @default {[]} */
  readonly variableNames?: Iterable<string>;
}

export interface LoadedSettings {
  readonly settings: Settings;
  /** A line for each variable that looks like a setting and is none. */
  readonly warnings: readonly string[];
}

/**
 * The settings that the environment asks for.
 *
 * @throws {ConfigError} `BAD_SETTING`, naming every variable that holds something not allowed
 */
export function loadSettings(
  source: SettingsSource,
  options: LoadSettingsOptions = {},
): LoadedSettings {
  const given = readVariables(source);
  const parsed = SETTINGS_SCHEMA.safeParse(Object.fromEntries(given));
  const problems: string[] = [];
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      const setting = String(issue.path[0]);
      problems.push(refusal(variableFor(setting), given.get(setting) ?? "", issue.message));
    }
    throw badSettings(problems);
  }

  const { timeoutMs, cpus, poolSize, maxConcurrency, ...rest } = parsed.data;
  const max = rest.maxTimeoutMs;
  if (timeoutMs !== undefined && timeoutMs > max) {
    problems.push(refusal(
      variableOf("timeoutMs"),
      given.get("timeoutMs") ?? "",
      `longer than ${variableOf("maxTimeoutMs")}, which is ${
        given.get("maxTimeoutMs") ?? `${formatDuration(max)} by default`
      }; lower the one or raise the other`,
    ));
  }
  const directory = findStateDir(source);
  if (directory === null) {
    problems.push(
      `Cannot choose a state directory: no home directory is known; set ${variableOf("stateDir")}`,
    );
  }
  if (problems.length > 0 || directory === null) throw badSettings(problems);

  return {
    settings: {
      ...rest,
      timeoutMs: timeoutMs ?? Math.min(DEFAULT_TIMEOUT_MS, max),
      cpus: cpus ?? null,
      poolSize: poolSize ?? null,
      maxConcurrency: maxConcurrency ?? null,
      stateDir: directory,
    },
    warnings: warnOfUnknown(options.variableNames ?? []),
  };
}

/** Values by setting; a variable that is empty or blank counts as not set. */
function readVariables(source: SettingsSource): ReadonlyMap<string, string> {
  const given = new Map<string, string>();
  for (const setting of SETTINGS_SCHEMA.keyof().options) {
    const value = source.env(variableOf(setting))?.trim();
    if (value !== undefined && value !== "") given.set(setting, value);
  }
  return given;
}

function variableFor(setting: string): string {
  const known = SETTINGS_SCHEMA.keyof().safeParse(setting);
  return known.success ? variableOf(known.data) : setting;
}

function refusal(variable: string, value: string, reason: string): string {
  return `Cannot use ${variable}="${printable(value, 80)}": ${reason}`;
}

function badSettings(problems: readonly string[]): ConfigError {
  return new ConfigError("BAD_SETTING", problems.join("\n"));
}

function warnOfUnknown(names: Iterable<string>): readonly string[] {
  const known = describeSettings().map(({ variable }) => variable);
  const endings = known.map((variable) => variable.slice(PREFIX.length));
  const warnings: string[] = [];
  for (const name of names) {
    if (!name.startsWith(PREFIX) || known.includes(name) || INTERNAL_VARIABLES.includes(name)) {
      continue;
    }
    // what all names share says nothing about which one is meant
    const [meant] = nearestNames(name.slice(PREFIX.length), endings);
    const hint = meant === undefined ? "" : `: did you mean ${PREFIX}${meant}?`;
    warnings.push(`${printable(name, 80)} is not a setting of the bridge${hint}`);
  }
  return warnings.sort();
}
