import { isJsonArray, isJsonObject, type JsonValue } from "./json.ts";

/** Characters of a shape. */
const MAX_CHARACTERS = 300;
/** Items of a list that are looked at, and members of an object. */
const MAX_ITEMS = 20;
const MAX_MEMBERS = 20;
/** Levels that are looked at; below them a container is `list` or `dict`. */
const MAX_LEVELS = 4;
/** Members that are named, and characters of a name. */
const MAX_NAMED = 12;
const MAX_NAME = 40;

/** What the values at one place have in common. */
interface Seen {
  /** Names of their types that say all: `str`, `int`. */
  readonly plain: Set<string>;
  items: Seen | null;
  members: Map<string, Seen> | null;
  /** Whether an object had more members than are looked at. */
  more: boolean;
}

/**
 * What a value looks like, on one line of at most 300 characters, in the types of Python:
 * `list[{id: int, title: str | None}], 5,000 items`. Only the first items of a list are looked at, so
 * the work is bounded, whatever the value.
 */
export function shapeOf(value: JsonValue): string {
  const seen = newSeen();
  look(seen, value, MAX_LEVELS);
  const text = write(seen);
  const size = sizeOf(value);
  const room = MAX_CHARACTERS - size.length;
  return (text.length > room ? `${text.slice(0, room - 1)}…` : text) + size;
}

function sizeOf(value: JsonValue): string {
  if (typeof value === "string") return counted(value.length, "character");
  if (isJsonArray(value)) return counted(value.length, "item");
  if (!isJsonObject(value)) return "";
  const { length } = Object.keys(value);
  return length > MAX_NAMED ? counted(length, "key") : "";
}

function counted(count: number, unit: string): string {
  return `, ${count.toLocaleString("en-US")} ${unit}${count === 1 ? "" : "s"}`;
}

function newSeen(): Seen {
  return { plain: new Set(), items: null, members: null, more: false };
}

function look(seen: Seen, value: JsonValue, levels: number): void {
  if (isJsonArray(value)) {
    if (levels === 0) return void seen.plain.add("list");
    const items = seen.items ??= newSeen();
    for (const item of value.slice(0, MAX_ITEMS)) look(items, item, levels - 1);
  } else if (isJsonObject(value)) {
    if (levels === 0) return void seen.plain.add("dict");
    const members = seen.members ??= new Map<string, Seen>();
    let left = MAX_MEMBERS;
    for (const key in value) {
      if (left-- === 0) {
        seen.more = true;
        return;
      }
      const member = members.get(key) ?? newSeen();
      members.set(key, member);
      look(member, value[key] ?? null, levels - 1);
    }
  } else seen.plain.add(plainType(value));
}

function plainType(value: null | boolean | number | bigint | string): string {
  switch (typeof value) {
    case "string":
      return "str";
    case "boolean":
      return "bool";
    case "object":
      return "None";
    default:
      return typeof value === "bigint" || Number.isInteger(value) ? "int" : "float";
  }
}

function write({ plain, items, members, more }: Seen): string {
  const types = [...plain].filter((type) => type !== "None");
  if (items !== null) {
    const inner = write(items);
    types.push(inner === "" ? "list" : `list[${inner}]`);
  }
  if (members !== null) types.push(writeMembers(members, more));
  if (plain.has("None")) types.push("None");
  return types.join(" | ");
}

function writeMembers(members: ReadonlyMap<string, Seen>, more: boolean): string {
  const named = [...members].slice(0, MAX_NAMED).map(([key, seen]) =>
    `${nameOf(key)}: ${write(seen)}`
  );
  if (more || members.size > MAX_NAMED) named.push("…");
  return `{${named.join(", ")}}`;
}

function nameOf(key: string): string {
  const name = key.length > MAX_NAME ? `${key.slice(0, MAX_NAME)}…` : key;
  return /^[\p{L}\p{N}_.-]+…?$/u.test(name) ? name : JSON.stringify(name.toWellFormed());
}
