import { ConfigError } from "../errors.ts";
import { type RefusedEntry, resolveSettings } from "../settings/resolve_settings.ts";
import type { SettingsFile } from "../settings/settings_file.ts";
import { sha256 } from "../system/sha256.ts";
import type { System } from "../system/system.ts";
import { displayFile, trustCommand } from "./display.ts";
import { readConfigText } from "./read_config_text.ts";
import type { Origin } from "./server_definition.ts";
import { parseSettings } from "./settings_file.ts";
import { TrustStore, type TrustVerdict } from "./trust.ts";

/** Largest settings file that is read, in bytes. */
export const MAX_SETTINGS_BYTES = 256 * 1024;

/** A settings file that was read. */
export interface ReadSettingsFile extends SettingsFile {
  readonly origin: Origin;
  /** What the user has said of a project's file; `null` for the user's own. */
  readonly verdict: TrustVerdict | null;
}

/** What was read of settings files. */
export interface ReadSettings {
  /** From the lowest precedence to the highest. */
  readonly files: readonly ReadSettingsFile[];
  /** A line for each thing that is wrong, or that does not count. */
  readonly warnings: readonly string[];
}

/**
 * Reads settings files. What is wrong with a file that the user wrote or trusts is an error; of another
 * it costs only the values that are wrong, because whoever wrote it should not stop the bridge.
 *
 * @param places from the lowest precedence to the highest
 * @throws {ConfigError} `BAD_SETTING`, naming file, line, column, key, value and what is allowed
 */
export async function readSettingsFiles(
  places: readonly Origin[],
  system: System,
): Promise<ReadSettings> {
  const files: ReadSettingsFile[] = [];
  const warnings: string[] = [];
  let store: TrustStore | null = null;
  for (const origin of places) {
    const shown = displayFile(origin, system);
    const content = await readConfigText(system, origin.file, { maxBytes: MAX_SETTINGS_BYTES });
    if (content === null) continue;
    if (!content.ok) {
      const problem = `Cannot use settings file ${shown}: ${content.problem}`;
      if (origin.scope === "user") throw new ConfigError("BAD_SETTING", problem);
      warnings.push(problem);
      continue;
    }
    if (content.concern !== null) warnings.push(`${shown}: ${content.concern}`);
    let verdict: TrustVerdict | null = null;
    if (origin.scope === "project") {
      // a project's file has no say in where the list is that says whether it is trusted
      store ??= await loadTrust(system, { own: files, warn: (text) => warnings.push(text) });
      verdict = await store?.verdict(origin.file, await sha256(content.text)) ?? "unknown";
    }
    const believed = verdict === null || verdict === "trusted";
    const parsed = parseSettings({ text: content.text, file: origin.file, shown }, system);
    if (believed && parsed.problems.length > 0) {
      throw new ConfigError("BAD_SETTING", parsed.problems.join("\n"));
    }
    warnings.push(...parsed.problems, ...parsed.warnings);
    files.push({ origin, shown, verdict, believed, entries: parsed.entries });
  }
  const { refused } = resolveSettings(system, files);
  return { files, warnings: [...warnings, ...warnOfRefused(refused, { files, system })] };
}

async function loadTrust(
  system: System,
  { own, warn }: {
    readonly own: readonly SettingsFile[];
    readonly warn: (text: string) => void;
  },
): Promise<TrustStore | null> {
  const stateDir = ownStateDir(system, own);
  if (stateDir === null) return null;
  return await TrustStore.load({ system, stateDir, log: (_level, text) => warn(text) });
}

/** The state directory that the user's own files choose; `null` where there is none. */
export function ownStateDir(system: System, own: readonly SettingsFile[]): string | null {
  return resolveSettings(system, own).values.stateDir ?? null;
}

/** A line for each file with values that do not count. */
function warnOfRefused(
  refused: readonly RefusedEntry[],
  { files, system }: { readonly files: readonly ReadSettingsFile[]; readonly system: System },
): readonly string[] {
  return files.flatMap(({ origin, shown, verdict }) => {
    const values = refused.filter(({ file }) => file === shown)
      .map(({ key, line, reason }) => `"${key}" (line ${line}: ${reason})`);
    if (values.length === 0) return [];
    const changed = verdict === "changed" ? "; the file was changed since you trusted it" : "";
    return [
      `${shown} is used without ${values.join(", ")}${changed}; if you trust it, run: ` +
      trustCommand(origin, system),
    ];
  });
}
