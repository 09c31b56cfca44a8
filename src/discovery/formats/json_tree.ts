import {
  createScanner,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from "jsonc-parser";
import { formatPlace, type Place, type RawValue } from "./config_format.ts";

/** Deepest nesting that is read. The parser recurses, so this bounds its stack. */
const MAX_DEPTH = 64;
/** Most tokens that are read; a tree takes far more memory than its text. */
const MAX_TOKENS = 1_000_000;

/** Token kinds of the scanner; the library declares them in a form that cannot be imported. */
const OPEN_BRACE = 1;
const CLOSE_BRACE = 2;
const OPEN_BRACKET = 3;
const CLOSE_BRACKET = 4;
const END_OF_FILE = 17;

const BYTE_ORDER_MARK = "\ufeff";

/** A value in a parsed text. Its `value` is to be read only after a look at its `type`. */
export type JsonNode = Node;

/** A name and its value in an object. */
export interface JsonMember {
  readonly key: string;
  readonly keyNode: JsonNode;
  readonly value: JsonNode;
}

/** A parsed text, with the places of its values. */
export class JsonTree {
  readonly root: JsonNode;
  readonly #text: string;
  readonly #lineStarts: readonly number[];

  constructor(text: string, root: JsonNode) {
    this.root = root;
    this.#text = text;
    this.#lineStarts = findLineStarts(text);
  }

  placeOf(node: JsonNode): Place {
    return placeIn(this.#lineStarts, node.offset);
  }

  /** A value as it is written. */
  sourceOf(node: JsonNode): string {
    return this.#text.slice(node.offset, node.offset + node.length);
  }
}

export type JsonTreeResult =
  | { readonly ok: true; readonly tree: JsonTree }
  | {
    readonly ok: false;
    /** `line 3, column 7: a "," was expected`. */
    readonly problem: string;
  };

/**
 * Parses JSON as people write it in configuration files: comments, trailing commas and a byte order
 * mark are allowed. Nesting and the number of values are bounded.
 */
export function parseJsonTree(content: string): JsonTreeResult {
  const text = content.startsWith(BYTE_ORDER_MARK) ? content.slice(1) : content;
  if (text.trim() === "") return { ok: false, problem: "it is empty" };
  const excess = findExcess(text);
  if (excess !== null) {
    return {
      ok: false,
      problem: `${formatPlace(placeIn(findLineStarts(text), excess.offset))}: ${excess.problem}`,
    };
  }
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const [first] = errors;
  if (first !== undefined || root === undefined) {
    const place = formatPlace(placeIn(findLineStarts(text), first?.offset ?? 0));
    const name = first === undefined ? "ValueExpected" : printParseErrorCode(first.error);
    return { ok: false, problem: `${place}: ${PROBLEMS[name] ?? "this is not JSON"}` };
  }
  return { ok: true, tree: new JsonTree(text, root) };
}

/** The members of an object, in order, duplicates included; `null` for another value. */
export function membersOf(node: JsonNode): readonly JsonMember[] | null {
  if (node.type !== "object") return null;
  const members: JsonMember[] = [];
  for (const property of node.children ?? []) {
    const [keyNode, value] = property.children ?? [];
    if (keyNode === undefined || value === undefined) continue;
    members.push({ key: String(keyNode.value), keyNode, value });
  }
  return members;
}

/** The kind of a value. */
export function kindOf(node: JsonNode): RawValue["kind"] {
  // the parser gives a property as a part of an object and never as a value
  return node.type === "property" ? "object" : node.type;
}

const PROBLEMS: Readonly<Record<string, string>> = {
  InvalidSymbol: "this is not JSON",
  InvalidNumberFormat: "this is not a number",
  PropertyNameExpected: "a name in double quotes was expected",
  ValueExpected: "a value was expected",
  ColonExpected: 'a ":" was expected',
  CommaExpected: 'a "," was expected',
  CloseBraceExpected: 'a "}" was expected',
  CloseBracketExpected: 'a "]" was expected',
  EndOfFileExpected: "something follows the end",
  UnexpectedEndOfComment: "the comment does not end",
  UnexpectedEndOfString: "the text in quotes does not end on its line",
  UnexpectedEndOfNumber: "the number does not end",
  InvalidUnicode: "after \\u four digits of 0-9a-f were expected",
  InvalidEscapeCharacter: "there is no such escape; a backslash itself is written twice",
  InvalidCharacter: "a control character must be written as an escape",
};

/** Reads the tokens without recursion, before the parser, which recurses, is let near them. */
function findExcess(text: string): { readonly offset: number; readonly problem: string } | null {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (let tokens = 0; tokens <= MAX_TOKENS; tokens++) {
    const token: number = scanner.scan();
    if (token === END_OF_FILE) return null;
    if (token === OPEN_BRACE || token === OPEN_BRACKET) depth++;
    if (token === CLOSE_BRACE || token === CLOSE_BRACKET) depth--;
    if (depth > MAX_DEPTH) {
      return {
        offset: scanner.getTokenOffset(),
        problem: `nested deeper than ${MAX_DEPTH} levels`,
      };
    }
  }
  return { offset: scanner.getTokenOffset(), problem: `more than ${MAX_TOKENS} values and signs` };
}

function findLineStarts(text: string): readonly number[] {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length);
  return starts;
}

function placeIn(lineStarts: readonly number[], offset: number): Place {
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (lineStarts[low] ?? 0) + 1 };
}
