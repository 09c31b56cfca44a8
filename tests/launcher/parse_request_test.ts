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

Deno.test("parseRequest() takes a request over HTTP only with headers and a target that can be sent", () => {
  const request = {
    op: "http_request",
    id: 5,
    server: 4,
    method: "POST",
    target: null,
    headers: { "mcp-method": "tools/call" },
    body: new Uint8Array([1]),
  };
  assert.deepEqual(parseRequest({ ...request, url: "https://x" }), {
    ...request,
    headers: Object.assign(Object.create(null), request.headers),
  });
  assert.notEqual(parseRequest({ ...request, target: "/x", body: null, method: "GET" }), null);
  const many = Object.fromEntries(Array.from({ length: 65 }, (_, at) => [`mcp-${at}`, "x"]));
  for (
    const wrong of [
      { server: -1 },
      { method: "CONNECT" },
      { method: "post" },
      { target: "" },
      { target: "x".repeat(8_193) },
      { target: 1 },
      { body: "text" },
      { body: new Uint8Array(new SharedArrayBuffer(1)) },
      { headers: null },
      { headers: many },
      { headers: { "X-Upper": "x" } },
      { headers: { "a b": "x" } },
      { headers: { "": "x" } },
      { headers: { a: "x\r\ny: z" } },
      { headers: { a: "ä" } },
      { headers: { a: 1 } },
      { headers: { a: "x".repeat(8_193) } },
    ]
  ) assert.equal(parseRequest({ ...request, ...wrong }), null, Deno.inspect(wrong));
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
    "connect_server",
    "http_request",
    "disconnect_server",
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
    connect_server: ["id", "name"],
    http_request: ["id", "server", "method", "target", "headers", "body"],
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

Deno.test("parseRequest() takes reports of servers that can be shown, and drops the rest of them", () => {
  const report = {
    name: "files",
    tools: 3,
    tokens: 300,
    listedAt: 1,
    changedTools: ["look"],
    error: null,
    failedAt: null,
  };
  const message = (...reports: unknown[]) => parseRequest({ op: "server_reports", reports });
  assert.deepEqual(message({ ...report, url: "x" }), { op: "server_reports", reports: [report] });
  const asked = { ...report, askedMs: 12.5 };
  assert.deepEqual(message(asked), { op: "server_reports", reports: [asked] });
  const long = message({ ...report, error: "x".repeat(10_000) });
  assert.ok(long?.op === "server_reports" && long.reports[0]?.error?.length === 8_192);
  for (
    const wrong of [
      { name: 7 },
      { tools: -1 },
      { tools: NaN },
      { tokens: "1" },
      { tokens: -1 },
      { listedAt: Infinity },
      { changedTools: "look" },
      { changedTools: Array(101).fill("x") },
      { changedTools: [7] },
      { error: {} },
      { askedMs: "soon" },
      { askedMs: -1 },
    ]
  ) {
    assert.equal(message({ ...report, ...wrong }), null, JSON.stringify(wrong));
  }
  assert.equal(message(null), null);
  assert.equal(message(...Array(10_001).fill(report)), null);
});
