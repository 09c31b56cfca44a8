import assert from "node:assert/strict";
import { UpstreamError } from "../../src/errors.ts";
import {
  docsQueryParams,
  docsSearchParams,
  serverParam,
  toolCallParams,
} from "../../src/calls/params.ts";

function refuses(action: () => unknown, pattern: RegExp): void {
  assert.throws(action, (error) => {
    assert.ok(error instanceof UpstreamError);
    assert.equal(error.code, "BAD_ARGUMENTS");
    assert.match(error.message, pattern);
    return true;
  });
}

Deno.test("toolCallParams() takes a call, and one without arguments", () => {
  const call = { server: "s", tool: "t", arguments: { a: 1 } };
  assert.deepEqual(toolCallParams(call), call);
  assert.deepEqual(toolCallParams({ server: "s", tool: "t" }), { ...call, arguments: {} });
});

Deno.test("toolCallParams() refuses what is no call", () => {
  refuses(() => toolCallParams({ server: "s", tool: "t", arguments: [1] }), /`arguments` must/);
  refuses(() => toolCallParams({ server: "s", tool: 7 }), /`tool` must/);
  refuses(() => toolCallParams({ tool: "t" }), /`server` must/);
});

Deno.test("serverParam() names the method that was called wrongly", () => {
  refuses(() => serverParam("describe_server", {}), /Cannot run describe_server: `server` must/);
});

Deno.test("docsQueryParams() takes a null tool for all tools", () => {
  assert.deepEqual(docsQueryParams({ server: "s", tool: null }), {
    server: "s",
    detail: "summary",
  });
  assert.deepEqual(docsQueryParams({ server: "s", tool: "t", detail: "full" }), {
    server: "s",
    tool: "t",
    detail: "full",
  });
  refuses(() => docsQueryParams({ server: "s", detail: "all" }), /"summary" or "full"/);
});

Deno.test("docsSearchParams() bounds query and limit", () => {
  assert.deepEqual(docsSearchParams({ query: "q" }), {
    query: "q",
    limit: 5,
    detail: "summary",
    servers: null,
  });
  refuses(() => docsSearchParams({ query: "x".repeat(1024 * 1024) }), /longer than 4096 bytes/);
  refuses(() => docsSearchParams({ query: "é".repeat(2049) }), /longer than 4096 bytes/);
  for (const limit of [0, 51, 1.5, "5"]) {
    refuses(() => docsSearchParams({ query: "q", limit }), /whole number from 1 to 50/);
  }
});
