import type { Edit } from "jsonc-parser";
import type { JsonMember, JsonNode } from "../discovery/formats/json_tree.ts";
import { blanksBefore, endOf, type MemberSpan, spanOf, wholeLines } from "./json_layout.ts";

/** A member that is to go, and what stands around it. */
export interface Removal {
  readonly span: MemberSpan;
  readonly before: JsonMember | undefined;
  readonly next: JsonMember | undefined;
  /** The object that it is a member of. */
  readonly container: JsonNode;
}

/** A span without the comments above the member and behind it. */
export function withoutComments(span: MemberSpan, { keyNode }: JsonMember): MemberSpan {
  const end = span.comma === null ? span.valueEnd : span.comma + 1;
  return { ...span, start: keyNode.offset, end };
}

/** The edits that take a member away, with its lines if nothing else stands on them. */
export function removal(
  text: string,
  { span, before, next, container }: Removal,
): readonly Edit[] {
  const from = container.offset + 1;
  const until = endOf(container) - 1;
  if ((text.slice(from, span.start) + text.slice(span.end, until)).trim() === "") {
    return [remove(from, until)];
  }
  const edits: Edit[] = [];
  const { start, end, valueEnd, comma } = span;
  const endBefore = before === undefined ? from : endOf(before.value);
  // the comma of the one before would be left without a member behind it
  if (next === undefined && comma === null && before !== undefined) {
    const dangling = spanOf(text, before, { from: endBefore, until: start }).comma;
    if (dangling !== null) edits.push(remove(dangling, dangling + 1));
  }
  const lines = wholeLines(text, span);
  if (comma !== null && text.slice(valueEnd, comma).trim() !== "") {
    // a comment before the comma is about what is left
    edits.push(remove(start, valueEnd), remove(comma, comma + 1));
  } else if (lines !== null) {
    edits.push(remove(lines.start, lines.end));
  } else if (next === undefined) {
    edits.push(remove(blanksBefore(text, { from: endBefore, start }), end));
  } else {
    const blanks = /^[ \t]*/.exec(text.slice(end))?.[0] ?? "";
    edits.push(remove(start, end + blanks.length));
  }
  return edits;
}

function remove(from: number, until: number): Edit {
  return { offset: from, length: until - from, content: "" };
}
