import { isJsonArray, isJsonObject, type JsonValue, ownText, ownValue } from "../json/json.ts";
import { parseJson } from "../json/read_json.ts";
import { writeJson } from "../json/write_json.ts";
import { sha256 } from "../system/sha256.ts";
import { quoted } from "../text/nearest.ts";

/** Files of format 1 do not say who saved them. */
const FORMAT = 2;
/** Digits of the hash that tells versions of a tool apart. */
const HASH_DIGITS = 12;
/** Servers that a note names; the others are counted. */
const MAX_SHOWN_SERVERS = 5;

/** A saved tool as its file has it. */
export interface SavedTool {
  readonly source: string;
  readonly description: string;
  /** Who saved it; `null` in a file of format 1. */
  readonly author: Author | null;
}

export interface Author {
  /** Names of the servers that the author's run was granted. */
  readonly grants: readonly string[];
  /** Milliseconds since the Unix epoch. */
  readonly savedAt: number;
}

/** A tool's file. */
export function formatSavedTool(
  name: string,
  { source, description, author }: SavedTool & { readonly author: Author },
): Uint8Array {
  return new TextEncoder().encode(
    writeJson({ format: FORMAT, name, description, source, ...author }),
  );
}

/** The tool of a file; `null` when the file is damaged, or that of another tool. */
export function parseSavedTool(text: string, name: string): SavedTool | null {
  const value = parseJson(text);
  if (value === undefined || !isJsonObject(value) || ownText(value, "name") !== name) return null;
  const source = ownText(value, "source");
  if (source === undefined) return null;
  const description = ownText(value, "description") ?? "";
  const format = ownValue(value, "format");
  if (format === 1) return { source, description, author: null };
  const grants = ownValue(value, "grants");
  const savedAt = ownValue(value, "savedAt");
  if (format !== FORMAT || !isTextList(grants) || typeof savedAt !== "number") return null;
  return { source, description, author: { grants, savedAt } };
}

function isTextList(value: JsonValue | undefined): value is readonly string[] {
  return value !== undefined && isJsonArray(value) &&
    value.every((item) => typeof item === "string");
}

/** Where a version of a tool comes from: its hash, when it was saved, and by a run with which servers. */
export async function describeOrigin(
  { source, author }: Pick<SavedTool, "source" | "author">,
): Promise<string> {
  const hash = (await sha256(source)).slice(0, HASH_DIGITS);
  if (author === null) return `${hash}, of an earlier version that noted no author`;
  const whose = author.grants.length === 0
    ? "without servers"
    : `with ${shownServers(author.grants)}`;
  return `${hash}, saved ${timeOf(author) ?? "an unknown time"} by a run ${whose}`;
}

/** When a tool was saved: `2026-01-02T03:04:05.678Z`; `null` when its file does not say. */
export function timeOf(author: Author | null): string | null {
  const date = new Date(author?.savedAt ?? NaN);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/** Names of servers for a message, of which there may be many. */
export function shownServers(names: readonly string[]): string {
  const shown = names.slice(0, MAX_SHOWN_SERVERS).map(quoted).join(", ");
  const more = names.length - MAX_SHOWN_SERVERS;
  return more > 0 ? `${shown} and ${more} more` : shown;
}
