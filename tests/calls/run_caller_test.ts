import assert from "node:assert/strict";
import { UpstreamError } from "../../src/errors.ts";
import type { JsonObject } from "../../src/json/json.ts";
import { createGrant } from "../../src/calls/grant.ts";
import { createRunCaller } from "../../src/calls/run_caller.ts";

const KNOWN = [
  { name: "jira", alias: "jira", unavailable: null },
  { name: "Git Hub", alias: "git_hub", unavailable: null },
];
const NEVER = new AbortController().signal;

function createCaller(limits?: { calls: number }): {
  caller: ReturnType<typeof createRunCaller>;
  seen: { route: string; method: string; params: JsonObject }[];
} {
  const seen: { route: string; method: string; params: JsonObject }[] = [];
  const route = (name: string) => (method: string, params: JsonObject) => {
    seen.push({ route: name, method, params });
    return Promise.resolve(name);
  };
  const routes = { upstream: route("upstream"), savedTools: route("saved") };
  const grant = createGrant(KNOWN, ["git_hub"]);
  return { caller: createRunCaller(grant, { routes, ...(limits ? { limits } : {}) }), seen };
}

Deno.test("createRunCaller() passes a granted call on under the server's exact name", async () => {
  const { caller, seen } = createCaller();
  await caller("call_tool", { server: "git_hub", tool: "t", arguments: {} }, NEVER);
  assert.deepEqual(seen, [{
    route: "upstream",
    method: "call_tool",
    params: { server: "Git Hub", tool: "t", arguments: {} },
  }]);
});

Deno.test("createRunCaller() refuses a call without a grant before anything behind it sees it", async () => {
  const { caller, seen } = createCaller();
  for (const server of ["jira", "nobody", 7]) {
    await assert.rejects(
      caller("call_tool", { server, tool: "t", arguments: {} }, NEVER),
      UpstreamError,
    );
  }
  assert.deepEqual(seen, []);
});

Deno.test("createRunCaller() lets every run read what servers offer", async () => {
  const { caller, seen } = createCaller();
  await caller("query_tool_docs", { server: "jira", detail: "full" }, NEVER);
  assert.equal(seen[0]?.route, "upstream");
});

Deno.test("createRunCaller() sends what is about saved tools to their keeper", async () => {
  const { caller, seen } = createCaller();
  await caller("save_tool", { name: "a" }, NEVER);
  await caller("load_tool", { name: "a" }, NEVER);
  await caller("list_saved_tools", {}, NEVER);
  assert.deepEqual(seen.map(({ route }) => route), ["saved", "saved", "saved"]);
});

Deno.test("createRunCaller() refuses the call after the last one that a run may make", async () => {
  const { caller } = createCaller({ calls: 2 });
  await caller("list_servers", {}, NEVER);
  await caller("list_servers", {}, NEVER);
  await assert.rejects(
    caller("list_servers", {}, NEVER),
    (error) => error instanceof UpstreamError && error.code === "LIMIT",
  );
});
