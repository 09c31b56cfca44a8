import assert from "node:assert/strict";
import { shapeOf } from "../../src/json/shape.ts";
import type { JsonValue } from "../../src/json/json.ts";

Deno.test("shapeOf() names the types of Python, and counts what there is", () => {
  const shapes: readonly (readonly [JsonValue, string])[] = [
    [1, "int"],
    [2n ** 70n, "int"],
    [1.5, "float"],
    [null, "None"],
    ["four", "str, 4 characters"],
    [[], "list, 0 items"],
    [[1], "list[int], 1 item"],
    [[1, null, 2.5], "list[int | float | None], 3 items"],
    [{ total: 2, items: [{ id: 1 }] }, "{total: int, items: list[{id: int}]}"],
    [
      [{ id: 1, title: "a" }, { id: 2, title: null }],
      "list[{id: int, title: str | None}], 2 items",
    ],
    [[{ a: 1 }, { b: true }], "list[{a: int, b: bool}], 2 items"],
    [{ "a key": 1, "ключ": [] }, '{"a key": int, ключ: list}'],
    [[[[[[1]]]]], "list[list[list[list[list]]]], 1 item"],
  ];
  for (const [value, shape] of shapes) assert.equal(shapeOf(value), shape);
});

Deno.test("shapeOf() is bounded, whatever the value", () => {
  const wide = Object.fromEntries(
    Array.from({ length: 5_000 }, (_, n) => [`${n}`.repeat(50), [n]]),
  );
  let deep: JsonValue = 1;
  for (let level = 0; level < 100; level++) deep = { [`level ${level}`]: [deep] };
  for (const value of [wide, deep, Array(5_000).fill(wide), "x".repeat(1e6)]) {
    assert.ok(shapeOf(value).length <= 300);
  }
  assert.match(shapeOf(wide), /, 5,000 keys$/);
});

Deno.test("shapeOf() takes names of every kind, also those of Object's own members", () => {
  const value = JSON.parse('{"__proto__": 1, "constructor": 2, "line\\nbreak": 3}');
  assert.equal(shapeOf(value), '{__proto__: int, constructor: int, "line\\nbreak": int}');
});
