import type { CapturedText } from "../sandbox/outcome.ts";
import { withoutBrokenEnd, withoutBrokenStart } from "../text/surrogates.ts";

/** A text that was made to fit. */
export interface CutText {
  readonly text: string;
  /** Whether anything is missing from it. */
  readonly cut: boolean;
}

/** Room left for the words that stand where characters are missing. */
const MARKER_ROOM = 72;

/** Characters (UTF-16 units) of a captured text, kept or not. */
export function lengthOf(captured: CapturedText): number {
  return captured.head.length + captured.omitted + captured.tail.length;
}

/**
 * Head and tail of a text in about `limit` characters, with the true sizes said between them. A
 * surrogate pair is never cut. A limit too small for anything leaves the words alone.
 */
export function cutText(captured: CapturedText, limit: number): CutText {
  const whole = captured.omitted === 0;
  if (whole && captured.head.length + captured.tail.length <= limit) {
    return { text: captured.head + captured.tail, cut: false };
  }
  const before = whole ? captured.head + captured.tail : captured.head;
  const after = whole ? before : captured.tail;
  const room = Math.max(0, limit - MARKER_ROOM);
  // what one end does not fill is the other's
  const tailRoom = Math.min(after.length, Math.max(Math.floor(room / 2), room - before.length));
  const headRoom = Math.min(before.length, room - tailRoom);
  const head = withoutBrokenEnd(before.slice(0, headRoom));
  const tail = withoutBrokenStart(after.slice(after.length - tailRoom));
  const total = lengthOf(captured);
  const marker = `… ${grouped(total - head.length - tail.length)} characters omitted of ${
    grouped(total)
  } …`;
  return { text: joinLines([head, marker, tail]), cut: true };
}

/** The same for a text of which nothing is missing yet. */
export function cutString(text: string, limit: number): CutText {
  return cutText({ head: text, tail: "", omitted: 0 }, limit);
}

/**
 * Shares a budget out: who needs less than an equal share gets what it needs, and the rest is for
 * the others in equal parts.
 *
 * @returns the limit of each, in the order of `sizes`
 */
export function shareBudget(sizes: readonly number[], budget: number): readonly number[] {
  const limits = sizes.map(() => 0);
  let left = Math.max(0, budget);
  const smallestFirst = sizes.map((size, index) => ({ size, index }))
    .sort((a, b) => a.size - b.size);
  for (const [served, { size, index }] of smallestFirst.entries()) {
    const share = Math.min(size, Math.floor(left / (sizes.length - served)));
    limits[index] = share;
    left -= share;
  }
  return limits;
}

function joinLines(parts: readonly string[]): string {
  let joined = "";
  for (const part of parts) {
    if (part === "") continue;
    if (joined !== "" && !joined.endsWith("\n") && !part.startsWith("\n")) joined += "\n";
    joined += part;
  }
  return joined;
}

function grouped(count: number): string {
  return count.toLocaleString("en-US");
}
