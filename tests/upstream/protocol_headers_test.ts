import assert from "node:assert/strict";
import { headersOf } from "../../src/upstream/protocol_headers.ts";

const MODERN = { _meta: { "io.modelcontextprotocol/protocolVersion": "2026-07-28" } };

function nameOf(name: string): string | undefined {
  const params = { ...MODERN, name, arguments: {} };
  return headersOf({ jsonrpc: "2.0", id: 1, method: "tools/call", params })["mcp-name"];
}

Deno.test("headersOf() repeats version, method and name of a request of revision 2026-07-28", () => {
  assert.deepEqual(
    headersOf({ jsonrpc: "2.0", id: 1, method: "tools/call", params: { ...MODERN, name: "a" } }),
    { "mcp-protocol-version": "2026-07-28", "mcp-method": "tools/call", "mcp-name": "a" },
  );
  assert.deepEqual(
    headersOf({
      jsonrpc: "2.0",
      id: 1,
      method: "resources/read",
      params: { ...MODERN, uri: "a:b" },
    }),
    { "mcp-protocol-version": "2026-07-28", "mcp-method": "resources/read", "mcp-name": "a:b" },
  );
  assert.deepEqual(headersOf({ jsonrpc: "2.0", id: 1, method: "tools/list", params: MODERN }), {
    "mcp-protocol-version": "2026-07-28",
    "mcp-method": "tools/list",
  });
});

Deno.test("headersOf() gives none for a message of an older revision, and for an answer", () => {
  assert.deepEqual(
    headersOf({ jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "a" } }),
    {},
  );
  assert.deepEqual(headersOf({ jsonrpc: "2.0", id: 1, result: {} }), {});
});

Deno.test("headersOf() writes what no header can hold as base64", () => {
  assert.equal(nameOf("länge"), "=?base64?bMOkbmdl?=");
  assert.equal(nameOf(" a"), "=?base64?IGE=?=");
  assert.equal(nameOf("\ta"), "=?base64?CWE=?=");
  assert.equal(nameOf("a\r\nx: y"), "=?base64?YQ0KeDogeQ==?=");
  assert.equal(nameOf("=?base64?eA==?="), "=?base64?PT9iYXNlNjQ/ZUE9PT89?=");
  assert.equal(nameOf("a b"), "a b");
  assert.equal(nameOf("x".repeat(2_000)), undefined);
});
