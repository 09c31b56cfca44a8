import { parse } from "smol-toml";
import { lineEndAt, lineStartAt } from "./text_change.ts";

/** Most statements of a file that are looked at. */
const MAX_STATEMENTS = 100_000;

/** The head of a table, or a key with its value, in a text that is TOML. */
export interface TomlStatement {
  readonly kind: "table" | "pair";
  /** Names from the top of the file: of a pair below `[a.b]`, `a`, `b` and its own. */
  readonly path: readonly string[];
  /** Begins with its line. */
  readonly start: number;
  /** Behind the end of its last line. */
  readonly end: number;
  /** Of a pair: where its value stands. */
  readonly valueStart: number;
  readonly valueEnd: number;
}

/**
 * The statements of a text that the parser has accepted, with their places, which the parser does not
 * tell. Comments and empty lines lie between them.
 */
export function findStatements(text: string): readonly TomlStatement[] {
  const statements: TomlStatement[] = [];
  let table: readonly string[] = [];
  for (let start = 0; start < text.length && statements.length < MAX_STATEMENTS;) {
    const first = start +
      (/^[ \t]*/.exec(text.slice(start, lineEndAt(text, start)))?.[0].length ?? 0);
    const sign = text[first] ?? "";
    if (sign === "#" || sign === "\n" || sign === "\r" || sign === "") {
      start = lineEndAt(text, start);
    } else if (sign === "[") {
      const open = text[first + 1] === "[" ? first + 2 : first + 1;
      const close = findSign(text, open, "]");
      table = readKey(text.slice(open, close));
      const end = lineEndAt(text, close);
      statements.push({ kind: "table", path: table, start, end, valueStart: end, valueEnd: end });
      start = end;
    } else {
      const equals = findSign(text, first, "=");
      const path = [...table, ...readKey(text.slice(first, equals))];
      const valueStart = equals + 1 + (/^[ \t]*/.exec(text.slice(equals + 1))?.[0].length ?? 0);
      const valueEnd = findValueEnd(text, valueStart);
      const end = lineEndAt(text, valueEnd);
      statements.push({ kind: "pair", path, start, end, valueStart, valueEnd });
      start = end;
    }
  }
  return statements;
}

/** Whether a statement says something of what stands at a path. */
export function isBelow({ path }: Pick<TomlStatement, "path">, above: readonly string[]): boolean {
  return above.every((name, index) => path[index] === name);
}

/** Where the comments begin that stand directly above a place, on lines of their own. */
export function startWithComments(text: string, start: number): number {
  let begin = start;
  for (let above = lineStartAt(text, begin - 1); begin > 0; above = lineStartAt(text, begin - 1)) {
    if (!text.slice(above, begin).trimStart().startsWith("#")) break;
    begin = above;
  }
  return begin;
}

/** The names of a key, by the parser's own rules: `a."b.c"` is `a` and `b.c`. */
function readKey(written: string): readonly string[] {
  const names: string[] = [];
  let value: unknown = parse(`${written.trim()} = 0`);
  while (typeof value === "object" && value !== null) {
    const [[name, inside] = ["", null]] = Object.entries(value);
    names.push(name);
    value = inside;
  }
  return names;
}

/** The next sign that does not stand in quotes. */
function findSign(text: string, from: number, sign: string): number {
  for (let offset = from; offset < text.length; offset++) {
    if (text[offset] === sign) return offset;
    offset = skipString(text, offset);
  }
  return text.length;
}

/** Behind a value: it ends with its line, unless a bracket is open. */
function findValueEnd(text: string, from: number): number {
  let depth = 0;
  let end = from;
  for (let offset = from; offset < text.length; offset++) {
    const sign = text[offset] ?? "";
    if (sign === "#") {
      offset = lineEndAt(text, offset) - 1;
      if (text[offset] !== "\n") break;
    }
    if (text[offset] === "\n" && depth === 0) break;
    if (sign === "[" || sign === "{") depth++;
    if (sign === "]" || sign === "}") depth--;
    offset = skipString(text, offset);
    if (!/\s|#/.test(text[offset] ?? "")) end = offset + 1;
  }
  return end;
}

/** The last character of the string that begins at an offset; the offset when none does. */
function skipString(text: string, offset: number): number {
  const quote = text[offset];
  if (quote !== '"' && quote !== "'") return offset;
  const long = quote.repeat(3);
  const sign = text.startsWith(long, offset) ? long : quote;
  for (let end = offset + sign.length; end < text.length; end++) {
    if (quote === '"' && text[end] === "\\") end++;
    else if (text.startsWith(sign, end)) {
      end += sign.length - 1;
      // up to two quotes may stand before the three that end a long string
      if (sign === long) { for (let more = 0; more < 2 && text[end + 1] === quote; more++) end++; }
      return end;
    }
  }
  return text.length - 1;
}
