import { ConfigError } from "../errors.ts";
import { findSettings } from "../discovery/settings_places.ts";
import { loadSettings, warnOfVariables } from "../settings/load_settings.ts";
import type { Setting, SettingsSource } from "../settings/setting.ts";
import { SETTINGS, type Settings } from "../settings/settings.ts";
import type { SettingsFile } from "../settings/settings_file.ts";
import { STATE_DIR_VARIABLE } from "../settings/state_dir.ts";
import { sourceWith } from "../settings/source_with.ts";
import { pathsOf } from "../system/paths.ts";
import type { System } from "../system/system.ts";
import { printable } from "../text/printable.ts";

/** A variable that is not obeyed, and why, as a clause without its value. */
export interface RefusedSetting {
  readonly variable: string;
  readonly reason: string;
}

/** Settings to go on with, whatever the environment says. */
export interface UsableSettings {
  readonly settings: Settings;
  /** Whether a state directory is known; without it, `settings.stateDir` is a path that cannot be. */
  readonly hasStateDir: boolean;
  readonly refused: readonly RefusedSetting[];
  /** A line for each variable that looks like a setting and is none. */
  readonly unknown: readonly string[];
  /** Names of the variables that are set and obeyed. */
  readonly set: readonly string[];
  readonly files: UsableFiles;
}

/** The settings files that count. */
export interface UsableFiles {
  readonly files: readonly SettingsFile[];
  /** How many things in them are wrong, or do not count. */
  readonly warnings: number;
  /** Whether one is so wrong that none counts. */
  readonly refused: boolean;
}

/** What is used where no settings file is, or none can be. */
const NO_FILES: UsableFiles = { files: [], warnings: 0, refused: false };

/** Looks for settings files. Never throws: those that cannot be used do not count. */
export async function findUsableFiles(system: System): Promise<UsableFiles> {
  try {
    const { files, warnings } = await findSettings(system);
    return { files, warnings: warnings.length, refused: false };
  } catch {
    return { ...NO_FILES, refused: true };
  }
}

/**
 * Reads the settings. A variable that cannot be used counts as not set, and is told of; files whose
 * values cannot be used do not count.
 */
export function readUsableSettings(
  system: System,
  found: UsableFiles = NO_FILES,
): UsableSettings {
  try {
    return readWith(system, found);
  } catch (error) {
    if (!(error instanceof ConfigError) || found.files.length === 0) throw error;
    return readWith(system, { ...NO_FILES, refused: true });
  }
}

function readWith(system: System, found: UsableFiles): UsableSettings {
  const given = VARIABLES.filter((name) => (system.env(name)?.trim() ?? "") !== "");
  const attempt = (names: readonly string[], fallback: string | null): Attempt =>
    load(system, { names, fallback, files: found.files });

  // without a home there is no default: a path below a file cannot exist, so nothing is read from it
  const nowhere = pathsOf(system.platform).join(system.execPath, "no-state-directory");
  const hasDefault = load(system, { names: [], fallback: null, files: [] }).ok;
  const fallback = hasDefault ? null : nowhere;
  const alone = given.map((name) => ({ name, tried: attempt([name], fallback) }));
  const refused = alone.flatMap(({ name, tried }) =>
    tried.ok ? [] : [refusal(name, tried, system)]
  );
  const good = alone.filter(({ tried }) => tried.ok).map(({ name }) => name);
  const hasStateDir = hasDefault || good.includes(STATE_DIR_VARIABLE);
  const unknown = warnOfVariables(system.envNames());
  // what the files say alone must be usable, or every variable would seem to be wrong
  settingsOf(attempt([], fallback));

  const together = attempt(good, fallback);
  if (together.ok) {
    return { settings: together.settings, hasStateDir, refused, unknown, set: good, files: found };
  }
  // each is allowed, and they contradict each other
  const contradicting = good.filter((name) => together.message.includes(`Cannot use ${name}=`));
  const kept = good.filter((name) => !contradicting.includes(name));
  const rest = attempt(kept, fallback);
  const set = rest.ok ? kept : [];
  return {
    settings: rest.ok ? rest.settings : settingsOf(attempt([], fallback)),
    hasStateDir: hasDefault || set.includes(STATE_DIR_VARIABLE),
    refused: [...refused, ...contradicting.map((name) => refusal(name, together, system))],
    unknown,
    set,
    files: found,
  };
}

const VARIABLES: readonly string[] = Object.values<Setting<unknown>>(SETTINGS)
  .map(({ variable }) => variable);

type Attempt =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly message: string };

interface Selected {
  /** The variables that count. */
  readonly names: readonly string[];
  /** State directory where none is named, or `null` for the default. */
  readonly fallback: string | null;
  readonly files: readonly SettingsFile[];
}

function load(system: System, selected: Selected): Attempt {
  try {
    const { files } = selected;
    return { ok: true, settings: loadSettings(sourceOf(system, selected), { files }).settings };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { ok: false, message: error.message };
  }
}

function sourceOf(system: System, { names, fallback }: Omit<Selected, "files">): SettingsSource {
  return sourceWith(system, (name) => {
    if (!VARIABLES.includes(name) || names.includes(name)) return system.env(name);
    return name === STATE_DIR_VARIABLE ? fallback ?? undefined : undefined;
  });
}

function settingsOf(attempt: Attempt): Settings {
  if (attempt.ok) return attempt.settings;
  throw new ConfigError("BAD_SETTING", attempt.message);
}

/** The reason without the value, which may be a secret in the wrong place. */
function refusal(
  variable: string,
  { message }: { readonly message: string },
  system: System,
): RefusedSetting {
  const value = system.env(variable)?.trim() ?? "";
  const opening = `Cannot use ${variable}="${printable(value, 80)}": `;
  const line = message.split("\n").find((one) => one.startsWith(opening));
  return {
    variable,
    reason: line === undefined ? "its value cannot be used" : line.slice(opening.length),
  };
}
