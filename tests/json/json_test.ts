import assert from "node:assert/strict";
import type { JsonValue } from "../../src/json/json.ts";
import {
  isJsonArray,
  isJsonObject,
  nestsDeeperThan,
  ownValue,
  roundIntegers,
  sameJson,
} from "../../src/json/json.ts";

function nested(depth: number): JsonValue {
  return JSON.parse("[".repeat(depth) + "]".repeat(depth));
}

Deno.test("nestsDeeperThan() counts levels of arrays and objects", () => {
  assert.equal(nestsDeeperThan("text", 0), false);
  assert.equal(nestsDeeperThan([], 0), true);
  assert.equal(nestsDeeperThan(nested(5), 5), false);
  assert.equal(nestsDeeperThan(nested(6), 5), true);
  assert.equal(nestsDeeperThan({ a: 1, b: { c: [] } }, 2), true);
});

Deno.test("nestsDeeperThan() survives a depth that recursion would not", () => {
  assert.equal(nestsDeeperThan(nested(500_000), 100), true);
});

Deno.test("ownValue() does not see what every object inherits", () => {
  assert.equal(ownValue({}, "constructor"), undefined);
  assert.equal(ownValue(JSON.parse('{"__proto__": 1}'), "__proto__"), 1);
});

Deno.test("sameJson() ignores the order of keys and nothing else", () => {
  assert.ok(sameJson({ a: 1, b: [2, { c: null }] }, { b: [2, { c: null }], a: 1 }));
  assert.ok(!sameJson({ a: 1 }, { a: 1, b: 2 }));
  assert.ok(!sameJson([1], { 0: 1 }));
  assert.ok(!sameJson({ a: null }, { b: null }));
});

Deno.test("an integer beyond 2^53 is a scalar", () => {
  const id = 2n ** 53n + 1n;
  assert.ok(!isJsonObject(id) && !isJsonArray(id));
  assert.equal(nestsDeeperThan([id], 1), false);
  assert.ok(sameJson({ a: [id] }, { a: [2n ** 53n + 1n] }));
  assert.ok(!sameJson([id], [2n ** 53n + 2n]));
  assert.ok(!sameJson([id], [String(id)]));
});

Deno.test("roundIntegers() leaves no bigint at any depth, and all else as it is", () => {
  const value = { a: [2n ** 53n + 1n, { b: -(2n ** 64n) }], c: "1", ["__proto__"]: [1n] };
  assert.deepEqual(roundIntegers(value), {
    a: [2 ** 53, { b: -(2 ** 64) }],
    c: "1",
    ["__proto__"]: [1],
  });
  assert.equal(roundIntegers(10n ** 640n - 1n), Infinity);
});
