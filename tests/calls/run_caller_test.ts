import assert from "node:assert/strict";
import { FakeClock } from "../support/fake_clock.ts";
import { UpstreamError } from "../../src/errors.ts";
import type { JsonObject } from "../../src/json/json.ts";
import type { CallHandlers } from "../../src/calls/handlers.ts";
import { inOneStep, NO_HANDLERS, type OneStepCaller } from "../support/call_handlers.ts";
import type { ToolCaller } from "../../src/rpc/calls.ts";
import { RunActivity } from "../../src/calls/run_activity.ts";
import { RunNotes } from "../../src/calls/run_notes.ts";
import { createGrant } from "../../src/calls/grant.ts";
import { type CallLimits, createRunCaller } from "../../src/calls/run_caller.ts";

const KNOWN = [
  { name: "jira", alias: "jira", unavailable: null },
  { name: "Git Hub", alias: "git_hub", unavailable: null },
];
const NEVER = new AbortController().signal;

type Seen = { method: string; params: unknown; granted: readonly string[] }[];

function createCaller(
  limits?: CallLimits,
): { caller: OneStepCaller; twoSteps: ToolCaller; seen: Seen } {
  const seen: Seen = [];
  const handlers: CallHandlers = {
    ...NO_HANDLERS,
    call_tool: (params, { grant }) => {
      seen.push({ method: "call_tool", params, granted: grant.names });
      return Promise.resolve({ kind: "json", value: null });
    },
    list_servers: () => Promise.resolve([]),
    load_tool: ({ name }) => Promise.resolve({ name, source: "" }),
  };
  const grant = createGrant(KNOWN, ["git_hub"]);
  const options = {
    handlers,
    endsAtMs: Infinity,
    notes: new RunNotes(),
    ...(limits ? { limits } : {}),
  };
  const twoSteps = createRunCaller(grant, options);
  return { caller: inOneStep(twoSteps), twoSteps, seen };
}

Deno.test("createRunCaller() hands the method's handler its params, parsed, and the run's grant", async () => {
  const { caller, seen } = createCaller();
  await caller("call_tool", { server: "git_hub", tool: "t" }, NEVER);
  assert.deepEqual(seen, [{
    method: "call_tool",
    params: { server: "git_hub", tool: "t", arguments: {}, raw: false },
    granted: ["Git Hub"],
  }]);
  assert.deepEqual(await caller("load_tool", { name: "a" }, NEVER), { name: "a", source: "" });
});

Deno.test("createRunCaller() asks no handler when the params cannot be parsed", async () => {
  const { caller, seen } = createCaller();
  await assert.rejects(caller("call_tool", { server: 7, tool: "t" }, NEVER), UpstreamError);
  assert.deepEqual(seen, []);
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

Deno.test("createRunCaller() refuses by limit, grant and params when it takes a call up, before it is made", () => {
  const { twoSteps, seen } = createCaller({ calls: 4 });
  const taken = twoSteps("call_tool", { server: "git_hub", tool: "t" });
  const refused = (code: string, params: JsonObject) =>
    assert.throws(
      () => twoSteps("call_tool", params),
      (error) => error instanceof UpstreamError && error.code === code,
    );
  refused("NOT_GRANTED", { server: "jira", tool: "t" });
  refused("NOT_FOUND", { server: "nobody", tool: "t" });
  refused("BAD_ARGUMENTS", { server: "git_hub" });
  refused("LIMIT", { server: "git_hub", tool: "t" });
  assert.deepEqual(seen, []);
  taken(NEVER, () => {});
  assert.equal(seen.length, 1);
});

Deno.test("createRunCaller() has the run's notes name the calls that its time ended, and no others", async () => {
  const activity = new RunActivity(new FakeClock());
  const notes = new RunNotes(() => activity.underWay());
  const waiting = Promise.withResolvers<never[]>();
  const handlers: CallHandlers = {
    ...NO_HANDLERS,
    call_tool: () => Promise.resolve({ kind: "json", value: null }),
    describe_server: () => waiting.promise.then(() => assert.fail()),
    list_servers: () => waiting.promise,
  };
  const caller = inOneStep(
    createRunCaller(createGrant(KNOWN, ["git_hub"]), {
      handlers,
      endsAtMs: Infinity,
      notes,
      activity,
    }),
  );
  await caller("call_tool", { server: "git_hub", tool: "done" }, NEVER);
  const calls = [
    caller("describe_server", { server: "jira" }, NEVER).catch(() => {}),
    ...Array.from({ length: 5 }, () => caller("list_servers", {}, NEVER)),
  ];
  notes.timeIsOver();
  waiting.resolve([]);
  await Promise.all(calls);
  assert.deepEqual(notes.trail(), [
    "It waited for describe_server of jira (for 0.0 s), list_servers ×5 (for 0.0 s)",
  ]);
});

Deno.test("createRunCaller() lets no run see the contents of a server that it was not granted", () => {
  const { twoSteps } = createCaller();
  const asked = { uri: "a:b", name: "greet" };
  for (
    const method of [
      "list_resources",
      "list_resource_templates",
      "read_resource",
      "list_prompts",
      "get_prompt",
      "server_logs",
    ] as const
  ) {
    assert.throws(
      () => twoSteps(method, { server: "jira", ...asked }),
      (error) => error instanceof UpstreamError && error.code === "NOT_GRANTED",
      method,
    );
    twoSteps(method, { server: "git_hub", ...asked });
  }
});

Deno.test("createRunCaller() tells an activity of each call for as long as it lasts", async () => {
  const answer = Promise.withResolvers<readonly string[]>();
  const activity = new RunActivity(new FakeClock());
  activity.running();
  const caller = createRunCaller(createGrant(KNOWN, []), {
    handlers: { ...NO_HANDLERS, list_servers: () => answer.promise },
    endsAtMs: Infinity,
    notes: new RunNotes(),
    activity,
  });
  const called = caller("list_servers", {})(NEVER, () => {});
  assert.equal(activity.describe(), "0 calls made, now list_servers");
  answer.resolve([]);
  await called;
  assert.equal(activity.describe(), "1 call made");
  const failed = caller("load_tool", { name: "a" })(NEVER, () => {});
  await assert.rejects(failed);
  assert.equal(activity.describe(), "2 calls made");
});
