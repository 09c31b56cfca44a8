import assert from "node:assert/strict";
import { main } from "../../src/cli/main.ts";
import { FakeSystem } from "../fakes/fake_system.ts";
import { eventually } from "../support/eventually.ts";

Deno.test("main() ends on a usage error although nobody reads stderr", async () => {
  const system = new FakeSystem();
  system.streams.writeStderr = () => new Promise(() => {});
  const exitCode = main(system, ["--nonsense"]);
  await eventually("the last lines are given a while", () => system.clock.pending === 1);
  system.clock.advance(200);
  assert.equal(await exitCode, 2);
});

Deno.test("main() says what is wrong with a command line", async () => {
  const system = new FakeSystem();
  assert.equal(await main(system, ["--nonsense"]), 2);
  assert.match(system.streams.stderr, /unknown option '--nonsense'/);
});
