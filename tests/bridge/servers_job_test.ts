import assert from "node:assert/strict";
import type { JobContext } from "../../src/bridge/jobs/job_context.ts";
import { reportServers } from "../../src/bridge/jobs/servers.ts";
import type { ServerReport } from "../../src/ipc/server_report.ts";
import { turn } from "../support/eventually.ts";
import { FakeClock } from "../support/fake_clock.ts";

const REPORT: ServerReport = {
  name: "jira",
  tools: null,
  tokens: null,
  listedAt: null,
  changedTools: [],
  error: null,
  failedAt: null,
};

/** What the job needs of the bridge, with servers that never answer. */
function withHangingServers(clock: FakeClock) {
  const reported: (readonly ServerReport[])[] = [];
  const context: Partial<JobContext> = {
    clock,
    signal: new AbortController().signal,
    upstreams: () =>
      Promise.resolve(Object({
        askAll: () => new Promise(() => {}),
        reports: () => Promise.resolve([REPORT]),
      })),
    report: (reports) => reported.push(reports),
  };
  return { context: context as JobContext, reported };
}

Deno.test("reportServers() reports what is known when the servers' time is over", async () => {
  const clock = new FakeClock();
  const { context, reported } = withHangingServers(clock);
  const job = { kind: "servers", check: "all", withinMs: 5_000 } as const;
  const exitCode = reportServers(job, context);
  await turn();
  clock.advance(4_999);
  await turn();
  assert.deepEqual(reported, []);
  clock.advance(1);
  assert.equal(await exitCode, 0);
  assert.deepEqual(reported, [[REPORT]]);
});

Deno.test("reportServers() asks nobody where that is not wished", async () => {
  const { context, reported } = withHangingServers(new FakeClock());
  assert.equal(await reportServers({ kind: "servers", check: "none" }, context), 0);
  assert.deepEqual(reported, [[REPORT]]);
});
