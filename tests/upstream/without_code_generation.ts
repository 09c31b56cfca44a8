/** A program that may not make code from strings, and calls a tool whose output schema is hostile. */
import assert from "node:assert/strict";
import { createStdioLinks } from "../../src/upstream/stdio_link.ts";
import { callerOf } from "../support/call_handlers.ts";
import { realClock, testLog, testPort } from "../support/test_port.ts";
import { stdioServers, testUpstreams } from "../support/test_upstreams.ts";

assert.throws(() => new Function("return 1"), EvalError);

const port = testPort({ results: ["results"], both: ["sdk_both_eras"] });
const { log } = testLog();
const servers = stdioServers(["results", "both"]);
const upstreams = testUpstreams({
  servers,
  openLink: createStdioLinks({ port, clock: realClock, log }),
  log,
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
