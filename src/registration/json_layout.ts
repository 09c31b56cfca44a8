import { createScanner } from "jsonc-parser";
import type { JsonMember, JsonNode } from "../discovery/formats/json_tree.ts";
import { lineEndAt, lineStartAt } from "./text_change.ts";

/** Token kinds of the scanner; the library declares them in a form that cannot be imported. */
const COMMA = 5;
const LINE_COMMENT = 12;
const BLOCK_COMMENT = 13;
const LINE_BREAK = 14;
const BLANKS = 15;
const END_OF_FILE = 17;

const DEFAULT_UNIT = "  ";

/** What one level of a text is indented by. */
export function indentUnitOf(text: string): string {
  const [, unit] = /^([ \t]+)"/m.exec(text) ?? [];
  if (unit === undefined) return DEFAULT_UNIT;
  return unit.startsWith("\t") ? "\t" : unit;
}

/** The blanks at the beginning of the line that holds an offset. */
export function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(lineStartAt(text, offset), offset))?.[0] ?? "";
}

/** Whether only blanks stand before an offset on its line. */
export function isFirstOnLine(text: string, offset: number): boolean {
  return text.slice(lineStartAt(text, offset), offset).trim() === "";
}

/** Where a member of an object stands, with all that belongs to it. */
export interface MemberSpan {
  /** Begins with the comments above it that no empty line parts from it. */
  readonly start: number;
  /** Behind its comma and the comments behind that on the same line. */
  readonly end: number;
  /** Behind its value. */
  readonly valueEnd: number;
  /** Of the comma behind it, or `null`. */
  readonly comma: number | null;
}

/**
 * The span of a member.
 *
 * @param from where what stands before it ends: the object's brace, or the end of the member before
 * @param until the brace that closes the object, or the next member
 */
export function spanOf(
  text: string,
  { keyNode, value }: JsonMember,
  { from, until }: { readonly from: number; readonly until: number },
): MemberSpan {
  const valueEnd = endOf(value);
  const behind = tokensIn(text, valueEnd, until);
  const comma = behind.find(({ kind }) => kind === COMMA)?.start ?? null;
  let end = comma === null ? valueEnd : comma + 1;
  for (const token of behind.filter(({ start }) => start >= end)) {
    if (token.kind === LINE_BREAK || (token.kind === BLOCK_COMMENT && token.broken)) break;
    if (token.kind === LINE_COMMENT || token.kind === BLOCK_COMMENT) end = token.end;
  }
  return { start: startWithComments(text, { from, key: keyNode.offset }), end, valueEnd, comma };
}

/** Where the comments begin that stand directly above a key, each on lines of its own. */
function startWithComments(
  text: string,
  { from, key }: { readonly from: number; readonly key: number },
): number {
  let start = key;
  let breaks = 0;
  for (const token of tokensIn(text, from, key).reverse()) {
    if (token.kind === COMMA) break;
    if (token.kind === LINE_BREAK && ++breaks > 1) break;
    if (token.kind !== LINE_COMMENT && token.kind !== BLOCK_COMMENT) continue;
    // on the line of what stands before, it belongs to that
    if (!isFirstOnLine(text, token.start)) break;
    start = token.start;
    breaks = 0;
  }
  return start;
}

/** Where the blanks before a place begin; the place itself behind a comment that ends with its line. */
export function blanksBefore(
  text: string,
  { from, start }: { readonly from: number; readonly start: number },
): number {
  const above = tokensIn(text, from, start).findLast(({ kind }) => kind !== LINE_BREAK);
  if (above?.kind === LINE_COMMENT) return start;
  return above?.end ?? from;
}

interface Trivia {
  readonly kind: number;
  readonly start: number;
  readonly end: number;
  /** Whether it goes over more than one line. */
  readonly broken: boolean;
}

/** Commas, comments, ends of lines and blanks between two values. */
function tokensIn(text: string, from: number, until: number): Trivia[] {
  const scanner = createScanner(text.slice(from, until), false);
  const tokens: Trivia[] = [];
  for (let count = 0; count <= until - from; count++) {
    const kind: number = scanner.scan();
    if (kind === END_OF_FILE) break;
    if (kind === BLANKS) continue;
    const start = from + scanner.getTokenOffset();
    const end = start + scanner.getTokenLength();
    tokens.push({ kind, start, end, broken: text.slice(start, end).includes("\n") });
  }
  return tokens;
}

/** Offset behind a value. */
export function endOf(node: JsonNode): number {
  return node.offset + node.length;
}

/** A span with the rest of its lines, if nothing else stands on them; else `null`. */
export function wholeLines(
  text: string,
  { start, end }: Pick<MemberSpan, "start" | "end">,
): { readonly start: number; readonly end: number } | null {
  const lineEnd = lineEndAt(text, end);
  if (!isFirstOnLine(text, start) || text.slice(end, lineEnd).trim() !== "") return null;
  return { start: lineStartAt(text, start), end: lineEnd };
}
