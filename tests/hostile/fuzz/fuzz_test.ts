/** The shortest pass; `deno task hostile --fuzz 1000000` is the whole. */

import assert from "node:assert/strict";
import { fuzzFrames } from "./frames.ts";
import { Mutator } from "./mutator.ts";
import { fuzzServerLines } from "./server_lines.ts";

Deno.test("20,000 frames that are nearly right are read or refused, in whatever pieces", () => {
  const { accepted, refused } = fuzzFrames(20_000, 1);
  // neither is rare, or else the fuzzing would say little
  assert.ok(accepted > 10_000, `${accepted} accepted`);
  assert.ok(refused > 5_000, `${refused} refused`);
});

Deno.test("5,000 lines of a server that are nearly right are read or skipped, in whatever pieces", () => {
  const { accepted, refused } = fuzzServerLines(5_000, 1);
  assert.ok(accepted > 1_000, `${accepted} accepted`);
  assert.ok(refused > 1_000, `${refused} refused`);
});

Deno.test("Mutator gives the same inputs for the same seed, and its pieces are the whole", () => {
  const bytes = new TextEncoder().encode('{"a": [1, 2, 3]}');
  const made = [7, 7, 8].map((seed) => {
    const mutator = new Mutator(seed);
    return Array.from({ length: 50 }, () => String(mutator.mutate(bytes)));
  });
  assert.deepEqual(made[0], made[1]);
  assert.notDeepEqual(made[0], made[2]);
  const pieces = new Mutator(3).pieces(bytes);
  assert.equal(pieces.map((piece) => new TextDecoder().decode(piece)).join(""), '{"a": [1, 2, 3]}');
});
