import assert from "node:assert/strict";
import { readLargeAnswer } from "../../src/catalogue/large_answer.ts";
import { PLAIN_FORM } from "../../src/catalogue/value.ts";

function read(text: string, maxValues = 1_000): Record<string, unknown> {
  const answer = readLargeAnswer(text, { maxValues, form: PLAIN_FORM });
  if (answer.kind !== "value") return answer;
  return { ...answer, json: new TextDecoder().decode(answer.json.bytes) };
}

function result(members: string): string {
  return `{"jsonrpc":"2.0","id":1,"result":{${members}}}`;
}

Deno.test("readLargeAnswer() writes the value of a result, with every digit", () => {
  assert.deepEqual(read(result('"content":[{"type":"text","text":"[12345678901234567891]"}]')), {
    kind: "value",
    json: '{"kind":"json","value":[12345678901234567891]}',
  });
  assert.deepEqual(read(result('"resultType":"complete","structuredContent":{"a":1,"b":2}')), {
    kind: "value",
    json: '{"kind":"json","value":{"a":1,"b":2}}',
    resultType: "complete",
  });
  const wrapped = readLargeAnswer(result('"structuredContent":{"result":"{\\"a\\": NaN}"}'), {
    maxValues: 1_000,
    form: { raw: false, wrapping: "result" },
  });
  assert.ok(wrapped.kind === "value");
  assert.equal(new TextDecoder().decode(wrapped.json.bytes), '{"kind":"json","value":{"a":null}}');
});

Deno.test("readLargeAnswer() tells a failure of the tool and one of the server", () => {
  assert.deepEqual(read(result('"isError":true,"content":[{"type":"text","text":"no"}]')), {
    kind: "tool_failed",
    failure: { words: "no" },
  });
  assert.deepEqual(read(result('"isError":true,"structuredContent":{"why":1}')), {
    kind: "tool_failed",
    failure: { words: '{"why":1}', data: { why: 1 } },
  });
  assert.deepEqual(read('{"jsonrpc":"2.0","id":1,"error":{"code":-5,"message":"no","data":[]}}'), {
    kind: "error",
    error: { code: -5, message: "no", data: [] },
  });
});

Deno.test("readLargeAnswer() tells what is too large, and what is no answer", () => {
  const zeros = `[${"0,".repeat(2_000)}0]`;
  assert.deepEqual(read(result(`"structuredContent":${zeros}`)), {
    kind: "too_large",
    reason: "its answer is too large: it has more than 1000 values",
  });
  assert.equal(read(result(`"structuredContent":${zeros}`), 10_000)["kind"], "value");
  // in a text it stays text
  const text = read(result(`"content":[{"type":"text","text":"${zeros}"}]`));
  assert.equal(text["json"], JSON.stringify({ kind: "json", value: zeros }));
  const deep = `${"[".repeat(150)}${"]".repeat(150)}`;
  assert.deepEqual(read(result(`"structuredContent":${deep}`)), {
    kind: "too_large",
    reason: "its result is nested more than 100 levels deep",
  });
  for (const line of ["", "{", "[]", "{}", '{"jsonrpc":"2.0"}']) {
    assert.deepEqual(read(line), {
      kind: "no_answer",
      reason: `its answer cannot be read: ${line}`,
    });
  }
});
