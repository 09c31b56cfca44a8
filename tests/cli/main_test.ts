import assert from "node:assert/strict";
import { main } from "../../src/cli/main.ts";
import { FakeBrokenPipe, FakeSystem } from "../fakes/fake_system.ts";
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

/** Commands that print and need no engine. */
const PRINTING = [["--help"], ["--version"], ["help", "run"], ["servers"], ["permissions"]];

Deno.test("main() ends in peace when the reader of stdout has gone", async () => {
  for (const args of PRINTING) {
    const system = new FakeSystem();
    system.streams.stdoutFault = new FakeBrokenPipe("broken pipe");
    assert.equal(await main(system, args), 0, args.join(" "));
    assert.equal(system.streams.stderr, "", args.join(" "));
  }
});

Deno.test("main() says that stdout cannot be written, and fails", async () => {
  for (const args of PRINTING) {
    const system = new FakeSystem();
    system.streams.stdoutFault = new Error("No space left on device");
    assert.equal(await main(system, args), 1, args.join(" "));
    assert.equal(
      system.streams.stderr,
      "Cannot write to standard output: No space left on device\n",
      args.join(" "),
    );
  }
});
