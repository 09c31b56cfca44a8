import { pathsOf } from "../system/paths.ts";
import { fileKey } from "../settings/file_key.ts";
import { NAMED_SETTINGS } from "../settings/resolve_settings.ts";
import type { Setting, SettingsSource } from "../settings/setting.ts";
import type { SettingName } from "../settings/settings.ts";
import type { FileEntry } from "../settings/settings_file.ts";
import { nearestNames } from "../text/nearest.ts";
import { printable } from "../text/printable.ts";
import { formatPlace } from "./formats/config_format.ts";
import {
  type JsonMember,
  type JsonNode,
  type JsonTree,
  membersOf,
  parseJsonTree,
} from "./formats/json_tree.ts";

/** Key that names a JSON schema for editors. */
const SCHEMA_KEY = "$schema";
/** Most characters of a key or a value that a message shows. */
const MAX_SHOWN = 80;
/** Most messages of each kind about one file. */
const MAX_MESSAGES = 10;

/** A settings file's text, and where it stands. */
export interface SettingsText {
  readonly text: string;
  /** Absolute path. */
  readonly file: string;
  /** The file as people name it. */
  readonly shown: string;
}

/** What a settings file says. */
export interface ParsedSettings {
  /** Values that are allowed. */
  readonly entries: ReadonlyMap<SettingName, FileEntry>;
  /** A line for each value that is not allowed, or one for a text that is not JSON. */
  readonly problems: readonly string[];
  /** A line for each key that is not a setting. */
  readonly warnings: readonly string[];
}

const SETTINGS_BY_KEY: ReadonlyMap<string, readonly [SettingName, Setting<unknown>]> = new Map(
  NAMED_SETTINGS.map((named) => [fileKey(named[1].variable), named]),
);

/** Parses a settings file: one JSON object with comments, whose keys are settings. Never throws. */
export function parseSettings(content: SettingsText, source: SettingsSource): ParsedSettings {
  const { text, file, shown } = content;
  const nothing = (problem: string): ParsedSettings => ({
    entries: new Map(),
    problems: [`Cannot use settings file ${shown}: ${problem}`],
    warnings: [],
  });
  const parsed = parseJsonTree(text);
  if (!parsed.ok) return nothing(parsed.problem);
  const { tree } = parsed;
  const members = membersOf(tree.root);
  if (members === null) return nothing("an object was expected: { … }");

  const context = { source, folder: pathsOf(source.platform).dirname(file) };
  const entries = new Map<SettingName, FileEntry>();
  const problems: string[] = [];
  const warnings: string[] = [];
  for (const member of members) {
    const { key, keyNode, value } = member;
    if (key === SCHEMA_KEY) continue;
    const named = SETTINGS_BY_KEY.get(key);
    if (named === undefined) {
      warnings.push(`${describe(keyNode, { tree, shown })}: ${unknownKey(key)}`);
      continue;
    }
    const [name, { kind }] = named;
    const written = printable(tree.sourceOf(value), MAX_SHOWN);
    const refuse = (reason: string) =>
      problems.push(
        `Cannot use "${key}": ${written} (${describe(value, { tree, shown })}): ${reason}`,
      );
    const first = entries.get(name);
    if (first !== undefined) {
      refuse(`it is given already on line ${first.line}; keep one of them`);
      continue;
    }
    const { line } = tree.placeOf(keyNode);
    try {
      entries.set(name, { value: kind.read(plainValue(member), context), written, line });
    } catch (error) {
      if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error;
      refuse(error.message);
    }
  }
  return { entries, problems: shorten(problems), warnings: shorten(warnings) };
}

function describe(
  node: JsonNode,
  { tree, shown }: { readonly tree: JsonTree; readonly shown: string },
): string {
  return `${shown}, ${formatPlace(tree.placeOf(node))}`;
}

function unknownKey(key: string): string {
  const [meant] = nearestNames(key, [...SETTINGS_BY_KEY.keys()]);
  const hint = meant === undefined ? "" : `: did you mean "${meant}"?`;
  return `"${printable(key, MAX_SHOWN)}" is not a setting of the bridge${hint}`;
}

/** A text, a number, a boolean or an array of them; `null` for what no setting has. */
function plainValue({ value: node }: JsonMember): unknown {
  const scalar = ({ type, value }: JsonNode): unknown =>
    type === "string" || type === "number" || type === "boolean" ? value : null;
  return node.type === "array" ? (node.children ?? []).map(scalar) : scalar(node);
}

function shorten(messages: readonly string[]): readonly string[] {
  if (messages.length <= MAX_MESSAGES) return messages;
  return [...messages.slice(0, MAX_MESSAGES), `… and ${messages.length - MAX_MESSAGES} more`];
}
