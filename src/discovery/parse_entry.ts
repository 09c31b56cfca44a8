import { printable } from "../text/printable.ts";
import {
  type FieldName,
  formatKind,
  formatPlace,
  type Place,
  type RawEntry,
  type RawFields,
  type RawValue,
} from "./formats/config_format.ts";
import type { HttpDefinition, ServerDefinition, StdioDefinition } from "./server_definition.ts";

/** Longest single text of an entry, in characters; Linux itself takes no longer argument. */
const MAX_TEXT = 131_072;
/** Most arguments, variables or headers of an entry. */
const MAX_ITEMS = 1000;

const HTTP_TYPES = ["http", "sse", "streamable-http", "streamableHttp"];

export type ParsedEntry =
  | {
    readonly ok: true;
    /** As written: nothing is expanded. */
    readonly definition: ServerDefinition;
    /** How the entry switches itself off, as it is written; or `null`. */
    readonly disabledBy: string | null;
  }
  | {
    readonly ok: false;
    /** What is wrong with it and where, as a clause. Holds no values, which may be secrets. */
    readonly reason: string;
  };

/**
 * Reads one server's entry. What we read must have its type: a number in `env` is taken as it is
 * written, because people write ports so, and everything else of a wrong type is refused.
 */
export function parseEntry({ place, content }: RawEntry): ParsedEntry {
  if (!content.ok) return content;
  try {
    const fields = new Fields(content.fields, place);
    const definition = readDefinition(fields);
    return { ok: true, definition, disabledBy: readDisabled(fields) };
  } catch (error) {
    if (error instanceof EntryProblem) return { ok: false, reason: error.message };
    throw error;
  }
}

/** A reason to refuse an entry, thrown by the readers below and caught above. */
class EntryProblem extends Error {
  constructor(place: Place, reason: string) {
    super(`${formatPlace(place)}: ${reason}`);
  }
}

function readDefinition(fields: Fields): ServerDefinition {
  const type = fields.text("type");
  const command = fields.text("command");
  const url = fields.text("url");
  const named = (name: FieldName) => fields.shown(name);
  if (type !== null && type !== "stdio" && !HTTP_TYPES.includes(type)) {
    const allowed = ["stdio", ...HTTP_TYPES].join(", ");
    throw fields.problem("type", `${named("type")} must be one of ${allowed}`);
  }
  if (type === null && command !== null && url !== null) {
    const both = `both ${named("command")} and ${named("url")} are given`;
    throw fields.problem("url", `${both}: keep one, or add ${named("type")}`);
  }
  if (type === "stdio" || (type === null && url === null)) {
    if (command === null) {
      const missing = type === null ? `${named("command")} or ${named("url")}` : named("command");
      throw fields.problem(null, `${missing} is missing`);
    }
    return readStdio(fields, command);
  }
  if (url === null) throw fields.problem(null, `${named("url")} is missing`);
  const definition: HttpDefinition = {
    kind: "http",
    url,
    ...(type === "sse" ? { sse: true } : {}),
    headers: fields.texts("headers"),
  };
  return definition;
}

function readStdio(fields: Fields, command: string): StdioDefinition {
  if (command.trim() === "") {
    throw fields.problem("command", `${fields.shown("command")} is empty`);
  }
  const cwd = fields.text("cwd");
  if (cwd === "") throw fields.problem("cwd", `${fields.shown("cwd")} is empty`);
  const env = fields.texts("env");
  for (const name of Object.keys(env)) {
    if (name === "" || name.includes("=")) {
      const reason = `has the name "${printable(name)}", which no variable can have`;
      throw fields.problem("env", `${fields.shown("env")} ${reason}`);
    }
  }
  return {
    kind: "stdio",
    command,
    args: fields.list("args"),
    env,
    ...(cwd === null ? {} : { cwd }),
  };
}

function readDisabled(fields: Fields): string | null {
  if (fields.flag("disabled") === true) return `${fields.shown("disabled")}: true`;
  return fields.flag("enabled") === false ? `${fields.shown("enabled")}: false` : null;
}

/** The fields of an entry, read by type. One that is `null` counts as absent. */
class Fields {
  readonly #fields: RawFields;
  readonly #place: Place;

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

  text(name: FieldName): string | null {
    const value = this.#get(name);
    return value === null ? null : textOf(value, this.shown(name));
  }

  flag(name: FieldName): boolean | null {
    const value = this.#get(name);
    if (value === null) return null;
    if (value.kind === "boolean") return value.text === "true";
    throw wrongKind(value, `${this.shown(name)} must be true or false`);
  }

  list(name: FieldName): readonly string[] {
    const value = this.#get(name);
    if (value === null) return [];
    const shown = this.shown(name);
    if (value.kind !== "array") throw wrongKind(value, `${shown} must be an array of texts`);
    this.#bound(name, value.items.length);
    return value.items.map((item, index) => textOf(item, `${shown}[${index}]`));
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
