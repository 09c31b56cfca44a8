import assert from "node:assert/strict";
import { EventStream } from "../../src/upstream/event_stream.ts";

/** What a stream says, given in pieces of so many bytes. */
function read(text: string | Uint8Array, { size = Infinity, maxBytes = 1_000 } = {}) {
  const told: string[] = [];
  const stream = new EventStream({
    maxBytes,
    onEvent: ({ name, data }) => told.push(`${name}: ${new TextDecoder().decode(data)}`),
    onTooLong: ({ head }) => told.push(`too long: ${head.slice(0, 8)}`),
  });
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  for (let at = 0; at < bytes.length; at += size) {
    // the receiver may not rely on the piece after the call
    const piece = bytes.slice(at, at + size);
    stream.push(piece);
    piece.fill(0x21);
  }
  return { told, lastId: stream.lastId, retryMs: stream.retryMs };
}

const STREAMS: readonly (readonly [what: string, text: string, told: readonly string[]])[] = [
  ["one event", "data: a\n\n", ["message: a"]],
  ["CR LF", "data: a\r\ndata: b\r\n\r\n", ["message: a\nb"]],
  ["no blank after the colon", "data:a\n\n", ["message: a"]],
  ["one blank only is taken", "data:  a\n\n", ["message:  a"]],
  ["several lines", "data: a\ndata:\ndata: b\n\n", ["message: a\n\nb"]],
  ["a name", "event: endpoint\ndata: /x\n\ndata: b\n\n", ["endpoint: /x", "message: b"]],
  ["comments", ": hi\ndata: a\n: there\n\n:\n\n", ["message: a"]],
  ["unknown fields", "foo: bar\ndata: a\nid\nbar\n\n", ["message: a"]],
  ["a byte order mark", "\uFEFFdata: a\n\n", ["message: a"]],
  ["no data", "event: x\n\nid: 1\n\n", []],
  ["empty data", "data\n\ndata:\n\n", []],
  ["an event without its end", "data: a\n", []],
  ["colons in data", 'data: {"a": 1}\n\n', ['message: {"a": 1}']],
];

for (const [what, text, told] of STREAMS) {
  Deno.test(`EventStream reads a stream with ${what}, whatever its pieces`, () => {
    for (const size of [1, 2, 3, 7, Infinity]) assert.deepEqual(read(text, { size }).told, told);
  });
}

Deno.test("EventStream keeps the last id that it can send back, and the time to wait", () => {
  assert.equal(read("id: 1\ndata: a\n\nid: 2\ndata: b\n\n").lastId, "2");
  assert.equal(read("id: 1\ndata: a\n\nid: ä\n\nid: \u0007\n\n").lastId, "1");
  assert.equal(read(`id: ${"x".repeat(2_000)}\n\n`, { maxBytes: 5_000 }).lastId, null);
  assert.equal(read("retry: 250\n\n").retryMs, 250);
  for (const value of ["soon", "-1", "1e3", "99999999999"]) {
    assert.equal(read(`retry: ${value}\n\n`).retryMs, null);
  }
});

Deno.test("EventStream drops an event that is too long, in one line or in many, and goes on", () => {
  const long = "x".repeat(1_001);
  assert.deepEqual(read(`data: ${long}\n\ndata: b\n\n`).told, ["too long: xxxxxxxx", "message: b"]);
  const lines = "data: 1234567890\n".repeat(100);
  assert.deepEqual(read(`${lines}\ndata: b\n\n`).told, ["too long: 12345678", "message: b"]);
  assert.deepEqual(read(`data: ${"y".repeat(1_000)}\n\n`).told.length, 1);
});

Deno.test("EventStream takes linear time for a stream of one byte at a time", () => {
  const lines = new TextEncoder().encode(`data: ${"x".repeat(1_000_000)}\n\n`);
  assert.equal(read(lines, { size: 1, maxBytes: 2_000_000 }).told.length, 1);
});
