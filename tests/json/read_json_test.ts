import assert from "node:assert/strict";
import {
  haveTooManyValues,
  JsonBoundError,
  MAX_JSON_VALUES,
  parseJson,
  readJson,
} from "../../src/json/read_json.ts";

function isBound(message: string): (error: unknown) => boolean {
  return (error) => error instanceof JsonBoundError && error.message === message;
}

function list(item: string, count: number): string {
  return `[${Array.from({ length: count }, () => item).join(",")}]`;
}

function nested(depth: number): string {
  return "[".repeat(depth) + "]".repeat(depth);
}

Deno.test("readJson() reads what JSON.parse reads, to the same values", () => {
  for (
    const text of [
      "null",
      ' {"a": [1, -0, 0.1, 1e400, -1e400, 5e-324, "x", true, null, {}, []]}\n',
      '"9007199254740993"',
      '{"__proto__": {"a": 1}, "1": 2, "0": 3, "": 4}',
      '"\\"\\\\\\" [{,"',
      "1.5e300",
      "12345678901234567890.5",
      "1e17",
      "9007199254740991",
    ]
  ) assert.deepEqual(readJson(text), JSON.parse(text), text);
  assert.ok(Object.is(readJson("-0"), -0));
});

Deno.test("readJson() throws a SyntaxError for what is not JSON", () => {
  for (const text of ["", "{", "[1,]", "01", "nope", '"\n"', "9007199254740993n", "{} {}"]) {
    assert.throws(() => readJson(text), SyntaxError, text);
  }
});

Deno.test("readJson() keeps every digit of an integer, up to 640 of them", () => {
  const cases: [string, unknown][] = [
    ["9007199254740992", 2n ** 53n],
    ["9007199254740993", 2n ** 53n + 1n],
    ["-9007199254740993", -(2n ** 53n) - 1n],
    ["100000000000000000000000", 10n ** 23n],
    ["9".repeat(640), 10n ** 640n - 1n],
    ["9".repeat(641), Infinity],
    [`-1${"0".repeat(300)}`, -(10n ** 300n)],
  ];
  for (const [text, value] of cases) {
    assert.equal(readJson(text), value, text);
    assert.deepEqual(readJson(`{"a":[0.1,${text},"${text}"],"__proto__":${text}}`), {
      a: [0.1, value, text],
      ["__proto__"]: value,
    });
  }
});

Deno.test("readJson() refuses a longer text than its bound", () => {
  assert.equal(readJson('"abc"', { maxChars: 5 }), "abc");
  assert.throws(
    () => readJson('"abcd"', { maxChars: 5 }),
    isBound("it has more than 5 characters"),
  );
});

Deno.test("readJson() refuses deeper nesting than its bound, by arrays, objects or both", () => {
  const deep = isBound("it is nested more than 4 levels deep");
  for (const [open, close] of [["[", "]"], ['{"a":', "}"], ['[{"a":', "}]"]] as const) {
    const levels = open.length === 6 ? 2 : 1;
    const text = (depth: number) =>
      `${open.repeat(depth / levels)}0${close.repeat(depth / levels)}`;
    assert.doesNotThrow(() => readJson(text(4), { maxDepth: 4 }));
    assert.throws(() => readJson(text(6), { maxDepth: 4 }), deep);
  }
  assert.throws(() => readJson(nested(900_000)), isBound("it is nested more than 256 levels deep"));
  assert.throws(() => readJson(nested(5_000_000)), isBound("it has more than 1000000 values"));
  assert.throws(
    () => readJson(`${"[".repeat(300)}9007199254740993${"]".repeat(300)}`),
    JsonBoundError,
  );
});

Deno.test("readJson() counts values exactly, whatever stands in strings", () => {
  const cases: [string, number][] = [
    ["0", 1],
    ["[]", 1],
    ["[0]", 2],
    ["[[],{},[[]]]", 5],
    ['{"a":1,"b":{"c":[1,2]}}', 6],
    ['["[,{", "\\",[", "\\\\", "\\\\\\",,"]', 5],
    [`[${" ".repeat(40)}0,\n0\t]`, 3],
  ];
  for (const [text, count] of cases) {
    // a short text cannot have too many values, and is not counted
    const padded = text + " ".repeat(100);
    assert.doesNotThrow(() => readJson(padded, { maxValues: count }), text);
    if (count === 1) continue;
    const over = isBound(`it has more than ${count - 1} values`);
    assert.throws(() => readJson(padded, { maxValues: count - 1 }), over, text);
  }
});

Deno.test("readJson() reads 100,000 rows of 5 fields and refuses a million values and one", () => {
  const rows = list('{"id":1,"title":"t","open":true,"score":0.5,"by":null}', 100_000);
  assert.equal(Object.keys(Object(readJson(rows))).length, 100_000);
  const over = isBound(`it has more than ${MAX_JSON_VALUES} values`);
  assert.doesNotThrow(() => readJson(list("{}", MAX_JSON_VALUES - 1)));
  assert.throws(() => readJson(list("{}", MAX_JSON_VALUES)), over);
  assert.throws(() => readJson(list("0", MAX_JSON_VALUES)), over);
  assert.throws(() => readJson(list("{}", 5_000_000)), over);
});

Deno.test("readJson() takes no more time for quotes and backslashes than their number", () => {
  const text = '\\"'.repeat(2_000_000);
  assert.equal(String(readJson(`"${text}"`)).length, 2_000_000);
  assert.throws(() => readJson(`"${"\\".repeat(4_000_001)}"`), SyntaxError);
  assert.throws(() => readJson('"'.repeat(4_000_000)), SyntaxError);
});

Deno.test("parseJson() gives undefined for what is not JSON, or beyond a bound", () => {
  assert.equal(parseJson("{"), undefined);
  assert.equal(parseJson("null"), null);
  assert.equal(parseJson("[[]]", { maxDepth: 1 }), undefined);
});

Deno.test("haveTooManyValues() adds the values of texts up", () => {
  const half = list("0", MAX_JSON_VALUES / 2 - 1);
  assert.equal(haveTooManyValues([half, half], MAX_JSON_VALUES), false);
  assert.equal(haveTooManyValues([half, half, "[]"], MAX_JSON_VALUES), true);
  assert.equal(haveTooManyValues([], MAX_JSON_VALUES), false);
});
