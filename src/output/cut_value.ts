import { isJsonArray, type JsonObject, type JsonValue } from "../json/json.ts";
import { writeJson } from "../json/write_json.ts";
import { escapeQuoted } from "../text/escape.ts";
import { cutString, grouped, shareBudget } from "./truncate.ts";

/** A value of which something may be left out, and what that is, in a phrase each. */
export interface CutValue {
  readonly value: JsonValue;
  readonly left: readonly string[];
}

/** Levels that are looked into; what is deeper is cut as text. */
const MAX_DEPTH = 16;
/** Least characters in which a part is worth showing. */
const LEAST_ROOM = 80;
/** Characters of a key in a phrase. */
const MAX_KEY = 40;

/** A value on its way down, and where it stands. */
interface Part {
  readonly value: JsonValue;
  readonly path: string;
  readonly depth: number;
}

/**
 * Shortens a value to about `room` characters of JSON. It stays a value: of a list, and of an object
 * that is a table by key, the first items are kept whole; the fields of other objects share the room;
 * of a text, head and tail are kept.
 *
 * @param path what a phrase calls the value, such as `result`
 */
export function cutValue(value: JsonValue, options: { room: number; path: string }): CutValue {
  const left: string[] = [];
  const part = { value, path: options.path, depth: 0 };
  return { value: cutPart(part, { room: options.room, left }), left };
}

/** Says how many items of a list are there. */
export function describeItems(
  path: string,
  { kept, of }: { readonly kept: number; readonly of: number },
): string {
  return `${path} has the first ${grouped(kept)} of ${grouped(of)} items`;
}

interface Cutting {
  readonly room: number;
  readonly left: string[];
}

function cutPart(part: Part, cutting: Cutting): JsonValue {
  const { value, path, depth } = part;
  const { room, left } = cutting;
  if (room === Infinity || sizeOf(value) <= room) return value;
  if (typeof value === "string") return cutText(value, { ...cutting, path });
  if (typeof value !== "object" || value === null) return value;
  if (depth === MAX_DEPTH) return cutText(writeJson(value), { ...cutting, path });
  if (!isJsonArray(value)) return cutObject(value, { part, ...cutting });
  const items = firstItems(value, room);
  left.push(describeItems(path, { kept: items.length, of: value.length }));
  if (items.length > 0 || room < LEAST_ROOM) return items;
  left[left.length - 1] = `${path} has a part of the first of ${grouped(value.length)} items`;
  const first = { value: value[0] ?? null, path: `${path}[0]`, depth: depth + 1 };
  return [cutPart(first, { room: room - 2, left })];
}

function cutText(text: string, { room, left, path }: Cutting & { readonly path: string }): string {
  left.push(`${path} lacks the middle of ${grouped(text.length)} characters`);
  return cutString(text, room - 2).text;
}

function firstItems(items: readonly JsonValue[], room: number): readonly JsonValue[] {
  let used = 2;
  let kept = 0;
  for (const item of items) {
    used += sizeOf(item) + 1;
    if (used > room) break;
    kept++;
  }
  return items.slice(0, kept);
}

type Entry = readonly [key: string, item: JsonValue];

function cutObject(
  value: JsonObject,
  { part, room, left }: Cutting & { readonly part: Part },
): JsonValue {
  const entries: readonly Entry[] = Object.entries(value);
  // where no field is large, many are: a table by key, whose rows are kept whole
  const isTable = entries.every(([, item]) => sizeOf(item) <= room / 2);
  const shown = firstEntries(entries, { room, most: isTable ? Infinity : LEAST_ROOM });
  if (shown.length < entries.length) {
    const counts = `${grouped(shown.length)} of ${grouped(entries.length)}`;
    left.push(`${part.path} has the first ${counts} keys`);
  }
  const keys = shown.reduce((sum, [key]) => sum + sizeOf(key) + 2, 2);
  const shares = shareBudget(shown.map(([, item]) => sizeOf(item)), Math.max(0, room - keys));
  return Object.fromEntries(shown.map(([key, item], index) => {
    const below = { value: item, path: `${part.path}${pathTo(key)}`, depth: part.depth + 1 };
    return [key, cutPart(below, { room: shares[index] ?? 0, left })];
  }));
}

/** The first entries that leave the value of each its room, but no more than `most`. */
function firstEntries(
  entries: readonly Entry[],
  { room, most }: { readonly room: number; readonly most: number },
): readonly Entry[] {
  let used = 2;
  let kept = 0;
  for (const [key, item] of entries) {
    used += sizeOf(key) + 2 + Math.min(sizeOf(item), most);
    if (used > room) break;
    kept++;
  }
  return entries.slice(0, kept);
}

function pathTo(key: string): string {
  if (/^[A-Za-z_]\w{0,39}$/.test(key)) return `.${key}`;
  const short = key.length > MAX_KEY ? `${key.slice(0, MAX_KEY).toWellFormed()}…` : key;
  return `[${escapeQuoted(short)}]`;
}

function sizeOf(value: JsonValue): number {
  return writeJson(value).length;
}
