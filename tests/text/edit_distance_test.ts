import assert from "node:assert/strict";
import { editDistance } from "../../src/text/edit_distance.ts";

Deno.test("editDistance() counts letters, and a swap as one edit or as two", () => {
  const rows: readonly (readonly [string, string, number, number])[] = [
    ["title", "title", 0, 0],
    ["title", "titel", 2, 1],
    ["tilte", "title", 2, 1],
    ["label", "labels", 1, 1],
    ["", "ab", 2, 2],
    ["ab", "ba", 2, 1],
    ["owner", "order", 2, 2],
  ];
  for (const [a, b, plain, swapped] of rows) {
    assert.equal(editDistance(a, b, { most: 3 }), plain, `${a} ${b}`);
    assert.equal(editDistance(a, b, { most: 3, swaps: true }), swapped, `${a} ${b}`);
  }
  assert.equal(editDistance("owner", "order", { most: 1, swaps: true }), Infinity);
  assert.equal(editDistance("a", "abcdef", { most: 3 }), Infinity);
});
