import assert from "node:assert/strict";
import { readPrefix, readTextEnd, readTextStart } from "../../src/output/json_prefix.ts";

Deno.test("readPrefix() keeps the whole items of a list, whatever of the next one is there", () => {
  const json = '[{"a":1,"b":"x,]"},{"a":2,"b":"\\"}"},{"a":3,"b":"z"}]';
  const second = json.indexOf('{"a":2');
  const third = json.indexOf('{"a":3');
  assert.deepEqual(readPrefix(json.slice(0, third + 8)).value, [{ a: 1, b: "x,]" }, {
    a: 2,
    b: '"}',
  }]);
  assert.deepEqual(readPrefix(json.slice(0, second + 7)).value, [{ a: 1, b: "x,]" }]);
});

Deno.test("readPrefix() looks into the last field of an object, which is cut off", () => {
  assert.deepEqual(
    readPrefix('{"total":3,"items":[{"id":1,"n":"a"},{"id":2,"n":"b"},{"id":3,"n').value,
    { total: 3, items: [{ id: 1, n: "a" }, { id: 2, n: "b" }] },
  );
  assert.deepEqual(readPrefix('{"text":"' + "x".repeat(99)).value, {});
});

Deno.test("readPrefix() gives a value for each beginning of a JSON text", () => {
  const json = '{"a":[1,-2.5e3,{"b":null,"c":[[],{}]}],"d":"\\u0041\\\\","e":true}';
  for (let end = 1; end <= json.length; end++) {
    const { value } = readPrefix(json.slice(0, end));
    assert.ok(typeof value === "object" && value !== null, json.slice(0, end));
  }
  assert.deepEqual(readPrefix(json).value, JSON.parse(json));
  for (const head of ["", "12", "tru"]) assert.equal(readPrefix(head).value, null);
});

Deno.test("readTextStart() and readTextEnd() give a text's ends, wherever its JSON is cut", () => {
  const text = 'a\n"\\\u0001\u{1f600}é'.repeat(3);
  const json = JSON.stringify(text).replaceAll("é", "\\u00e9");
  for (let end = 1; end < json.length; end++) {
    const start = readTextStart(json.slice(0, end));
    assert.ok(text.startsWith(start) && start.isWellFormed(), start);
    assert.ok(start.length >= (end - 8) / 6, `${end}: ${start.length}`);
    assert.ok(readTextEnd(json.slice(end)).isWellFormed());
  }
  assert.equal(readTextEnd('\\nend"'), "\nend");
});
