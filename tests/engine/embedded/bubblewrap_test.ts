/**
 * The kernel's wall around an embedded sandbox, where bubblewrap is installed. What is tried has every
 * permission of Deno and a whole realm, as if the inner walls had fallen.
 */

import assert from "node:assert/strict";
import { basename, dirname } from "node:path";
import {
  findBubblewrap,
  INSIDE,
  wrapInBubblewrap,
} from "../../../src/engine/embedded/bubblewrap.ts";
import { createDenoSystem } from "../../../src/system/deno_system.ts";
import { executable } from "../../fakes/fake_files.ts";
import { FakeSystem } from "../../fakes/fake_system.ts";
import { createTestEngine, runProgram } from "./embedded_sandbox.ts";
import { createTarget, PROBES, runProbes } from "./probe_target.ts";

const bubblewrap = await findBubblewrap(createDenoSystem());
if (bubblewrap === null) {
  // deno-lint-ignore no-console -- the one line that says what was not tested
  console.log("skipped: embedded: bubblewrap is not installed or does not work here");
}

/** What still works inside, and reaches nothing but the process itself. */
const HARMLESS = [
  "read a variable",
  "list the variables",
  "ask for the host's name",
  "open a native library",
  "listen",
];

Deno.test({
  name: "bubblewrap holds a child that has every permission",
  ignore: bubblewrap === null,
  async fn() {
    await using target = await createTarget();
    const files = { execPath: Deno.execPath(), directory: dirname(PROBES) };
    const argv = [
      ...wrapInBubblewrap(bubblewrap ?? "", files),
      INSIDE.runtime,
      // -A: the wall is tried, and not the permissions
      ...["run", "-A", "--no-lock", "--no-config", "--unstable-raw-imports"],
      ...["--location=http://left.invalid/", `${INSIDE.files}/${basename(PROBES)}`],
    ];
    const outcomes = await runProbes({ argv, env: { DENO_DIR: "/dev/null/none" } }, target);
    const worked = Object.keys(outcomes).filter((name) => outcomes[name] === null);
    assert.deepEqual(worked, HARMLESS);
    assert.equal(target.requests(), 0);
    await assert.rejects(Deno.stat(`${target.directory}/written`));
  },
});

Deno.test({
  name: "a sandbox runs in bubblewrap where there is one",
  ignore: bubblewrap === null,
  async fn() {
    const engine = await createTestEngine();
    assert.equal(engine.wrapper, bubblewrap);
    const run = await runProgram(engine, "import sys\nprint('inside')\nsys.exit(5)");
    assert.equal(run.stdout, "inside\n");
    assert.equal(run.reported, 5);
    assert.deepEqual(run.exit, { code: 5, signal: null });
  },
});

Deno.test("findBubblewrap() uses none that does not start the runtime, and none that is not there", async () => {
  const none = new FakeSystem({ env: { PATH: "/usr/bin" } });
  assert.equal(await findBubblewrap(none), null);
  assert.deepEqual(none.spawned, []);
  const files = { "/usr/bin/bwrap": executable() };
  const mac = new FakeSystem({ env: { PATH: "/usr/bin" }, files, platform: "darwin" });
  assert.equal(await findBubblewrap(mac), null);
  for (const code of [0, 1]) {
    const system = new FakeSystem({ env: { PATH: "/usr/bin" }, files, spawn: () => ({ code }) });
    assert.equal(await findBubblewrap(system), code === 0 ? "/usr/bin/bwrap" : null);
    assert.deepEqual(system.spawned[0]?.argv.slice(-2), [INSIDE.runtime, "--version"]);
  }
});
