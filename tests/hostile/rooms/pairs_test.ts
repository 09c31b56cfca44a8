/** The pairs of runs in which one leaves something, without their controls, which `deno task hostile` has. */

import assert from "node:assert/strict";
import { ENGINE_NAMES, isContainerEngine } from "../../../src/engines.ts";
import { skipReason } from "../../support/engines.ts";
import { attack } from "../sandbox/support/attack.ts";
import { loadProbes } from "../sandbox/support/probe.ts";
import { problemsOf } from "../sandbox/support/verify.ts";

const PROBES = (await loadProbes()).filter(({ id }) => id.startsWith("room."));
/** Pairs, at the least. */
const LEAST = 60;

for (const engine of ENGINE_NAMES.filter(isContainerEngine)) {
  const skipped = await skipReason(engine);
  Deno.test({
    name: `what a run on ${engine} leaves is not there for the next`,
    ignore: skipped !== null || Deno.build.os !== "linux",
    fn: async () => {
      const report = await attack(engine, PROBES, { controls: false });
      assert.deepEqual(problemsOf(engine, report), []);
    },
  });
}

Deno.test("each engine with containers has enough pairs", () => {
  for (const engine of ENGINE_NAMES.filter(isContainerEngine)) {
    const pairs = PROBES.filter(({ engines, sources }) =>
      engines.includes(engine) && sources.length > 1
    );
    assert.ok(pairs.length >= LEAST, `${pairs.length} pairs on ${engine}`);
  }
});
