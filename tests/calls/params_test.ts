import assert from "node:assert/strict";
import { UpstreamError } from "../../src/errors.ts";
import { parseParams } from "../../src/calls/params.ts";

function refuses(action: () => unknown, pattern: RegExp): void {
  assert.throws(action, (error) => {
    assert.ok(error instanceof UpstreamError);
    assert.equal(error.code, "BAD_ARGUMENTS");
    assert.match(error.message, pattern);
    return true;
  });
}

Deno.test("parseParams() takes a call, and one without arguments", () => {
  const call = { server: "s", tool: "t", arguments: { a: 1 }, raw: true };
  assert.deepEqual(parseParams("call_tool", call), call);
  assert.deepEqual(parseParams("call_tool", { server: "s", tool: "t" }), {
    ...call,
    arguments: {},
    raw: false,
  });
});

Deno.test("parseParams() refuses what is no call", () => {
  refuses(
    () => parseParams("call_tool", { server: "s", tool: "t", arguments: [1] }),
    /`arguments` must/,
  );
  refuses(() => parseParams("call_tool", { server: "s", tool: 7 }), /`tool` must/);
  refuses(() => parseParams("call_tool", { tool: "t" }), /`server` must/);
  refuses(() => parseParams("call_tool", { server: "s", tool: "t", raw: 1 }), /`raw` must be true/);
});

Deno.test("parseParams() names the method that was called wrongly", () => {
  refuses(() => parseParams("describe_server", {}), /Cannot run describe_server: `server` must/);
});

Deno.test("parseParams() takes a null tool for all tools", () => {
  assert.deepEqual(parseParams("query_tool_docs", { server: "s", tool: null }), {
    server: "s",
    detail: "summary",
  });
  assert.deepEqual(parseParams("query_tool_docs", { server: "s", tool: "t", detail: "full" }), {
    server: "s",
    tool: "t",
    detail: "full",
  });
  assert.equal(parseParams("query_tool_docs", { server: "s", detail: "help" }).detail, "help");
  refuses(
    () => parseParams("query_tool_docs", { server: "s", detail: "all" }),
    /"summary" or "full"/,
  );
});

Deno.test("parseParams() bounds query and limit", () => {
  assert.equal(parseParams("search_tool_docs", { query: "q", server: "s" }).server, "s");
  assert.throws(
    () => parseParams("search_tool_docs", { query: "q", server: 3 }),
    /`server` must be a text/,
  );
  assert.deepEqual(parseParams("search_tool_docs", { query: "q" }), {
    query: "q",
    limit: 5,
    detail: "summary",
  });
  refuses(
    () => parseParams("search_tool_docs", { query: "x".repeat(1024 * 1024) }),
    /longer than 4096 bytes/,
  );
  refuses(
    () => parseParams("search_tool_docs", { query: "é".repeat(2049) }),
    /longer than 4096 bytes/,
  );
  for (const limit of [0, 51, 1.5, "5"]) {
    refuses(
      () => parseParams("search_tool_docs", { query: "q", limit }),
      /whole number from 1 to 50/,
    );
  }
});

Deno.test("parseParams() takes a call's timeout in milliseconds, and refuses what is none", () => {
  const call = { server: "s", tool: "t", arguments: {}, raw: false };
  assert.deepEqual(parseParams("call_tool", { ...call, timeout_ms: null }), call);
  assert.deepEqual(parseParams("call_tool", { ...call, timeout_ms: 1500 }), {
    ...call,
    timeout_ms: 1500,
  });
  for (const timeout_ms of [0, -1, "5", true]) {
    refuses(
      () => parseParams("call_tool", { ...call, timeout_ms }),
      /`timeout_ms` must be a number/,
    );
  }
});

Deno.test("parseParams() refuses a saved tool without a name, a source or a description", () => {
  const tool = { name: "a", source: "def a(): ...", description: "" };
  assert.deepEqual(parseParams("save_tool", tool), { ...tool, replace: false });
  refuses(() => parseParams("save_tool", { ...tool, name: 7 }), /`name` must/);
  refuses(() => parseParams("save_tool", { ...tool, source: null }), /`source` must/);
  refuses(() => parseParams("save_tool", { name: "a", source: "" }), /`description` must/);
  refuses(() => parseParams("load_tool", {}), /Cannot run load_tool: `name` must/);
});

Deno.test("parseParams() takes the arguments of a prompt as JSON of an object of texts", () => {
  const prompt = { server: "s", name: "greet" };
  assert.deepEqual(parseParams("get_prompt", prompt), { ...prompt, arguments: {} });
  assert.deepEqual(parseParams("get_prompt", { ...prompt, arguments: '{"who":"Ada"}' }), {
    ...prompt,
    arguments: { who: "Ada" },
  });
  for (const wrong of ["[]", "1", "{", '{"who":7}']) {
    refuses(() => parseParams("get_prompt", { ...prompt, arguments: wrong }), /object of texts/);
  }
  const long = `{"who":"${"x".repeat(1024 * 1024)}"}`;
  refuses(() => parseParams("get_prompt", { ...prompt, arguments: long }), /more than 1048576/);
  refuses(() => parseParams("get_prompt", { server: "s" }), /`name` must/);
  refuses(() => parseParams("read_resource", { server: "s", uri: 7 }), /`uri` must/);
});
