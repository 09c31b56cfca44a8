/** A program that may not make code from strings, and calls a tool whose output schema is hostile. */
import { KEPT } from "../support/kept.ts";
import assert from "node:assert/strict";
import { createUpstreams } from "../../src/calls/upstreams.ts";
import { knownTools } from "../support/known_tools.ts";
import { permitEverything } from "../../src/calls/permit.ts";
import { createStdioLinks } from "../../src/upstream/stdio_link.ts";
import { callerOf } from "../support/call_handlers.ts";
import { realClock, testLog, testPort } from "../support/test_port.ts";
import { prepareLargeHere } from "../support/read_here.ts";

assert.throws(() => new Function("return 1"), EvalError);

const port = testPort({ results: ["results"], both: ["sdk_both_eras"] });
const { log } = testLog();
const servers = ["results", "both"].map((name) => ({
  name,
  alias: name,
  unavailable: null,
  revision: 0,
  reach: { kind: "stdio" } as const,
}));
const upstreams = createUpstreams({
  servers,
  permit: permitEverything,
  known: knownTools(),
  toolChanges: "flag",
  prepareLarge: prepareLargeHere,
  callTimeoutMs: null,
  openLink: createStdioLinks({ port, clock: realClock, log }),
  clock: realClock,
  log,
  clientVersion: "0.0.0",
  startsAtOnce: 4,
  ...KEPT,
});
const call = callerOf(upstreams.handlers, servers);
const { signal } = new AbortController();
try {
  const structured = { server: "results", tool: "structured", arguments: {} };
  assert.deepEqual(await call("call_tool", structured, signal), {
    kind: "json",
    value: { temperature: 21.5 },
  });
  const added = { server: "both", tool: "add", arguments: { a: 1, b: 2 } };
  assert.deepEqual(await call("call_tool", added, signal), {
    kind: "json",
    value: { sum: 3 },
  });
} finally {
  await upstreams.close();
  await port.killAll();
}
