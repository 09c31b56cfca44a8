import type { JsonValue } from "../json/json.ts";
import { endOfString, parseJson, readJson } from "../json/read_json.ts";
import { withoutBrokenEnd, withoutBrokenStart } from "../text/surrogates.ts";

/** Characters at the end of a cut text that may be part of one escape. */
const LONGEST_ESCAPE = 6;

/** A value of which the end is missing. */
export interface Prefix {
  readonly value: JsonValue;
  /** Whether what is there of it, items of a list or fields of an object, is whole. */
  readonly isWhole: boolean;
}

/** A place where a JSON text may be cut, and what closes the containers that are open there. */
interface Cut {
  readonly end: number;
  readonly closers: string;
}

/**
 * The value of which the beginning of a JSON text tells: containers are closed behind their last
 * whole item, the outermost first, so that rows stay whole. `null` where nothing whole is there.
 *
 * @param head the beginning of compact, valid JSON of bounded depth
 */
export function readPrefix(head: string): Prefix {
  const cuts = lastCuts(head);
  const outermost = cuts.find((cut) => cut !== undefined && cut.end >= head.length / 2);
  const { end, closers } = outermost ?? cuts.findLast((cut) => cut !== undefined) ?? NO_CUT;
  return {
    value: end === 0 ? null : readJson(head.slice(0, end) + closers),
    isWhole: closers.length === 1,
  };
}

const NO_CUT: Cut = { end: 0, closers: "" };

/** The last place at each level; an inner one lies behind the outer ones, or is gone. */
function lastCuts(head: string): readonly (Cut | undefined)[] {
  const open: string[] = [];
  const cuts: (Cut | undefined)[] = [];
  const cutAt = (end: number) => {
    cuts[open.length] = { end, closers: open.toReversed().join("") };
    cuts.length = open.length + 1;
  };
  for (let at = 0; at < head.length; at++) {
    const mark = head[at];
    if (mark === '"') at = endOfString(head, at);
    else if (mark === ",") cutAt(at);
    else if (mark === "[" || mark === "{") {
      open.push(mark === "[" ? "]" : "}");
      cutAt(at + 1);
    } else if (mark === "]" || mark === "}") {
      open.pop();
      cutAt(at + 1);
    }
  }
  return cuts;
}

/** The beginning of a text, from the beginning of its JSON, with the quote. */
export function readTextStart(head: string): string {
  for (let cut = 0; cut < LONGEST_ESCAPE; cut++) {
    const text = parseText(`${head.slice(0, head.length - cut)}"`);
    if (text !== null) return withoutBrokenEnd(text);
  }
  return "";
}

/** The end of a text, from the end of its JSON, with the quote. */
export function readTextEnd(tail: string): string {
  for (let cut = 0; cut < LONGEST_ESCAPE; cut++) {
    const text = parseText(`"${tail.slice(cut)}`);
    if (text !== null) return withoutBrokenStart(text);
  }
  return "";
}

/** `null` for what begins or ends within an escape. */
function parseText(json: string): string | null {
  const value = parseJson(json);
  return typeof value === "string" ? value : null;
}
