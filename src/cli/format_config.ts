import type { ReadSettingsFile } from "../discovery/read_settings_files.ts";
import { describeSettings, type SettingDoc } from "../settings/describe_settings.ts";
import type {
  RefusedEntry,
  ResolvedSettings,
  SettingOrigin,
} from "../settings/resolve_settings.ts";
import type { FileValue, Setting } from "../settings/setting.ts";
import { SETTINGS } from "../settings/settings.ts";
import { escapeLine } from "../text/escape.ts";

/** A setting with its value and where that comes from. */
export interface ConfigRow extends Omit<SettingDoc, "name" | "literal"> {
  /** As a settings file writes it; `null` when the default is not a value. */
  readonly value: FileValue | null;
  readonly origin: SettingOrigin;
  /** Why there is no value, as a clause; or `null`. */
  readonly problem: string | null;
}

/** A place of a settings file. */
export interface ConfigFileRow {
  /** Absolute path. */
  readonly file: string;
  /** The file as people name it. */
  readonly shown: string;
  readonly scope: "user" | "project";
  /** `used`: all of it counts; the others count only where they are stricter. */
  readonly state: "absent" | "used" | "untrusted" | "changed";
  /** Values that do not count. */
  readonly refused: readonly Omit<RefusedEntry, "file">[];
}

/** All that `config` prints. */
export interface ConfigReport {
  readonly settings: readonly ConfigRow[];
  /** From the lowest precedence to the highest. */
  readonly files: readonly ConfigFileRow[];
}

/** The rows of the settings, in the order of the table. */
export function toConfigRows(
  { values, origins, undecided }: ResolvedSettings,
): readonly ConfigRow[] {
  return describeSettings().map(({ name, literal: _literal, ...doc }) => {
    const { kind }: Setting<unknown> = SETTINGS[name];
    const value = values[name] ?? null;
    return {
      ...doc,
      value: value === null ? null : kind.write(value),
      origin: origins[name],
      problem: undecided.get(name) ?? null,
    };
  });
}

/** What is said of a settings file that was read. */
export function toFileRow(
  { origin, shown, believed, verdict }: ReadSettingsFile,
  refused: readonly RefusedEntry[],
): ConfigFileRow {
  return {
    file: origin.file,
    shown,
    scope: origin.scope,
    state: believed ? "used" : verdict === "changed" ? "changed" : "untrusted",
    refused: refused.filter(({ file }) => file === shown)
      .map(({ file: _file, ...entry }) => entry),
  };
}

/** Formats each setting on a line, and the files. Ends with a newline. */
export function formatConfig({ settings, files }: ConfigReport): string {
  const width = Math.max(...settings.map(({ key }) => key.length));
  const lines = settings.map((row) => {
    const { key, origin } = row;
    const from = origin.kind === "default"
      ? "  (default)"
      : `  (${formatOrigin(row)}; default: ${plain(row.default)})`;
    return `${key.padEnd(width)}  ${formatValue(row)}${from}`;
  });
  return `${lines.join("\n")}\n\n${formatFiles(files)}`;
}

/** Formats all that is known of each setting, and the files. Ends with a newline. */
export function formatExplanation({ settings, files }: ConfigReport): string {
  const blocks = settings.map((row) =>
    [
      `${row.key}: ${formatValue(row)}`,
      `  from      ${formatOrigin(row)}`,
      `  default   ${plain(row.default)}`,
      `  allowed   ${plain(row.allowed)}`,
      `  variable  ${row.variable}`,
      `  project   ${plain(row.inProject)}`,
      `  ${plain(row.description)}`,
    ].join("\n")
  );
  return `${blocks.join("\n\n")}\n\n${formatFiles(files)}`;
}

function formatValue({ value, problem, ...row }: ConfigRow): string {
  if (problem !== null) return `none: ${escapeLine(problem)}`;
  if (value === null) return plain(row.default);
  if (typeof value !== "object") return escapeLine(String(value));
  return value.length === 0 ? "none" : escapeLine(value.join(", "));
}

function formatOrigin({ origin, variable }: ConfigRow): string {
  switch (origin.kind) {
    case "flag":
      return "a flag of this command";
    case "variable":
      return variable;
    case "file":
      return `${origin.file}:${origin.line}`;
    case "default":
      return "the default";
  }
}

const STATES: Readonly<Record<ConfigFileRow["state"], string>> = {
  absent: "not there",
  used: "used",
  untrusted: "not trusted: used where it is stricter",
  changed: "changed since you trusted it: used where it is stricter",
};

function formatFiles(files: readonly ConfigFileRow[]): string {
  const lines = files.flatMap(({ shown, state, refused }) => [
    `  ${shown} (${STATES[state]})`,
    ...refused.map(({ key, line, reason }) => `    without ${key}, line ${line}: ${reason}`),
  ]);
  return `Settings files, each before those above it:\n${lines.join("\n")}\n`;
}

function plain(text: string): string {
  return text.replaceAll("`", "");
}
