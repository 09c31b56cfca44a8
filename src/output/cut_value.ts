import { isJsonArray, type JsonObject, type JsonValue } from "../json/json.ts";
import { writeJson } from "../json/write_json.ts";
import { escapeQuoted } from "../text/escape.ts";
import { cutString, shareBudget } from "./truncate.ts";
import { formatCount } from "../text/format_count.ts";

/** A value of which something may be left out, and what that is, in a phrase each. */
export interface CutValue {
  readonly value: JsonValue;
  readonly left: readonly string[];
}

/** Characters of a value as JSON. */
export type SizeOf = (value: JsonValue) => number;

/** Creates a {@linkcode SizeOf} that writes each list and object once, for values that do not change. */
export function createSizeOf(): SizeOf {
  const known = new WeakMap<object, number>();
  return (value) => {
    if (typeof value !== "object" || value === null) return writeJson(value).length;
    const size = known.get(value) ?? writeJson(value).length;
    known.set(value, size);
    return size;
  };
}

export interface CutOptions {
  /** Characters of JSON. */
  readonly room: number;
  /** What a phrase calls the value, such as `result`. */
  readonly path: string;
  readonly sizeOf: SizeOf;
}

/** Levels that are looked into; what is deeper is cut as text. */
const MAX_DEPTH = 16;
/** Least characters in which a part is worth showing. */
const LEAST_ROOM = 80;
/** A field is small that takes this part of the room of its object. */
const SMALL = 10;
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
 */
export function cutValue(value: JsonValue, { room, path, sizeOf }: CutOptions): CutValue {
  const left: string[] = [];
  return { value: cutPart({ value, path, depth: 0 }, { room, left, sizeOf }), left };
}

/** Says how many items of a list are there. */
export function describeItems(
  path: string,
  { kept, of }: { readonly kept: number; readonly of: number },
): string {
  return `${path} has the first ${formatCount(kept)} of ${formatCount(of)} items`;
}

interface Cutting {
  readonly room: number;
  readonly sizeOf: SizeOf;
  readonly left: string[];
}

function cutPart(part: Part, cutting: Cutting): JsonValue {
  const { value, path, depth } = part;
  const { room, left, sizeOf } = cutting;
  if (room === Infinity || sizeOf(value) <= room) return value;
  if (typeof value === "string") return cutText(value, { ...cutting, path });
  if (typeof value !== "object" || value === null) return value;
  if (depth === MAX_DEPTH) return cutText(writeJson(value), { ...cutting, path });
  if (!isJsonArray(value)) return cutObject(value, { part, ...cutting });
  const items = firstItems(value, cutting);
  left.push(describeItems(path, { kept: items.length, of: value.length }));
  if (items.length > 0 || room < LEAST_ROOM) return items;
  left[left.length - 1] = `${path} has a part of the first of ${formatCount(value.length)} items`;
  const first = { value: value[0] ?? null, path: `${path}[0]`, depth: depth + 1 };
  return [cutPart(first, { ...cutting, room: room - 2 })];
}

function cutText(
  text: string,
  { room, left, path }: Omit<Cutting, "sizeOf"> & { readonly path: string },
): string {
  left.push(`${path} lacks the middle of ${formatCount(text.length)} characters`);
  return cutString(text, room - 2).text;
}

function firstItems(
  items: readonly JsonValue[],
  { room, sizeOf }: Cutting,
): readonly JsonValue[] {
  let used = 2;
  let kept = 0;
  for (const item of items) {
    used += sizeOf(item) + 1;
    if (used > room) break;
    kept++;
  }
  return items.slice(0, kept);
}

/** A field of an object, and the characters of its value as JSON. */
interface Field {
  readonly key: string;
  readonly item: JsonValue;
  readonly size: number;
}

function cutObject(
  value: JsonObject,
  { part, ...cutting }: Cutting & { readonly part: Part },
): JsonValue {
  const { room, left, sizeOf } = cutting;
  const fields = Object.entries(value).map(([key, item]) => ({ key, item, size: sizeOf(item) }));
  // where no field is large, many are: a table by key, whose rows are kept whole
  const isTable = fields.every(({ size }) => size <= room / SMALL);
  const shown = firstFields(fields, { ...cutting, most: isTable ? Infinity : LEAST_ROOM });
  if (shown.length < fields.length) {
    const counts = `${formatCount(shown.length)} of ${formatCount(fields.length)}`;
    left.push(`${part.path} has the first ${counts} keys`);
  }
  const keys = shown.reduce((sum, { key }) => sum + sizeOf(key) + 2, 2);
  const shares = shareBudget(shown.map(({ size }) => size), Math.max(0, room - keys));
  return Object.fromEntries(shown.map(({ key, item, size }, index) => {
    const share = shares[index] ?? 0;
    if (size <= share) return [key, item];
    const below = { value: item, path: `${part.path}${pathTo(key)}`, depth: part.depth + 1 };
    return [key, cutPart(below, { ...cutting, room: share })];
  }));
}

/** The first fields that leave the value of each its room, but no more than `most`. */
function firstFields(
  fields: readonly Field[],
  { room, most, sizeOf }: Cutting & { readonly most: number },
): readonly Field[] {
  let used = 2;
  let kept = 0;
  for (const { key, size } of fields) {
    used += sizeOf(key) + 2 + Math.min(size, most);
    if (used > room) break;
    kept++;
  }
  return fields.slice(0, kept);
}

function pathTo(key: string): string {
  if (/^[A-Za-z_]\w{0,39}$/.test(key)) return `.${key}`;
  const short = key.length > MAX_KEY ? `${key.slice(0, MAX_KEY).toWellFormed()}…` : key;
  return `[${escapeQuoted(short)}]`;
}
