import type { CapturedText } from "../sandbox/outcome.ts";
import { withoutBrokenEnd, withoutBrokenStart } from "../text/surrogates.ts";
import { formatCount } from "../text/format_count.ts";

/** A text that was shortened if necessary. */
export interface CutText {
  readonly text: string;
  /** Whether characters are missing. */
  readonly cut: boolean;
}

/** Characters reserved for the marker that replaces missing characters. */
const MARKER_ROOM = 72;

/** Characters (UTF-16 units) of a captured text, including dropped ones. */
export function lengthOf(captured: CapturedText): number {
  return captured.head.length + captured.omitted + captured.tail.length;
}

/**
 * Shortens a text to its head and tail, about `limit` characters, with a marker that states the true
 * sizes. No surrogate pair is split. A very small limit leaves only the marker.
 */
export function cutText(captured: CapturedText, limit: number): CutText {
  const whole = captured.omitted === 0;
  if (whole && captured.head.length + captured.tail.length <= limit) {
    return { text: captured.head + captured.tail, cut: false };
  }
  const before = whole ? captured.head + captured.tail : captured.head;
  const after = whole ? before : captured.tail;
  const room = Math.max(0, limit - MARKER_ROOM);
  // the room that one end does not need goes to the other
  const tailRoom = Math.min(after.length, Math.max(Math.floor(room / 2), room - before.length));
  const headRoom = Math.min(before.length, room - tailRoom);
  const head = withoutBrokenEnd(before.slice(0, headRoom));
  const tail = withoutBrokenStart(after.slice(after.length - tailRoom));
  const total = lengthOf(captured);
  const marker = `… ${formatCount(total - head.length - tail.length)} characters omitted of ${
    formatCount(total)
  } …`;
  return { text: joinLines([head, marker, tail]), cut: true };
}

/** {@linkcode cutText} for a whole string. */
export function cutString(text: string, limit: number): CutText {
  return cutText({ head: text, tail: "", omitted: 0 }, limit);
}

/**
 * Divides a budget. A size below an equal share is granted in full; the others share the rest
 * equally.
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
