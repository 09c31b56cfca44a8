import assert from "node:assert/strict";
import { type PatternMatch, PatternSearch } from "../../src/redaction/pattern_search.ts";
import { createDice } from "../support/dice.ts";

function agrees(bytes: Uint8Array, start: number, pattern: Uint8Array): boolean {
  return pattern.every((byte, at) => start + at >= bytes.length || bytes[start + at] === byte);
}

/** The same by trying each place: the first, and there the longest. */
function findSlowly(
  patterns: readonly Uint8Array[],
  bytes: Uint8Array,
  [from, limit]: readonly [number, number],
): PatternMatch | null {
  for (let start = from; start < limit; start++) {
    const fitting = patterns.filter((pattern) =>
      start + pattern.length <= bytes.length && agrees(bytes, start, pattern)
    ).sort((one, other) => other.length - one.length);
    const [longest] = fitting;
    if (longest === undefined) continue;
    return { pattern: patterns.indexOf(longest), start, end: start + longest.length };
  }
  return null;
}

function findOpenSlowly(
  patterns: readonly Uint8Array[],
  bytes: Uint8Array,
  from: number,
): number {
  for (let start = from; start < bytes.length; start++) {
    if (bytes.subarray(start).includes(0x0a)) continue;
    const isOpen = patterns.some((pattern) =>
      start + pattern.length > bytes.length && agrees(bytes, start, pattern)
    );
    if (isOpen) return start;
  }
  return bytes.length;
}

Deno.test("PatternSearch finds what a search at each place finds", () => {
  const dice = createDice(3);
  let found = 0;
  let open = 0;
  for (let round = 0; round < 3_000; round++) {
    // few different bytes, so that patterns overlap, repeat and begin each other
    const random = (length: number) => Uint8Array.from({ length }, () => 0x61 + dice(2));
    const texts = new Set(Array.from({ length: 1 + dice(5) }, () => random(2 + dice(7)).join()));
    const patterns = [...texts].map((text) => Uint8Array.from(text.split(","), Number));
    const search = new PatternSearch(patterns);
    const bytes = random(dice(60));
    if (bytes.length > 0 && dice(4) === 0) bytes[dice(bytes.length)] = 0x0a;
    const from = dice(bytes.length + 1);
    const limit = from + dice(bytes.length - from + 1);
    const match = search.find(bytes, from, limit);
    assert.deepEqual(match, findSlowly(patterns, bytes, [from, limit]), `round ${round}`);
    const place = search.findOpen(bytes, from);
    assert.equal(place, findOpenSlowly(patterns, bytes, from), `round ${round}`);
    if (match !== null) found++;
    if (place < bytes.length) open++;
  }
  assert.ok(found > 500 && open > 500, `${found} found, ${open} open`);
});
