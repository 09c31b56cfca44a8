import type { Platform } from "../system/system.ts";
import { ConfigError } from "../errors.ts";
import { nearestNames } from "../text/nearest.ts";
import { printable } from "../text/printable.ts";
import { formatDuration } from "./quantities.ts";
import { describeSettings, type Setting, SETTINGS, type Settings } from "./settings.ts";
import { findStateDir, STATE_DIR_VARIABLE } from "./state_dir.ts";

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
  const problems = [...given].flatMap(([setting, text]) => problemWith(setting, text));
  if (problems.length > 0) throw badSettings(problems);

  const read = <T>(setting: Setting<T>): T | null => {
    const text = given.get(setting);
    return text === undefined ? null : setting.read(text);
  };
  const readOrDefault = <T>(setting: Setting<T>): T =>
    setting.read(given.get(setting) ?? setting.default);

  const { timeoutMs, maxTimeoutMs } = SETTINGS;
  const max = readOrDefault(maxTimeoutMs);
  const timeout = read(timeoutMs) ?? Math.min(DEFAULT_TIMEOUT_MS, max);
  if (timeout > max) {
    problems.push(refusal(
      timeoutMs.variable,
      given.get(timeoutMs) ?? "",
      `longer than ${maxTimeoutMs.variable}, which is ${
        given.get(maxTimeoutMs) ?? `${formatDuration(max)} by default`
      }; lower the one or raise the other`,
    ));
  }
  const stateDir = findStateDir(source);
  if (stateDir === null) {
    problems.push(
      `Cannot choose a state directory: no home directory is known; set ${STATE_DIR_VARIABLE}`,
    );
  }
  if (problems.length > 0 || stateDir === null) throw badSettings(problems);

  return {
    settings: {
      runtime: readOrDefault(SETTINGS.runtime),
      image: readOrDefault(SETTINGS.image),
      timeoutMs: timeout,
      maxTimeoutMs: max,
      memoryBytes: readOrDefault(SETTINGS.memoryBytes),
      pids: readOrDefault(SETTINGS.pids),
      cpus: read(SETTINGS.cpus),
      containerUser: readOrDefault(SETTINGS.containerUser),
      runtimeIdleTimeoutMs: readOrDefault(SETTINGS.runtimeIdleTimeoutMs),
      poolSize: read(SETTINGS.poolSize),
      maxConcurrency: read(SETTINGS.maxConcurrency),
      stateDir,
      outputMode: readOrDefault(SETTINGS.outputMode),
      maxOutput: readOrDefault(SETTINGS.maxOutput),
      allowSelfServer: readOrDefault(SETTINGS.allowSelfServer),
    },
    warnings: warnOfUnknown(options.variableNames ?? []),
  };
}

/** Texts by setting; a variable that is empty or blank counts as not set. */
function readVariables(source: SettingsSource): ReadonlyMap<Setting<unknown>, string> {
  const given = new Map<Setting<unknown>, string>();
  for (const setting of Object.values(SETTINGS)) {
    const text = source.env(setting.variable)?.trim();
    if (text !== undefined && text !== "") given.set(setting, text);
  }
  return given;
}

function problemWith(setting: Setting<unknown>, text: string): readonly string[] {
  try {
    setting.read(text);
    return [];
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error;
    return [refusal(setting.variable, text, error.message)];
  }
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
