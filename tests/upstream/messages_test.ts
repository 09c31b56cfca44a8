import assert from "node:assert/strict";
import { readMessages, readTooLong } from "../../src/upstream/messages.ts";

function read(line: string) {
  return readMessages(new TextEncoder().encode(line));
}

const NO_ANSWER = { code: -32603, message: "its answer is neither a result nor an error" };

Deno.test("readMessages() gives results, errors, requests and notifications", () => {
  const messages = [
    { jsonrpc: "2.0", id: 1, result: { content: [] } },
    { jsonrpc: "2.0", id: "a", error: { code: -32601, message: "no" } },
    { jsonrpc: "2.0", id: 2, method: "sampling/createMessage", params: { x: 1 } },
    { jsonrpc: "2.0", method: "notifications/tools/list_changed" },
  ];
  for (const message of messages) {
    assert.deepEqual(JSON.parse(JSON.stringify(read(JSON.stringify(message)))), [message]);
  }
  assert.equal(read(JSON.stringify(messages)).length, 4);
});

Deno.test("readMessages() gives nothing for what is no message", () => {
  const lines = [
    "hello",
    "{",
    "42",
    "null",
    "{}",
    '{"jsonrpc":"1.0","id":1,"result":{}}',
    "\u0000",
  ];
  for (const line of lines) assert.deepEqual(read(line), [], line);
  assert.deepEqual(readMessages(new Uint8Array([0xff, 0xfe, 0x7b])), []);
});

Deno.test("readMessages() leaves out members that do not belong", () => {
  assert.deepEqual(read('{"jsonrpc":"2.0","id":1,"result":{"a":1},"error":null,"x":2}'), [
    { jsonrpc: "2.0", id: 1, result: { a: 1 } },
  ]);
  assert.deepEqual(read('{"jsonrpc":"2.0","id":1,"result":{"a":1,"_meta":"wrong"}}'), [
    { jsonrpc: "2.0", id: 1, result: { a: 1 } },
  ]);
});

Deno.test("readMessages() makes an error of an answer that is none, so that nobody waits for ever", () => {
  const lines = [
    '{"jsonrpc":"2.0","id":7,"result":"text"}',
    '{"jsonrpc":"2.0","id":7,"result":[1]}',
    '{"jsonrpc":"2.0","id":7,"error":"text"}',
    '{"jsonrpc":"2.0","id":7}',
  ];
  for (const line of lines) {
    assert.deepEqual(read(line), [{ jsonrpc: "2.0", id: 7, error: NO_ANSWER }], line);
  }
});

Deno.test("readMessages() drops an answer that names no request", () => {
  assert.deepEqual(read('{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"?"}}'), []);
  assert.deepEqual(read('{"jsonrpc":"2.0","id":{"x":1},"result":{}}'), []);
});

/** What a line is, in few words: the values in it are too many to be shown. */
function briefly(line: string): readonly string[] {
  return read(line).map((message) => {
    if ("error" in message) return `${message.id}: ${message.error.code} ${message.error.message}`;
    return "method" in message ? message.method : `${message.id}: a result`;
  });
}

Deno.test("readMessages() makes an error of an answer with too many values or too deep", () => {
  const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
  const answer = (value: string) =>
    `{"jsonrpc":"2.0","id":7,"result":{"structuredContent":${value}}}`;
  const deep = ["7: -46064 its answer is too large: it is nested more than 256 levels deep"];
  assert.deepEqual(briefly(answer(nested(254))), ["7: a result"]);
  assert.deepEqual(briefly(answer(nested(255))), deep);
  assert.deepEqual(briefly(answer(nested(500_000))), deep);
  const row = '{"id":1,"a":2,"b":3,"c":4,"d":5},';
  const many = ["7: -46064 its answer is too large: it has more than 1000000 values"];
  assert.deepEqual(briefly(answer(`[${row.repeat(100_000)}0]`)), ["7: a result"]);
  const empty = `[${"{},".repeat(1_000_000)}0]`;
  assert.deepEqual(briefly(answer(empty)), many);
  assert.deepEqual(briefly(`{"result":{"content":${empty}},"jsonrpc":"2.0","id":7}`), many);
});

Deno.test("readMessages() takes no request of the server's own for an answer, however large", () => {
  const values = `[${"{},".repeat(1_000_000)}0]`;
  for (
    const line of [
      `{"jsonrpc":"2.0","id":7,"method":"sampling/createMessage","params":{"a":${values}}}`,
      `{"method":"sampling/createMessage","params":{"a":${values}},"jsonrpc":"2.0","id":7}`,
      `{"jsonrpc":"2.0","method":"x","params":{"a":${values}},"id":7}`,
    ]
  ) assert.deepEqual(briefly(line), [], line.slice(0, 60));
});

Deno.test("readMessages() keeps integers exact where a program gets them, and nowhere else", () => {
  const big = "9007199254740993";
  const exact = 2n ** 53n + 1n;
  const rounded = 2 ** 53;
  assert.deepEqual(
    read(
      `{"jsonrpc":"2.0","id":1,"result":{"structuredContent":{"a":[${big}]},"tools":[${big}],` +
        `"content":[${big}],"capabilities":{"a":[${big}]},"_meta":{"a":${big}}}}`,
    ),
    [{
      jsonrpc: "2.0",
      id: 1,
      result: {
        structuredContent: { a: [exact] },
        tools: [exact],
        content: [rounded],
        capabilities: { a: [rounded] },
        _meta: { a: rounded },
      },
    }],
  );
  assert.deepEqual(
    read(`{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"m","data":{"a":${big}}}}`),
    [{ jsonrpc: "2.0", id: 1, error: { code: 1, message: "m", data: { a: rounded } } }],
  );
  assert.deepEqual(read(`{"jsonrpc":"2.0","method":"x","params":{"a":${big}}}`), [
    { jsonrpc: "2.0", method: "x", params: { a: rounded } },
  ]);
  assert.deepEqual(read(`{"jsonrpc":"2.0","id":${big},"result":{}}`), [
    { jsonrpc: "2.0", id: rounded, result: {} },
  ]);
});

Deno.test("readTooLong() finds whose answer was too long, at either end of the line", () => {
  const idOf = (head: string, tail: string) => {
    const message = readTooLong({ head, tail });
    return message !== null && "id" in message ? message.id : null;
  };
  assert.equal(idOf('{"jsonrpc":"2.0","id":12,"result":{"content', 'xxx"}]}}'), 12);
  assert.equal(idOf('{"result":{"content', 'xxx"}]},"jsonrpc":"2.0","id":13}'), 13);
  assert.equal(idOf('{"result":{"content', 'xxx"}]},"id":14,"jsonrpc":"2.0"}'), 14);
  assert.equal(idOf('{"result":{"content', '"id":15}}'), null);
  assert.equal(idOf("no JSON at all", "to the end"), null);
});
