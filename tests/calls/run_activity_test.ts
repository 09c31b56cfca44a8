import assert from "node:assert/strict";
import { RunActivity } from "../../src/calls/run_activity.ts";
import { FakeClock } from "../support/fake_clock.ts";

Deno.test("RunActivity.describe() tells the calls made and the first of those under way", () => {
  const activity = new RunActivity(new FakeClock());
  assert.equal(activity.describe(), "waiting for other runs to end");
  activity.preparing(() => null);
  assert.equal(activity.describe(), "preparing a sandbox");
  activity.running();
  assert.equal(activity.describe(), "0 calls made");
  const search = activity.begin("call_tool", { server: "github", tool: "search" });
  const list = activity.begin("list_tools", { server: "jira" });
  const names = activity.begin("list_servers", {});
  assert.equal(activity.describe(), "0 calls made, now github.search and 2 more");
  search();
  search();
  assert.equal(activity.describe(), "1 call made, now list_tools of jira and 1 more");
  list();
  assert.equal(activity.describe(), "2 calls made, now list_servers");
  names();
  assert.equal(activity.describe(), "3 calls made");
});

Deno.test("RunActivity.describe() is one short clean line, whatever a program calls", () => {
  const activity = new RunActivity(new FakeClock());
  activity.running();
  const tool = `\x1b[2Jspoofed\n\u202e${"x".repeat(1_000_000)}`;
  activity.begin("call_tool", { server: "a\r\nb", tool });
  assert.match(activity.describe(), /^0 calls made, now a b\.spoofed x{10,60}$/);
  activity.begin("call_tool", { server: 7, tool: [] });
  assert.match(activity.describe(), / and 1 more$/);
});

Deno.test("RunActivity.underWay() names each kind of call under way with its count and time", () => {
  const clock = new FakeClock();
  const activity = new RunActivity(clock);
  activity.running();
  assert.equal(activity.underWay(), null);
  const first = activity.begin("call_tool", { server: "github", tool: "search" });
  clock.advance(1_500);
  activity.begin("call_tool", { server: "github", tool: "search" });
  activity.begin("list_tools", { server: "jira" });
  assert.equal(
    activity.underWay(),
    "github.search ×2 (for 1.5 s), list_tools of jira (for 0.0 s)",
  );
  first();
  for (let at = 0; at < 10; at++) activity.begin("call_tool", { server: "s", tool: `t${at}` });
  assert.match(activity.underWay() ?? "", /^github\.search \(for 0\.0 s\), .*s\.t1 .*, 8 more$/);
});
