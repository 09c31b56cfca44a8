import assert from "node:assert/strict";
import { SandboxError } from "../../src/errors.ts";
import { MAX_DEPTH, MAX_VALUES } from "../../src/rpc/frames.ts";
import { parseSandboxMessage } from "../../src/rpc/parse_message.ts";

function parse(text: string): ReturnType<typeof parseSandboxMessage> {
  return parseSandboxMessage(new TextEncoder().encode(text));
}

function isProtocolError(error: unknown): boolean {
  return error instanceof SandboxError && error.code === "PROTOCOL_ERROR";
}

Deno.test("parseSandboxMessage() takes each message of the protocol", () => {
  assert.deepEqual(parse('{"type":"ready","protocol":7,"python":"3.12.1","rooms":true}'), {
    type: "ready",
    protocol: 7,
    python: "3.12.1",
    rooms: true,
  });
  assert.deepEqual(parse('{"type":"call","id":4294967295,"method":"list_servers","params":{}}'), {
    type: "call",
    id: 4294967295,
    method: "list_servers",
    params: {},
  });
  assert.deepEqual(parse('{"type":"cancel","id":0}'), { type: "cancel", id: 0 });
  assert.deepEqual(parse('{"type":"done","exitCode":0,"result":[1]}'), {
    type: "done",
    exitCode: 0,
    result: [1],
  });
});

Deno.test("parseSandboxMessage() refuses every message of another shape", () => {
  const hostile = [
    "",
    "null",
    "[]",
    "7",
    '"call"',
    "{",
    "{}",
    '{"type":"exit"}',
    '{"type":"__proto__"}',
    '{"type":"call","id":-1,"method":"call_tool","params":{}}',
    '{"type":"call","id":4294967296,"method":"call_tool","params":{}}',
    '{"type":"call","id":1.5,"method":"call_tool","params":{}}',
    '{"type":"call","id":"1","method":"call_tool","params":{}}',
    '{"type":"call","id":1,"method":"toString","params":{}}',
    '{"type":"call","id":1,"method":"call_tool","params":[]}',
    '{"type":"call","id":1,"method":"call_tool"}',
    '{"type":"cancel"}',
    '{"type":"cancel","id":-1}',
    '{"type":"cancel","id":"1"}',
    '{"type":"output","stream":"stdin","text":""}',
    '{"type":"output","stream":"stdout","text":1}',
    '{"type":"done"}',
    '{"type":"done","exitCode":"0"}',
    '{"type":"done","exitCode":1e999}',
    '{"type":"done","exitCode":1,"error":{"type":"E"}}',
    '{"type":"done","exitCode":0,"extra":{}}',
    '{"type":"ready"}',
    '{"type":"ready","protocol":7,"python":"3"}',
    '{"type":"ready","protocol":7,"python":"3","rooms":1}',
  ];
  for (const text of hostile) assert.throws(() => parse(text), isProtocolError, text);
});

Deno.test("parseSandboxMessage() refuses bytes that are not UTF-8", () => {
  assert.throws(() => parseSandboxMessage(new Uint8Array([0x22, 0xff, 0x22])), isProtocolError);
});

Deno.test("parseSandboxMessage() refuses nesting above the limit and allows it at the limit", () => {
  const nest = (depth: number) =>
    `{"type":"done","exitCode":0,"result":${"[".repeat(depth)}${"]".repeat(depth)}}`;
  assert.equal(parse(nest(MAX_DEPTH - 1)).type, "done");
  assert.throws(() => parse(nest(MAX_DEPTH)), isProtocolError);
  assert.throws(() => parse(nest(1_000_000)), isProtocolError);
});

Deno.test("parseSandboxMessage() refuses more values than the limit and allows as many", () => {
  const list = (count: number) =>
    `{"type":"done","exitCode":0,"result":[${"{},".repeat(count - 1)}{}]}`;
  // the message, its three members, and what is in the list
  assert.equal(parse(list(MAX_VALUES - 4)).type, "done");
  assert.throws(() => parse(list(MAX_VALUES - 3)), isProtocolError);
  assert.throws(
    () => parse(list(5_000_000)),
    /a message is too large: it has more than 1000000 values/,
  );
});

Deno.test("parseSandboxMessage() keeps integers exact, but for those that the protocol has", () => {
  assert.deepEqual(parse('{"type":"done","exitCode":0,"result":[9007199254740993,1e400,0.1]}'), {
    type: "done",
    exitCode: 0,
    result: [9007199254740993n, Infinity, 0.1],
  });
  const hostile = [
    '{"type":9007199254740993}',
    '{"type":"done","exitCode":9007199254740993}',
    '{"type":"cancel","id":9007199254740993}',
    '{"type":"ready","protocol":9007199254740993,"python":"3"}',
    '{"type":"call","id":1,"method":"call_tool","params":9007199254740993}',
    "9007199254740993",
  ];
  for (const text of hostile) assert.throws(() => parse(text), isProtocolError, text);
});

Deno.test("parseSandboxMessage() does not count brackets inside strings, escaped quotes included", () => {
  const text = `${"[".repeat(500)}\\"{{{`;
  const message = parse(JSON.stringify({ type: "output", stream: "stdout", text }));
  assert.deepEqual(message, { type: "output", stream: "stdout", text });
});

Deno.test("parseSandboxMessage() gives well-formed text for lone surrogates", () => {
  const message = parse('{"type":"output","stream":"stderr","text":"a\\ud800b"}');
  assert.deepEqual(message, { type: "output", stream: "stderr", text: "a\ufffdb" });
});

Deno.test("parseSandboxMessage() leaves the prototype of objects alone", () => {
  parse('{"type":"call","id":1,"method":"call_tool","params":{"__proto__":{"polluted":true}}}');
  assert.equal(Reflect.get({}, "polluted"), undefined);
});
