import assert from "node:assert/strict";
import type { JsonValue } from "../../src/json/json.ts";
import { nestsDeeperThan, ownValue, parseJson, sameJson } from "../../src/json/json.ts";

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

Deno.test("parseJson() gives undefined for what is not JSON", () => {
  assert.equal(parseJson("{"), undefined);
  assert.equal(parseJson("null"), null);
});
