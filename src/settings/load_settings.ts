import { ConfigError } from "../errors.ts";
import { nearestNames } from "../text/nearest.ts";
import { printable } from "../text/printable.ts";
import { resolveSettings } from "./resolve_settings.ts";
import type { Setting, SettingsSource } from "./setting.ts";
import { SETTINGS, type Settings } from "./settings.ts";
import type { SettingsFile } from "./settings_file.ts";

const PREFIX = "MCP_BRIDGE_";
/** Variables that the bridge sets for the processes it starts, see `self_server.ts`. */
const INTERNAL_VARIABLES = ["MCP_BRIDGE_DEPTH"];

export interface LoadSettingsOptions {
  /** Names of the variables that are set, among which misspelled ones are found. @default {[]} */
  readonly variableNames?: Iterable<string>;
  /** From the lowest precedence to the highest. @default {[]} */
  readonly files?: readonly SettingsFile[];
}

export interface LoadedSettings {
  readonly settings: Settings;
  /** A line for each variable with the prefix of settings that is not a setting. */
  readonly warnings: readonly string[];
}

/**
 * The settings from the environment and from files.
 *
 * @throws {ConfigError} `BAD_SETTING`, naming every value that is not allowed
 */
export function loadSettings(
  source: SettingsSource,
  { variableNames = [], files = [] }: LoadSettingsOptions = {},
): LoadedSettings {
  const { values, problems, undecided } = resolveSettings(source, files);
  const missing = Array.from(
    undecided,
    ([name, reason]) => `Cannot choose a default for ${SETTINGS[name].variable}: ${reason}`,
  );
  const wrong = [...problems, ...missing];
  if (wrong.length > 0) throw new ConfigError("BAD_SETTING", wrong.join("\n"));
  return { settings: values as Settings, warnings: warnOfVariables(variableNames) };
}

/** A line for each variable with the prefix of settings that is not a setting. */
export function warnOfVariables(names: Iterable<string>): readonly string[] {
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
