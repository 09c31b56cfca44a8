import { ConfigError } from "../errors.ts";
import { nearestNames } from "../text/nearest.ts";
import { printable } from "../text/printable.ts";
import { formatDuration } from "./quantities.ts";
import type { Setting, SettingsSource, SettledValues } from "./setting.ts";
import { SETTINGS, type Settings } from "./settings.ts";

const PREFIX = "MCP_BRIDGE_";
/** Variables that the bridge sets for the processes it starts, see `self_server.ts`. */
const INTERNAL_VARIABLES = ["MCP_BRIDGE_DEPTH"];

export interface LoadSettingsOptions {
  /** Names of the variables that are set, among which misspelled ones are found. @default {[]} */
  readonly variableNames?: Iterable<string>;
}

export interface LoadedSettings {
  readonly settings: Settings;
  /** A line for each variable with the prefix of settings that is not a setting. */
  readonly warnings: readonly string[];
}

/**
 * Reads the settings from the environment.
 *
 * @throws {ConfigError} `BAD_SETTING`, naming every variable with a value that is not allowed
 */
export function loadSettings(
  source: SettingsSource,
  options: LoadSettingsOptions = {},
): LoadedSettings {
  const problems: string[] = [];
  /** The value, or `undefined` after the problem was added. */
  const attempt = (setting: Setting<unknown>, text: string, read: () => unknown): unknown => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error;
      problems.push(refusal(setting.variable, text, error.message));
      return undefined;
    }
  };
  const values: Record<string, unknown> = {};
  const derived: [string, Setting<unknown>, (settled: SettledValues) => unknown][] = [];
  for (const [name, setting] of Object.entries<Setting<unknown>>(SETTINGS)) {
    const text = textOf(setting, source);
    const otherwise = setting.default;
    if (text !== null) {
      values[name] = attempt(setting, text, () => setting.kind.parse(text, source));
    } else if ("text" in otherwise) values[name] = setting.kind.parse(otherwise.text, source);
    else if ("value" in otherwise) values[name] = otherwise.value;
    else derived.push([name, setting, (settled) => otherwise.derive(settled, source)]);
  }
  if (problems.length > 0) throw badSettings(problems);
  const settled = values as unknown as SettledValues;
  for (const [name, setting, derive] of derived) {
    values[name] = attempt(setting, "", () => derive(settled));
  }
  const settings = values as unknown as Settings;
  problems.push(...conflicts(settings, source));
  if (problems.length > 0) throw badSettings(problems);
  return { settings, warnings: warnOfUnknown(options.variableNames ?? []) };
}

/** A variable that is empty or blank counts as not set. */
function textOf(setting: Setting<unknown>, source: SettingsSource): string | null {
  const text = source.env(setting.variable)?.trim() ?? "";
  return text === "" ? null : text;
}

/** Settings that are valid alone but not together. */
function conflicts(settings: Settings, source: SettingsSource): readonly string[] {
  const { timeoutMs, maxTimeoutMs } = SETTINGS;
  if (settings.timeoutMs <= settings.maxTimeoutMs) return [];
  const max = textOf(maxTimeoutMs, source) ??
    `${formatDuration(settings.maxTimeoutMs)} by default`;
  return [refusal(
    timeoutMs.variable,
    textOf(timeoutMs, source) ?? "",
    `longer than ${maxTimeoutMs.variable}, which is ${max}; lower the first or raise the second`,
  )];
}

function refusal(variable: string, value: string, reason: string): string {
  return value === ""
    ? `Cannot choose a default for ${variable}: ${reason}`
    : `Cannot use ${variable}="${printable(value, 80)}": ${reason}`;
}

function badSettings(problems: readonly string[]): ConfigError {
  return new ConfigError("BAD_SETTING", problems.join("\n"));
}

function warnOfUnknown(names: Iterable<string>): readonly string[] {
  const warnings: string[] = [];
  for (const name of names) {
    if (!name.startsWith(PREFIX) || isSetting(name) || INTERNAL_VARIABLES.includes(name)) continue;
    warnings.push(`${printable(name, 80)} is not a setting of the bridge${settingMeant(name)}`);
  }
  return warnings.sort();
}

/** Whether a setting has this variable. */
export function isSetting(variable: string): boolean {
  return Object.values<Setting<unknown>>(SETTINGS).some((setting) => setting.variable === variable);
}

/** `: did you mean MCP_BRIDGE_MEMORY?` for a name that no setting has; empty if none is similar. */
export function settingMeant(name: string): string {
  // the common prefix would make all names look similar
  const withoutPrefix = (variable: string): string =>
    variable.startsWith(PREFIX) ? variable.slice(PREFIX.length) : variable;
  const known = Object.values<Setting<unknown>>(SETTINGS).map(({ variable }) => variable);
  const [meant] = nearestNames(withoutPrefix(name), known.map(withoutPrefix));
  const variable = known.find((one) => withoutPrefix(one) === meant);
  return variable === undefined ? "" : `: did you mean ${variable}?`;
}
