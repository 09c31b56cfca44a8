/** Which source a setting is taken from: a variable, a settings file, or its default. */

import { printable } from "../text/printable.ts";
import { fileKey } from "./file_key.ts";
import { formatDuration } from "./quantities.ts";
import type { Setting, SettingsSource, SettledValues } from "./setting.ts";
import { type SettingName, SETTINGS, type Settings } from "./settings.ts";
import type { FileEntry, SettingsFile } from "./settings_file.ts";
import { isAsStrict } from "./tightening.ts";

/** Where the value of a setting comes from. */
export type SettingOrigin =
  | { readonly kind: "flag" | "variable" | "default" }
  | { readonly kind: "file"; readonly file: string; readonly line: number };

/** A value of a project's file that does not count, because nobody has trusted the file. */
export interface RefusedEntry {
  /** The file as people name it. */
  readonly file: string;
  readonly line: number;
  readonly key: string;
  /** As a clause. */
  readonly reason: string;
}

/** The value of each setting, and where it comes from. */
export interface ResolvedSettings {
  /** Without those that are undecided; incomplete if there are problems. */
  readonly values: Partial<Settings>;
  readonly origins: Readonly<Record<SettingName, SettingOrigin>>;
  /** A line for each value that is not allowed, alone or beside another. */
  readonly problems: readonly string[];
  /** Settings that nobody has set and that have no default here, with the reason as a clause. */
  readonly undecided: ReadonlyMap<SettingName, string>;
  readonly refused: readonly RefusedEntry[];
}

/** Most characters of a value that a message shows. */
const SHOWN_VALUE = 80;

/** The settings with their names, in the order of the table. */
export const NAMED_SETTINGS = Object.entries(SETTINGS) as unknown as readonly (readonly [
  SettingName,
  Setting<unknown>,
])[];

/**
 * Takes each setting from its variable, else from the last of the files that sets it, else its
 * default. A file that is not believed can only make a setting stricter than it is without the file.
 *
 * @param files from the lowest precedence to the highest
 */
export function resolveSettings(
  source: SettingsSource,
  files: readonly SettingsFile[] = [],
): ResolvedSettings {
  const refused: RefusedEntry[] = [];
  let layers: Layers = { files: [], bounds: {} };
  let resolved = resolveLayers(source, layers);
  for (const file of files) {
    if (file.believed) layers = { ...layers, files: [file, ...layers.files] };
    else {
      const { values } = resolved;
      const entries = [...file.entries].filter(([name, entry]) => {
        const setting: Setting<unknown> = SETTINGS[name];
        // a variable wins in any case
        if (textOf(name, source) !== null) return false;
        const reason = findRefusal(entry, { setting, before: values[name] });
        if (reason === null) return true;
        const key = fileKey(setting.variable);
        refused.push({ file: file.shown, line: entry.line, key, reason });
        return false;
      });
      const stricter = { ...file, entries: new Map(entries) };
      layers = { files: [stricter, ...layers.files], bounds: values };
    }
    resolved = resolveLayers(source, layers);
  }
  const { sources, ...found } = resolved;
  const origins = Object.fromEntries(
    Object.entries(sources).map(([name, from]) => [name, toOrigin(from)]),
  ) as Record<SettingName, SettingOrigin>;
  return { ...found, origins, refused };
}

/** The text of a setting's variable; one that is empty or blank counts as not set. */
function textOf(name: SettingName, source: SettingsSource): string | null {
  const text = source.env(SETTINGS[name].variable)?.trim() ?? "";
  return text === "" ? null : text;
}

/** Why a value of a file that is not believed does not count, or `null` when it does. */
function findRefusal(
  { value }: FileEntry,
  { setting, before }: { readonly setting: Setting<unknown>; readonly before: unknown },
): string | null {
  const { tightens, kind } = setting;
  if (isAsStrict(tightens, { before, after: value })) return null;
  if (tightens === "never" || before === undefined) return "only a trusted file may set it";
  return `not stricter than ${before === null ? "the default" : kind.write(before)}`;
}

interface Layers {
  /** From the highest precedence to the lowest. */
  readonly files: readonly SettingsFile[];
  /** Values that a default may not be weaker than, though it depends on what a file has changed. */
  readonly bounds: Partial<Settings>;
}

/** The source that a setting is taken from. */
type Source =
  | { readonly kind: "variable"; readonly text: string }
  | { readonly kind: "file"; readonly file: SettingsFile; readonly entry: FileEntry }
  | { readonly kind: "default" };

interface ResolvedLayers extends Pick<ResolvedSettings, "values" | "problems" | "undecided"> {
  readonly sources: Readonly<Record<SettingName, Source>>;
}

function resolveLayers(source: SettingsSource, { files, bounds }: Layers): ResolvedLayers {
  const values: Partial<Record<SettingName, unknown>> = {};
  const problems: string[] = [];
  const undecided = new Map<SettingName, string>();
  const sources = Object.fromEntries(
    NAMED_SETTINGS.map(([name]) => [name, findSource(name, { files, source })]),
  ) as Record<SettingName, Source>;
  const resolved = { values: values as Partial<Settings>, problems, undecided, sources };
  const derived: [SettingName, (settled: SettledValues) => unknown][] = [];
  for (const [name, { kind, default: otherwise }] of NAMED_SETTINGS) {
    const from = sources[name];
    if (from.kind === "file") values[name] = from.entry.value;
    else if (from.kind === "variable") {
      const read = attempt(() => kind.parse(from.text, source));
      if (read.ok) values[name] = read.value;
      else problems.push(`Cannot use ${describeSource(name, from)}: ${read.reason}`);
    } else if ("text" in otherwise) values[name] = kind.parse(otherwise.text, source);
    else if ("value" in otherwise) values[name] = otherwise.value;
    else derived.push([name, (settled) => otherwise.derive(settled, source)]);
  }
  // defaults depend on what is wrong
  if (problems.length > 0) return resolved;
  for (const [name, derive] of derived) {
    const read = attempt(() => derive(values as unknown as SettledValues));
    if (!read.ok) {
      undecided.set(name, read.reason);
      continue;
    }
    const change = { before: bounds[name], after: read.value };
    const isWeaker = change.before !== undefined && !isAsStrict(SETTINGS[name].tightens, change);
    values[name] = isWeaker ? change.before : change.after;
  }
  return withinMaximum(resolved);
}

function findSource(
  name: SettingName,
  { files, source }: { readonly files: readonly SettingsFile[]; readonly source: SettingsSource },
): Source {
  const text = textOf(name, source);
  if (text !== null) return { kind: "variable", text };
  for (const file of files) {
    const entry = file.entries.get(name);
    if (entry !== undefined) return { kind: "file", file, entry };
  }
  return { kind: "default" };
}

/**
 * A time-out above the maximum is a problem; where a project's file lowers the maximum without being
 * believed, it lowers the time-out too.
 */
function withinMaximum(resolved: ResolvedLayers): ResolvedLayers {
  const { values, sources, problems } = resolved;
  const { timeoutMs = 0, maxTimeoutMs = Infinity } = values;
  if (timeoutMs <= maxTimeoutMs) return resolved;
  const maximum = sources.maxTimeoutMs;
  if (maximum.kind === "file" && !maximum.file.believed) {
    return {
      ...resolved,
      values: { ...values, timeoutMs: maxTimeoutMs },
      sources: { ...sources, timeoutMs: maximum },
    };
  }
  const shown = formatDuration(maxTimeoutMs);
  const which = maximum.kind === "default"
    ? `${SETTINGS.maxTimeoutMs.variable}, which is ${shown} by default`
    : `${nameSource("maxTimeoutMs", maximum)}, which is ${shown}`;
  const problem = `Cannot use ${describeSource("timeoutMs", sources.timeoutMs)}: longer than ` +
    `${which}; lower the first or raise the second`;
  return { ...resolved, problems: [...problems, problem] };
}

type Attempt =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly reason: string };

function attempt(read: () => unknown): Attempt {
  try {
    return { ok: true, value: read() };
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error;
    return { ok: false, reason: error.message };
  }
}

/** A setting as its source names it: the variable, or the key and the file. */
function nameSource(name: SettingName, from: Source): string {
  const { variable } = SETTINGS[name];
  if (from.kind !== "file") return variable;
  return `"${fileKey(variable)}" (${from.file.shown}, line ${from.entry.line})`;
}

/** The same with the value as it is written. */
function describeSource(name: SettingName, from: Source): string {
  const { variable } = SETTINGS[name];
  switch (from.kind) {
    case "variable":
      return `${variable}="${printable(from.text, SHOWN_VALUE)}"`;
    case "file":
      return `"${fileKey(variable)}": ${printable(from.entry.written, SHOWN_VALUE)} ` +
        `(${from.file.shown}, line ${from.entry.line})`;
    case "default":
      return `the default of ${variable}`;
  }
}

function toOrigin(from: Source): SettingOrigin {
  return from.kind === "file"
    ? { kind: "file", file: from.file.shown, line: from.entry.line }
    : { kind: from.kind };
}
