import assert from "node:assert/strict";
import { main } from "../../src/cli/main.ts";
import { FakeSystem } from "../fakes/fake_system.ts";
import { eventually } from "../support/eventually.ts";

Deno.test("doctor prints one JSON object, and nothing to stderr, where nothing works", async () => {
  const system = new FakeSystem({
    home: null,
    platform: "windows",
    env: { MCP_BRIDGE_RUNTIME: "docket" },
  });
  assert.equal(await main(system, ["doctor", "--json"]), 2);
  const report = JSON.parse(system.streams.stdout);
  assert.equal(report.shape, 1);
  assert.equal(report.level, "failure");
  const failures = report.findings.filter(({ level }: { level: string }) => level === "failure")
    .map(({ id }: { id: string }) => id);
  assert.deepEqual(failures, ["settings.refused", "state.unknown", "engine.none"]);
  assert.equal(system.streams.stderr, "");
});

Deno.test("doctor prints the same for people", async () => {
  const system = new FakeSystem();
  assert.equal(await main(system, ["doctor"]), 2);
  assert.match(system.streams.stdout, /^Executable\n {2}ok {7}\/usr\/bin\/deno: mcp-code-bridge/);
  assert.match(system.streams.stdout, /\nThe bridge cannot work\. 1 failure, /);
});

Deno.test("doctor ends at a signal, whatever hangs", async () => {
  const system = new FakeSystem();
  system.files.info = () => new Promise(() => {});
  const exitCode = main(system, ["doctor"]);
  await eventually("the checks wait", () => system.clock.pending > 0);
  system.stop("SIGTERM");
  system.clock.advance(6_000);
  assert.equal(await exitCode, 143);
  assert.equal(system.streams.stdout, "");
});
