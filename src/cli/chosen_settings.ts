import { UsageError } from "../errors.ts";
import { isSetting, loadSettings, settingMeant } from "../settings/load_settings.ts";
import type { SettingsSource } from "../settings/setting.ts";
import { sourceWith } from "../settings/source_with.ts";
import { quoted } from "../text/nearest.ts";

/**
 * Settings from texts like `MCP_BRIDGE_MEMORY=1g`, by their variables. An empty value takes a setting
 * out of an entry that has it.
 *
 * @throws {UsageError} when a text has another form or names no setting
 * @throws {ConfigError} `BAD_SETTING` when a value is not allowed
 */
export function parseChosenSettings(
  texts: readonly string[],
  source: SettingsSource,
): Readonly<Record<string, string>> {
  const chosen = new Map<string, string>();
  for (const text of texts) {
    const end = text.indexOf("=");
    if (end === -1) throw new UsageError(`Cannot set ${quoted(text)}: NAME=VALUE was expected`);
    const name = text.slice(0, end).trim();
    if (!isSetting(name)) {
      throw new UsageError(
        `Cannot set ${quoted(name)}: no setting has that name${settingMeant(name)}`,
      );
    }
    chosen.set(name, text.slice(end + 1).trim());
  }
  // without any, nothing is asked of the machine
  if (chosen.size === 0) return {};
  loadSettings(sourceWith(source, (name) => chosen.get(name)));
  return Object.fromEntries(chosen);
}
