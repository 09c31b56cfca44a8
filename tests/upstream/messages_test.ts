import assert from "node:assert/strict";
import { type Incoming, readMessages, readTooLong } from "../../src/upstream/messages.ts";

function readAll(line: string): Incoming {
  return readMessages(new TextEncoder().encode(line));
}

function read(line: string) {
  return readAll(line).messages;
}

Deno.test("readMessages() gives results, errors, requests and notifications", () => {
  const request = { jsonrpc: "2.0", id: 2, method: "sampling/createMessage", params: { x: 1 } };
  const notification = { jsonrpc: "2.0", method: "notifications/tools/list_changed" };
  const cases: [sent: object, expected: object][] = [
    [{ jsonrpc: "2.0", id: 1, result: { content: [] } }, {
      kind: "answer",
      id: 1,
      result: { content: [] },
    }],
    [{ jsonrpc: "2.0", id: "a", error: { code: -1, message: "no" } }, {
      kind: "answer",
      id: "a",
      error: { code: -1, message: "no" },
    }],
    [request, { kind: "call", message: request }],
    [notification, { kind: "call", message: notification }],
  ];
  for (const [sent, expected] of cases) {
    assert.deepEqual(readAll(JSON.stringify(sent)), { messages: [expected], junk: [] });
  }
  assert.equal(read(JSON.stringify(cases.map(([sent]) => sent))).length, 4);
});

Deno.test("readMessages() gives nothing for what is no message", () => {
  const lines = [
    "hello",
    "{",
    "42",
    "null",
    "{}",
    '{"level":"info","id":5}',
    '{"jsonrpc":"1.0","method":"x"}',
    '{"jsonrpc": "2.0", "id": ',
    'INFO {"id": 5, "result": {}}',
    "\u0000",
  ];
  for (const line of lines) {
    assert.deepEqual(readAll(line), { messages: [], junk: ["no_message"] }, line);
  }
  assert.deepEqual(readMessages(new Uint8Array([0xff, 0xfe, 0x7b])).messages, []);
});

Deno.test("readMessages() reads what is certain although it is not quite a message", () => {
  const answer = '{"jsonrpc":"2.0","id":7,"result":{"a":1}}';
  const seven = { kind: "answer", id: 7, result: { a: 1 } };
  const cases: [line: string, messages: readonly object[], junk: readonly string[]][] = [
    [answer.replace('"jsonrpc":"2.0",', ""), [seven], ["unmarked"]],
    [answer.replace('"2.0"', "2.0"), [seven], ["unmarked"]],
    [`DEBUG: sent ${answer}`, [seven], ["words_around"]],
    [`${answer} # done {"a": 1}`, [seven], ["words_around"]],
    [answer + answer.replace("7", "8"), [seven, { ...seven, id: 8 }], ["words_around"]],
    [`{"half": ${answer}`, [seven], ["words_around"]],
    [answer.replace("1}", "NaN}"), [{ ...seven, result: { a: null } }], ["constants"]],
    [answer.replace("1}", '[-Infinity,"NaN"]}'), [{ ...seven, result: { a: [null, "NaN"] } }], [
      "constants",
    ]],
    [answer.replace("}}", '},"error":null,"x":2}'), [seven], []],
    ['{"jsonrpc":"2.0","id":7,"result":null,"error":"no"}', [{
      kind: "answer",
      id: 7,
      error: "no",
    }], []],
    ['{"jsonrpc":"2.0","id":7,"result":"text"}', [{ kind: "answer", id: 7, result: "text" }], []],
  ];
  for (const [line, messages, junk] of cases) {
    assert.deepEqual(readAll(line), { messages, junk }, line);
  }
});

Deno.test("readMessages() finds whose answer it is that cannot be read", () => {
  const lines = [
    '{"jsonrpc":"2.0","id":7,"result":{"content":[{"type":"te',
    '{"jsonrpc":"2.0","id":7,"result":{"a":undefined}}',
    "{'jsonrpc': '2.0', 'id': 7, 'result': {'a': None}}",
    '{"jsonrpc":"2.0","id":7,"result":{"a":1,}}',
  ];
  for (const line of lines) {
    assert.deepEqual(readAll(line), {
      messages: [{ kind: "answer", id: 7, unreadable: `its answer cannot be read: ${line}` }],
      junk: ["unreadable"],
    });
  }
  const odd = '{"jsonrpc":"2.0","id":7,"response":1}';
  const unreadable = 'its answer has neither a result nor an error, but ["response"]';
  assert.deepEqual(read(odd), [{ kind: "answer", id: 7, unreadable }]);
});

/** What a line is, in few words: the values in it are too many to be shown. */
function briefly(line: string): readonly string[] {
  return read(line).map((message) => {
    if (message.kind === "call") return message.message.method;
    return `${message.id}: ${message.unreadable ?? "a result"}`;
  });
}

Deno.test("readMessages() makes an error of an answer with too many values or too deep", () => {
  const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
  const answer = (value: string) =>
    `{"jsonrpc":"2.0","id":7,"result":{"structuredContent":${value}}}`;
  const deep = ["7: its answer is too large: it is nested more than 256 levels deep"];
  assert.deepEqual(briefly(answer(nested(254))), ["7: a result"]);
  assert.deepEqual(briefly(answer(nested(255))), deep);
  assert.deepEqual(briefly(answer(nested(500_000))), deep);
  const row = '{"id":1,"a":2,"b":3,"c":4,"d":5},';
  const many = ["7: its answer is too large: it has more than 1000000 values"];
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

Deno.test("readMessages() keeps integers exact in answers, and rounds them in calls", () => {
  const big = "9007199254740993";
  const exact = 2n ** 53n + 1n;
  assert.deepEqual(read(`{"jsonrpc":"2.0","id":1,"result":{"a":[${big}]}}`), [
    { kind: "answer", id: 1, result: { a: [exact] } },
  ]);
  assert.deepEqual(read(`{"jsonrpc":"2.0","id":1,"error":{"data":{"a":${big}}}}`), [
    { kind: "answer", id: 1, error: { data: { a: exact } } },
  ]);
  assert.deepEqual(read(`{"jsonrpc":"2.0","method":"x","params":{"a":${big}}}`), [
    { kind: "call", message: { jsonrpc: "2.0", method: "x", params: { a: 2 ** 53 } } },
  ]);
  assert.deepEqual(read(`{"jsonrpc":"2.0","id":${big},"result":{}}`), [
    { kind: "answer", id: 2 ** 53, result: {} },
  ]);
});

Deno.test("readTooLong() finds whose answer was too long, at either end of the line", () => {
  const idOf = (head: string, tail: string) => {
    return readTooLong({ head, tail })?.id ?? null;
  };
  assert.equal(idOf('{"jsonrpc":"2.0","id":12,"result":{"content', 'xxx"}]}}'), 12);
  assert.equal(idOf('{"result":{"content', 'xxx"}]},"jsonrpc":"2.0","id":13}'), 13);
  assert.equal(idOf('{"result":{"content', 'xxx"}]},"id":14,"jsonrpc":"2.0"}'), 14);
  assert.equal(idOf('{"result":{"content', '"id":15}}'), null);
  assert.equal(idOf("no JSON at all", "to the end"), null);
});
