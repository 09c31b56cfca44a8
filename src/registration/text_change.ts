import { applyEdits, type Edit } from "jsonc-parser";

/** One place that changes, for a preview. What stands around it is not in it: it may be a secret. */
export interface Hunk {
  /** Line on which it begins, counted from 1 in the text before this step. */
  readonly line: number;
  /** Lines that are taken away. */
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** A text under change, step by step. All that no edit names stays as it is. */
export class TextChange {
  /** The text as it was. */
  readonly before: string;
  #text: string;
  readonly #hunks: Hunk[] = [];

  constructor(before: string) {
    this.before = before;
    this.#text = before;
  }

  /** The text as it is now. */
  get text(): string {
    return this.#text;
  }

  /** In the order in which they were made. */
  get hunks(): readonly Hunk[] {
    return this.#hunks;
  }

  /** Makes edits, whose offsets count in the text as it is now and which do not overlap. */
  apply(edits: readonly Edit[]): void {
    for (const edit of edits) {
      const hunk = toHunk(this.#text, edit);
      if (hunk !== null) this.#hunks.push(hunk);
    }
    this.#text = applyEdits(this.#text, [...edits]);
  }
}

/** `null` for an edit of commas and blanks alone. */
function toHunk(text: string, { offset, length, content }: Edit): Hunk | null {
  const old = text.slice(offset, offset + length);
  const removed = linesOf(old);
  const added = linesOf(content);
  if (removed.length === 0 && added.length === 0) return null;
  // an edit that begins with the end of a line is about the next one
  const blanks = /^[,\s]*/.exec(length > 0 ? old : content)?.[0] ?? "";
  const line = text.slice(0, offset).split("\n").length + blanks.split("\n").length - 1;
  return { line, removed, added };
}

function linesOf(text: string): readonly string[] {
  return text.split(/\r\n|\n/).filter((line) => !/^[,\s]*$/.test(line));
}

/** What ends the lines of a text. */
export function lineEndOf(text: string): "\n" | "\r\n" {
  return /\r?\n/.exec(text)?.[0] === "\r\n" ? "\r\n" : "\n";
}

/** Offset at which the line begins that holds an offset. */
export function lineStartAt(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

/** Offset behind the end of the line that holds an offset. */
export function lineEndAt(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end === -1 ? text.length : end + 1;
}

/** Why a text cannot be changed, as a clause. */
export class EditProblem extends Error {}
