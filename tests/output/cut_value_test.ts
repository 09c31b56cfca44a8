import assert from "node:assert/strict";
import { createSizeOf, cutValue } from "../../src/output/cut_value.ts";
import type { JsonValue } from "../../src/json/json.ts";

function cut(value: JsonValue, room: number): { value: JsonValue; left: readonly string[] } {
  const result = cutValue(value, { room, path: "result", sizeOf: createSizeOf() });
  assert.ok(
    JSON.stringify(result.value).length <= Math.max(room, 80),
    JSON.stringify(result.value),
  );
  return result;
}

function rows(count: number): JsonValue[] {
  return Array.from({ length: count }, (_, id) => ({ id, title: "a title" }));
}

Deno.test("cutValue() leaves what fits as it is", () => {
  const value = { items: rows(3), text: "x" };
  for (const room of [Infinity, JSON.stringify(value).length]) {
    assert.deepEqual(cutValue(value, { room, path: "result", sizeOf: createSizeOf() }), {
      value,
      left: [],
    });
  }
});

Deno.test("cutValue() keeps the first items of a list whole and counts them", () => {
  const { value, left } = cut(rows(2_000), 300);
  assert.deepEqual(value, rows(11));
  assert.deepEqual(left, ["result has the first 11 of 2,000 items"]);
});

Deno.test("cutValue() cuts the long field of an object and keeps the short ones", () => {
  const { value, left } = cut({ total: 2_000, items: rows(2_000), next: null }, 350);
  assert.deepEqual(value, { total: 2_000, items: rows(11), next: null });
  assert.deepEqual(left, ["result.items has the first 11 of 2,000 items"]);
});

Deno.test("cutValue() shares the room between long fields, and drops none", () => {
  const { value, left } = cut({ a: rows(20), b: rows(20), c: rows(20) }, 900);
  assert.deepEqual(value, { a: rows(10), b: rows(10), c: rows(10) });
  assert.deepEqual(left[2], "result.c has the first 10 of 20 items");
});

Deno.test("cutValue() keeps the first keys of a table by key, with their rows whole", () => {
  const byKey = Object.fromEntries(rows(500).map((row, id) => [`key${id}`, row]));
  const { value, left } = cut(byKey, 400);
  assert.deepEqual(value, Object.fromEntries(Object.entries(byKey).slice(0, 11)));
  assert.deepEqual(left, ["result has the first 11 of 500 keys"]);
});

Deno.test("cutValue() looks into an item that alone is too long, and names the place", () => {
  const { value, left } = cut([{ "a b": rows(500), id: 7 }, { id: 8 }], 300);
  assert.deepEqual(value, [{ "a b": rows(10), id: 7 }]);
  assert.deepEqual(left, [
    "result has a part of the first of 2 items",
    'result[0]["a b"] has the first 10 of 500 items',
  ]);
});

Deno.test("cutValue() keeps head and tail of a text", () => {
  const { value, left } = cut({ text: `begin ${"x".repeat(5_000)} end` }, 300);
  assert.match(
    JSON.stringify(value),
    /"begin x+\\n… 4,\d{3} characters omitted of 5,010 …\\nx+ end"/,
  );
  assert.deepEqual(left, ["result.text lacks the middle of 5,010 characters"]);
});

Deno.test("cutValue() keeps within its room whatever the shape is", () => {
  let deep: JsonValue = "x".repeat(1_000);
  for (let level = 0; level < 200; level++) {
    deep = level % 2 === 0 ? [deep, 1] : { [`k${level}`]: deep };
  }
  const manyKeys = Object.fromEntries(
    Array.from({ length: 5_000 }, (_, id) => [`${id}`.repeat(20), id]),
  );
  const hostile = { "\x1b[2J\u202e\n": "y".repeat(9_000), [`${"k".repeat(3_000)}`]: [1] };
  for (const value of [deep, manyKeys, hostile, [[[rows(900)]]], { a: { b: { c: rows(900) } } }]) {
    for (const room of [2_000, 200, 0]) {
      const result = cutValue(value, { room, path: "result", sizeOf: createSizeOf() });
      const size = JSON.stringify(result.value).length;
      assert.ok(size <= room + 300, `${size} of ${room}`);
      assert.ok(result.left.length > 0);
      assert.ok(
        result.left.every((phrase) => phrase.length < 1_000 && /^[\x20-\x7e…]+$/.test(phrase)),
      );
    }
  }
});
