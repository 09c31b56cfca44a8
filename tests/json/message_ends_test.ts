import assert from "node:assert/strict";
import { readMessageEnds } from "../../src/json/message_ends.ts";

function read(head: string, tail: string): readonly unknown[] {
  const { id, kind } = readMessageEnds({ head, tail });
  return [id, kind];
}

Deno.test("readMessageEnds() finds the id before the first array or object", () => {
  assert.deepEqual(read('{"jsonrpc":"2.0","id":7,"method":"m","params":{"a', "}}"), [7, "request"]);
  assert.deepEqual(read('{ "id" : "a\\"b" , "method":"m","params":[', "]}"), ['a"b', "request"]);
  assert.deepEqual(read('{"jsonrpc":"2.0","id":12,"result":{"content', "}}"), [12, "answer"]);
  assert.deepEqual(read('{"id":3,"params":{', "}}"), [3, null]);
});

Deno.test("readMessageEnds() finds the id after the last array or object", () => {
  const head = '{"method":"tools/call","params":{"a":"';
  assert.deepEqual(read(head, 'x"},"jsonrpc":"2.0","id":7}'), [7, "request"]);
  assert.deepEqual(read(head, 'x"},"id":"a","jsonrpc":"2.0"} '), ["a", "request"]);
  assert.deepEqual(read('{"params":{"', 'x"},"id":1,"method":"m"}'), [1, "request"]);
  assert.deepEqual(read('{"result":{"', 'x"},"id":1}'), [1, "answer"]);
});

Deno.test("readMessageEnds() takes no id from inside the message", () => {
  for (const tail of ['"id":7}}', '{"id":7}]}', '\\"id":7"}', 'a,\\"id":7}', '"id":7', "}"]) {
    assert.deepEqual(read('{"method":"m","params":{"id":5,', tail), [null, "request"], tail);
  }
});

Deno.test("readMessageEnds() takes no id that is none", () => {
  for (const id of ["null", "1.5", "true", "9007199254740993", '"\\x"']) {
    assert.deepEqual(read(`{"id":${id},"method":"m","params":{`, "}}"), [null, "request"], id);
  }
  for (
    const head of ["", "no JSON at all", "[", '"id":7', "{", '{"id":7', '{"id":-,"method":"m",']
  ) {
    assert.deepEqual(read(head, head), [null, null], head);
  }
});
