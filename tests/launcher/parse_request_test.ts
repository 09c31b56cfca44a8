import assert from "node:assert/strict";
import { parseRequest } from "../../src/launcher/parse_request.ts";

Deno.test("parseRequest() takes each request and drops fields that it does not know", () => {
  assert.deepEqual(parseRequest({ op: "start_sandbox", id: 1, argv: ["/bin/sh"] }), {
    op: "start_sandbox",
    id: 1,
  });
  assert.deepEqual(parseRequest({ op: "start_server", id: 2, name: "jira", env: { A: "b" } }), {
    op: "start_server",
    id: 2,
    name: "jira",
  });
  assert.deepEqual(parseRequest({ op: "claim_ready", id: 4, count: 2 }), {
    op: "claim_ready",
    id: 4,
    count: 2,
  });
  assert.equal(parseRequest({ op: "claim_ready", id: 4, count: 513 }), null);
  const bytes = new Uint8Array([1]);
  assert.deepEqual(parseRequest({ op: "write", id: 3, bytes }), { op: "write", id: 3, bytes });
  assert.deepEqual(parseRequest({ op: "flush", id: 3, bytes }), { op: "flush", id: 3 });
  assert.deepEqual(parseRequest({ op: "finished", exitCode: 0 }), { op: "finished", exitCode: 0 });
});

Deno.test("parseRequest() cuts a log line that is too long", () => {
  const request = parseRequest({ op: "log", level: "info", message: "x".repeat(100_000) });
  assert.ok(request?.op === "log" && request.message.length === 16_384);
});

Deno.test("parseRequest() refuses whatever is not a request, 10,000 times", () => {
  let seed = 11;
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) & 0x7fff_ffff;
    return seed % below;
  };
  const odd = [null, undefined, -1, 1.5, 2 ** 53, NaN, "", "7", [], {}, () => {}, 7n, Symbol("x")];
  const ops = [
    "start_sandbox",
    "start_server",
    "claim_ready",
    "write",
    "flush",
    "data_ack",
    "withdraw",
    "emit",
    "log",
    "finished",
    "exec",
    "__proto__",
  ];
  const required: Readonly<Record<string, readonly string[]>> = {
    start_sandbox: ["id"],
    start_server: ["id", "name"],
    claim_ready: ["id", "count"],
    write: ["id", "bytes"],
    flush: ["id"],
    taken: ["id", "stream", "bytes"],
    emit: ["stream", "bytes"],
    log: ["level", "message"],
    finished: ["exitCode"],
  };
  for (let round = 0; round < 10_000; round++) {
    const op = ops[random(ops.length)] ?? "";
    const message: Record<string, unknown> = { op };
    for (const field of required[op] ?? ["id"]) {
      // undefined, negative, fractional and foreign values: none is allowed in any field
      const value = odd[random(odd.length)];
      message[field] = value === "7" && (field === "message" || field === "name") ? 0 : value;
      if (value === "" && field === "message") message[field] = 0;
    }
    assert.equal(parseRequest(message), null, Deno.inspect(message));
  }
  for (const value of odd) assert.equal(parseRequest(value), null);
});
