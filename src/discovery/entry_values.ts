import { printable } from "../text/printable.ts";
import type { FieldName } from "./field_name.ts";
import {
  formatKind,
  formatPlace,
  type Place,
  type RawFields,
  type RawValue,
} from "./formats/config_format.ts";

/** Longest single text of an entry, in characters; Linux itself takes no longer argument. */
const MAX_TEXT = 131_072;
/** Most arguments, variables or headers of an entry. */
const MAX_ITEMS = 1000;
/** A day: a client that waits longer has no time-out. */
const MAX_TIMEOUT_MS = 86_400_000;

/** A reason to refuse an entry. Its message names the place, and no values. */
export class EntryProblem extends Error {
  constructor(place: Place, reason: string) {
    super(`${formatPlace(place)}: ${reason}`);
  }
}

/**
 * The fields of an entry, read by type. One that is `null` counts as absent. Its methods throw an
 * `EntryProblem` when a field has another type.
 */
export class EntryValues {
  readonly #fields: RawFields;
  readonly #place: Place;

  /** @param place of the whole entry */
  constructor(fields: RawFields, place: Place) {
    this.#fields = fields;
    this.#place = place;
  }

  /** A field as the file names it. */
  shown(name: FieldName): string {
    return this.#fields[name]?.shown ?? `"${name}"`;
  }

  /** What is wrong, with the place of a field, or of the whole entry. */
  problem(name: FieldName | null, reason: string): EntryProblem {
    const field = name === null ? undefined : this.#fields[name];
    return new EntryProblem(field?.value.place ?? this.#place, reason);
  }

  /** Whether the entry has the field. */
  has(name: FieldName): boolean {
    return this.#get(name) !== null;
  }

  text(name: FieldName): string | null {
    const value = this.#get(name);
    return value === null ? null : textOf(value, this.shown(name));
  }

  /** A text that decides nothing: one of another type counts as absent. */
  textIfAny(name: FieldName): string | undefined {
    const value = this.#get(name);
    return value?.kind === "string" ? value.text : undefined;
  }

  /** A time; 0 and less mean that there is none. */
  milliseconds(name: FieldName): number | null {
    const value = this.#get(name);
    if (value === null) return null;
    const number = value.kind === "number" ? Number(value.text) : NaN;
    if (Number.isNaN(number)) throw wrongKind(value, `${this.shown(name)} must be a number`);
    const ms = number * (this.#fields[name]?.scale ?? 1);
    return ms > 0 ? Math.min(Math.max(1, Math.round(ms)), MAX_TIMEOUT_MS) : null;
  }

  flag(name: FieldName): boolean | null {
    const value = this.#get(name);
    if (value === null) return null;
    if (value.kind === "boolean") return value.text === "true";
    throw wrongKind(value, `${this.shown(name)} must be true or false`);
  }

  /** Texts of an array. A command may also be one text; a number in `args` is taken as written. */
  list(name: FieldName): readonly string[] {
    const value = this.#get(name);
    if (value === null) return [];
    const shown = this.shown(name);
    if (name === "command" && value.kind !== "array") return [textOf(value, shown)];
    if (value.kind !== "array") throw wrongKind(value, `${shown} must be an array of texts`);
    this.#bound(name, value.items.length);
    return value.items.map((item, index) => {
      const plain = name === "args" && (item.kind === "number" || item.kind === "boolean");
      return plain ? item.text : textOf(item, `${shown}[${index}]`);
    });
  }

  /** Names in an array; each is a text, or an object with `name`. */
  names(name: FieldName): readonly string[] {
    const value = this.#get(name);
    if (value?.kind !== "array") return this.list(name);
    this.#bound(name, value.items.length);
    return value.items.map((item, index) => {
      const named = item.kind === "object"
        ? item.members.find((member) => member.name === "name")?.value
        : item;
      return textOf(named ?? item, `${this.shown(name)}[${index}]`);
    });
  }

  /** An object without prototype, so that no name in it means anything to JavaScript. */
  texts(name: FieldName): Readonly<Record<string, string>> {
    const texts: Record<string, string> = Object.create(null);
    const value = this.#get(name);
    if (value === null) return texts;
    const shown = this.shown(name);
    if (value.kind !== "object") throw wrongKind(value, `${shown} must be an object`);
    this.#bound(name, value.members.length);
    for (const member of value.members) {
      const what = `${shown}."${printable(member.name)}"`;
      if (member.name.includes("\0")) {
        throw new EntryProblem(member.place, `${what} has a NUL in its name`);
      }
      const { kind } = member.value;
      const plain = kind === "number" || kind === "boolean";
      texts[member.name] = plain ? member.value.text : textOf(member.value, what);
    }
    return texts;
  }

  #get(name: FieldName): RawValue | null {
    const value = this.#fields[name]?.value;
    return value === undefined || value.kind === "null" ? null : value;
  }

  #bound(name: FieldName, count: number): void {
    if (count <= MAX_ITEMS) return;
    const reason = `${this.shown(name)} has ${count} items; at most ${MAX_ITEMS} are allowed`;
    throw this.problem(name, reason);
  }
}

function textOf(value: RawValue, what: string): string {
  if (value.kind !== "string") throw wrongKind(value, `${what} must be text`);
  const { text, place } = value;
  if (text.includes("\0")) throw new EntryProblem(place, `${what} holds a NUL`);
  if (text.length > MAX_TEXT) {
    throw new EntryProblem(place, `${what} is longer than ${MAX_TEXT} characters`);
  }
  return text;
}

function wrongKind({ kind, place }: RawValue, demand: string): EntryProblem {
  return new EntryProblem(place, `${demand}: found ${formatKind(kind)}`);
}
