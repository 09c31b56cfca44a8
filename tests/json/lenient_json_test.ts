import assert from "node:assert/strict";
import { parseWithConstants, readLenient } from "../../src/json/lenient_json.ts";
import { JsonBoundError } from "../../src/json/read_json.ts";

const MESSAGE = '{"jsonrpc":"2.0","id":1}';
const PARSED = { jsonrpc: "2.0", id: 1 };

Deno.test("readLenient() reads JSON as it is", () => {
  for (const text of ["1", "[1,2]", '{"a":"NaN -Infinity"}', MESSAGE]) {
    assert.deepEqual(readLenient(text), {
      values: [JSON.parse(text)],
      constants: false,
      around: false,
    });
  }
});

Deno.test("readLenient() takes NaN and infinities outside of strings for null", () => {
  const text = '{"a":[NaN,-Infinity,Infinity,-1],"b":"\\\\\\"NaN","NaN":NaN}';
  assert.deepEqual(readLenient(text), {
    values: [{ a: [null, null, null, -1], b: '\\"NaN', NaN: null }],
    constants: true,
    around: false,
  });
  for (const wrong of ["NaNo", "{NaN:1}", "[-NaN]", "[Infinite]"]) {
    assert.equal(readLenient(wrong), null, wrong);
  }
});

Deno.test("readLenient() finds messages among words, and nothing else", () => {
  const found = (text: string) => readLenient(text)?.values ?? [];
  assert.deepEqual(found(`a ${MESSAGE} b`), [PARSED]);
  assert.deepEqual(found(MESSAGE + MESSAGE), [PARSED, PARSED]);
  assert.deepEqual(found(`{"id": ${MESSAGE}`), [PARSED]);
  assert.deepEqual(found(`{"id": ${JSON.stringify(MESSAGE)}`), []);
  assert.deepEqual(found('a {"id":1,"result":{}} b'), []);
  assert.deepEqual(found("{"), []);
  // a bounded number of attempts
  assert.deepEqual(found('{"id":'.repeat(100) + MESSAGE), []);
});

Deno.test("readLenient() searches no text that is longer than it may be, and holds the bounds", () => {
  const text = `words ${MESSAGE}`;
  assert.notEqual(readLenient(text, { maxSearched: text.length }), null);
  assert.equal(readLenient(text, { maxSearched: text.length - 1 }), null);
  assert.throws(() => readLenient("[[NaN]]", { maxDepth: 1 }), JsonBoundError);
  assert.throws(() => readLenient("[NaN,1]", { maxValues: 2 }), JsonBoundError);
});

Deno.test("parseWithConstants() reads one value with Python's constants, within its bounds", () => {
  assert.deepEqual(parseWithConstants('{"a": [NaN, "NaN", -Infinity]}', {}), {
    a: [null, "NaN", null],
  });
  assert.deepEqual(parseWithConstants("[9007199254740993]", {}), [2n ** 53n + 1n]);
  for (const text of ['{"a": NaN', "{'a': 1}", "[1] and more", ""]) {
    assert.equal(parseWithConstants(text, {}), undefined, text);
  }
  assert.deepEqual(parseWithConstants("[NaN, [1]]", { maxDepth: 2 }), [null, [1]]);
  assert.equal(parseWithConstants("[NaN, [1]]", { maxDepth: 1 }), undefined);
  assert.equal(parseWithConstants("[NaN, 1, 2]", { maxValues: 3 }), undefined);
});
