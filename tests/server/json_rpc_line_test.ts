import assert from "node:assert/strict";
import { readJsonRpcLine, type ReadLine } from "../../src/server/json_rpc_line.ts";

function read(text: string): ReadLine {
  return readJsonRpcLine(new TextEncoder().encode(text));
}

function refusal(text: string): readonly [number, unknown] {
  const line = read(text);
  assert.ok(line.kind === "refused", `${text}: ${line.kind}`);
  return [line.code, line.id];
}

Deno.test("readJsonRpcLine() reads requests, notifications and responses", () => {
  for (
    const message of [
      { jsonrpc: "2.0", id: 0, method: "ping" },
      { jsonrpc: "2.0", id: "a", method: "ping", params: {} },
      { jsonrpc: "2.0", method: "notifications/initialized" },
      { jsonrpc: "2.0", id: 1, result: {} },
      { jsonrpc: "2.0", id: 1, error: { code: 1, message: "m" } },
    ]
  ) {
    assert.deepEqual(read(`${JSON.stringify(message)}\r`), { kind: "message", message });
  }
});

Deno.test("readJsonRpcLine() refuses what is not JSON in UTF-8 with -32700", () => {
  for (const text of ["nope", "{", '{"a":}', "\u0000"]) {
    assert.deepEqual(refusal(text), [-32700, null]);
  }
  const line = readJsonRpcLine(Uint8Array.of(0x22, 0xff, 0x22));
  assert.equal(line.kind === "refused" && line.code, -32700);
});

Deno.test("readJsonRpcLine() refuses what is not a JSON-RPC message with -32600", () => {
  for (const text of ["[]", "42", '"x"', "null", "{}", '{"method":5}', '{"id":1.5,"method":"x"}']) {
    assert.deepEqual(refusal(text), [-32600, null], text);
  }
  assert.deepEqual(refusal('[{"jsonrpc":"2.0","id":1,"method":"ping"}]'), [-32600, null]);
});

Deno.test("readJsonRpcLine() names the request that it refuses when it can", () => {
  assert.deepEqual(refusal('{"id":7,"method":"ping"}'), [-32600, 7]);
  assert.deepEqual(refusal('{"jsonrpc":"1.0","id":"s","method":"ping"}'), [-32600, "s"]);
});

Deno.test("readJsonRpcLine() leaves blank lines and broken responses unanswered", () => {
  for (const text of ["", "  \r", '{"id":1,"result":{}}', '{"error":1}']) {
    assert.equal(read(text).kind, "ignored", text);
  }
});

function requestWith(value: string): string {
  return `{"jsonrpc":"2.0","id":1,"method":"x","params":{"a":${value}}}`;
}

Deno.test("readJsonRpcLine() refuses JSON that is nested too deep or has too many values", () => {
  const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
  const zeros = (count: number) => `[${"0,".repeat(count - 1)}0]`;
  assert.equal(read(requestWith(nested(254))).kind, "message");
  assert.deepEqual(refusal(requestWith(nested(255))), [-32600, 1]);
  assert.deepEqual(refusal(requestWith(nested(500_000))), [-32600, 1]);
  assert.equal(read(requestWith(zeros(900_000))).kind, "message");
  const many = read(requestWith(zeros(1_000_000)));
  assert.ok(many.kind === "refused" && many.code === -32600);
  assert.equal(many.id, 1);
  assert.equal(many.reason, "Cannot read message: it has more than 1000000 values");
});

Deno.test("readJsonRpcLine() gives numbers for integers, and takes none for an id that is rounded", () => {
  const line = read(requestWith("9007199254740993"));
  assert.ok(line.kind === "message" && "params" in line.message);
  assert.deepEqual(line.message.params, { a: 9007199254740992 });
  assert.deepEqual(
    refusal('{"jsonrpc":"2.0","id":9007199254740993,"method":"ping"}'),
    [-32600, null],
  );
});

Deno.test("readJsonRpcLine() answers no response, however large", () => {
  const zeros = `[${"0,".repeat(1_000_000)}0]`;
  assert.equal(read(`{"jsonrpc":"2.0","id":1,"result":{"a":${zeros}}}`).kind, "ignored");
  assert.equal(read(`{"result":{"a":${zeros}},"jsonrpc":"2.0","id":1}`).kind, "ignored");
});
