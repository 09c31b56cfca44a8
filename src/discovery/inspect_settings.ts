import { resolveSettings } from "../settings/resolve_settings.ts";
import { fileKey } from "../settings/file_key.ts";
import type { Setting } from "../settings/setting.ts";
import { SETTINGS } from "../settings/settings.ts";
import { escapeName } from "../text/escape.ts";
import type { System } from "../system/system.ts";
import { ownStateDir } from "./read_settings_files.ts";
import { findSettings } from "./settings_places.ts";
import { parseSettings, type SettingsText } from "./settings_file.ts";

/** What a project's settings file decides. */
export interface InspectedSettings {
  /** One line for each setting; says of those that count only once the file is trusted why. */
  readonly decisions: readonly string[];
  /** What is wrong with the file: it cannot be trusted. */
  readonly problems: readonly string[];
  /** Where the user's word is kept: the state directory that no project's file has chosen. */
  readonly stateDir: string | null;
}

/** Looks at a project's settings file beside what the user has set. */
export async function inspectSettings(
  content: SettingsText,
  system: System,
): Promise<InspectedSettings> {
  const { entries, problems } = parseSettings(content, system);
  const files = (await findSettings(system)).files.filter(({ verdict }) => verdict === null);
  const { shown } = content;
  const { refused } = resolveSettings(system, [...files, { shown, believed: false, entries }]);
  const decisions = Array.from(entries, ([name, { value }]) => {
    const { kind, variable }: Setting<unknown> = SETTINGS[name];
    const key = fileKey(variable);
    const weaker = refused.find((entry) => entry.key === key);
    const reason = weaker === undefined ? "" : `: ${weaker.reason}`;
    // whole, as the user gives the word for it
    return escapeName(`sets ${key} to ${JSON.stringify(kind.write(value))}${reason}`);
  });
  return { decisions, problems, stateDir: ownStateDir(system, files) };
}
