import { parse as parseToml, stringify, TomlDate, TomlError } from "smol-toml";
import { formatPlace } from "../discovery/formats/config_format.ts";
import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  sameJson,
} from "../json/json.ts";
import { writeJson } from "../json/write_json.ts";
import {
  type EntryPlace,
  readEntry,
  type Syntax,
  type TakenEntry,
  type TakeOptions,
} from "./entry_editor.ts";
import { EditProblem, lineEndAt, lineEndOf, lineStartAt, type TextChange } from "./text_change.ts";
import {
  findStatements,
  isBelow,
  startWithComments,
  type TomlStatement,
} from "./toml_statements.ts";

/** Deepest nesting that is read. */
const MAX_DEPTH = 64;

/** TOML in which each entry is a table of its own: `[mcp_servers.NAME]`. */
export const tomlSyntax: Syntax = { parse, put, take };

function parse(text: string): JsonObject {
  try {
    const value = plain(parseToml(text, { maxDepth: MAX_DEPTH, integersAsBigInt: true }), 0);
    return isJsonObject(value) ? value : {};
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const place = formatPlace({ line: error.line, column: error.column });
    const [, what = "this is not TOML"] = /^[^:]*: ([^\n]{1,200})/.exec(error.message) ?? [];
    throw new EditProblem(`${place}: ${what}`);
  }
}

/** A value of TOML as JSON has it; a date is its text. @throws {EditProblem} when it nests too deep */
function plain(value: unknown, depth: number): JsonValue {
  if (depth > MAX_DEPTH) throw new EditProblem(`nested deeper than ${MAX_DEPTH} levels`);
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (value instanceof TomlDate) return value.toISOString();
  if (Array.isArray(value)) return value.map((item) => plain(item, depth + 1));
  if (typeof value !== "object" || value === null) return value as JsonValue;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, plain(member, depth + 1)]),
  );
}

function put(change: TextChange, place: EntryPlace, entry: JsonObject): void {
  const existing = readEntry(tomlSyntax, change.text, place);
  if (existing === null) return insertTable(change, place, entry);
  for (const [member, value] of Object.entries(entry)) {
    if (!sameJson(existing[member] ?? null, value)) putMember(change, { ...place, member, value });
  }
}

/** Adds the table of an entry behind those of the others, or at the end. */
function insertTable(change: TextChange, { key, name }: EntryPlace, entry: JsonObject): void {
  const { text } = change;
  const eol = lineEndOf(text);
  const statements = findStatements(text);
  const last = statements.findLastIndex((statement) => isBelow(statement, [key]));
  const offset = last === -1 ? text.length : sectionEnd(statements, last) ?? text.length;
  const pairs = Object.entries(entry).map(([member, value]) => pairText(member, value));
  const lines = [`[${keyText(key)}.${keyText(name)}]`, ...pairs].join(eol) + eol;
  const above = text.slice(0, offset);
  const gap = above.trim() === "" ? "" : above.endsWith("\n") ? eol : eol + eol;
  change.apply([{ offset, length: 0, content: gap + lines }]);
}

/** Behind the last pair of the table that a statement is in. */
function sectionEnd(statements: readonly TomlStatement[], index: number): number | undefined {
  const next = statements.findIndex(({ kind }, other) => other > index && kind === "table");
  return (next === -1 ? statements.at(-1) : statements[next - 1])?.end;
}

interface NewMember extends EntryPlace {
  readonly member: string;
  readonly value: JsonValue;
}

function putMember(change: TextChange, { key, name, member, value }: NewMember): void {
  const { text } = change;
  const statements = findStatements(text);
  const own = statements.filter((one) => isBelow(one, [key, name, member]));
  const pair = own.find(({ kind, path }) => kind === "pair" && path.length === 3);
  if (pair !== undefined) {
    const { valueStart, valueEnd } = pair;
    const content = valueText(value);
    change.apply([{ offset: valueStart, length: valueEnd - valueStart, content }]);
    return;
  }
  const table = statements.findIndex(({ kind, path }) =>
    kind === "table" && path.length === 2 && isBelow({ path }, [key, name])
  );
  const offset = table === -1 ? undefined : sectionEnd(statements, table);
  if (offset === undefined) throw new EditProblem(`"${name}" is no table with a head of its own`);
  const eol = lineEndOf(text);
  const gap = text.slice(0, offset).endsWith("\n") ? "" : eol;
  // a table of its own is written anew as one value
  const old = own.map(({ start, end }) => ({ offset: start, length: end - start, content: "" }));
  change.apply([{ offset, length: 0, content: `${gap}${pairText(member, value)}${eol}` }, ...old]);
}

function take(
  change: TextChange,
  place: EntryPlace,
  { withComments }: TakeOptions,
): TakenEntry {
  const { text } = change;
  const entry = readEntry(tomlSyntax, text, place) ?? {};
  const statements = findStatements(text);
  const runs = runsOf(statements, [place.key, place.name]);
  const comments: string[] = [];
  change.apply(runs.map(({ start, end }) => {
    const above = withComments ? startWithComments(text, start) : start;
    comments.push(...text.slice(above, start).split(/\r?\n/).filter((line) => line !== ""));
    const span = withBlankLine(text, { start: above, end });
    return { offset: span.start, length: span.end - span.start, content: "" };
  }));
  return {
    source: writeJson(entry, 2),
    comments: comments.map((line) => line.replace(/^\s*#+/, "//")).join("\n"),
    indent: "",
  };
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** The statements below a path, those that follow each other as one span. */
function runsOf(statements: readonly TomlStatement[], path: readonly string[]): readonly Span[] {
  const runs: Span[] = [];
  let before = -2;
  for (const [index, statement] of statements.entries()) {
    if (!isBelow(statement, path)) continue;
    const run = index === before + 1 ? runs.pop() : undefined;
    runs.push({ start: run?.start ?? statement.start, end: statement.end });
    before = index;
  }
  return runs;
}

/** A span with the empty line before it; at the beginning of the file, with the one behind it. */
function withBlankLine(text: string, { start, end }: Span): Span {
  if (start === 0) {
    const next = lineEndAt(text, end);
    return text.slice(end, next).trim() === "" ? { start, end: next } : { start, end };
  }
  const above = lineStartAt(text, start - 1);
  return text.slice(above, start).trim() === "" ? { start: above, end } : { start, end };
}

/** `name = value`, on one line. */
function pairText(name: string, value: JsonValue): string {
  return `${keyText(name)} = ${valueText(value)}`;
}

function keyText(name: string): string {
  return /^[\w-]+$/.test(name) ? name : valueText(name);
}

function valueText(value: JsonValue): string {
  if (isJsonObject(value)) {
    const pairs = Object.entries(value).map(([name, member]) => pairText(name, member));
    return pairs.length === 0 ? "{}" : `{ ${pairs.join(", ")} }`;
  }
  if (isJsonArray(value)) {
    return value.length === 0 ? "[]" : `[${value.map(valueText).join(", ")}]`;
  }
  return stringify({ value }).trim().replace(/^value = /, "");
}
