import assert from "node:assert/strict";
import { readJson } from "../../src/json/read_json.ts";
import { writeJson } from "../../src/json/write_json.ts";

Deno.test("writeJson() writes every digit of an integer, on one line or indented", () => {
  const value = { a: [2n ** 53n + 1n, -(2n ** 64n), 1, 0.1, "1"], b: { c: 10n ** 639n } };
  const text = `{"a":[9007199254740993,-18446744073709551616,1,0.1,"1"],"b":{"c":1${
    "0".repeat(639)
  }}}`;
  assert.equal(writeJson(value), text);
  assert.deepEqual(readJson(writeJson(value, 2)), value);
  assert.match(writeJson(value, 2), /^\{\n {2}"a": \[\n {4}9007199254740993,\n/);
  assert.equal(writeJson(7n), "7");
});

Deno.test("writeJson() writes all else as JSON.stringify does", () => {
  const value = { a: [1e21, 1e400, -0, "\ud800", null, true], b: {}, __proto__: null };
  assert.equal(writeJson(value), JSON.stringify(value));
  assert.equal(writeJson(value, 2), JSON.stringify(value, null, 2));
});

Deno.test("writeJson() fails for what no JSON can hold", () => {
  const loop: unknown[] = [];
  loop.push(loop);
  assert.throws(() => writeJson(loop), TypeError);
});

Deno.test("writeJson() writes beside an exact integer what JSON.stringify writes", () => {
  const value = {
    a: [1, -0, 1.5e-7, 1e21, NaN, Infinity, undefined, null, true, '\u2028"\ud800'],
    'k"': { nothing: undefined, empty: {}, none: [], deep: [[{ b: [] }]] },
    when: new Date(0),
    ["__proto__"]: 1,
  };
  const exact = 12345678901234567891n;
  assert.equal(writeJson({ value, exact }), `{"value":${JSON.stringify(value)},"exact":${exact}}`);
  const text = writeJson({ when: { toJSON: () => exact }, exact: -exact });
  assert.equal(text, `{"when":${exact},"exact":-${exact}}`);
});
