/** The pairs of runs in which one leaves something; `deno task hostile` runs them. */

import assert from "node:assert/strict";
import { ENGINE_NAMES, isContainerEngine } from "../../../src/engines.ts";
import { loadProbes } from "../sandbox/support/probe.ts";

const PROBES = (await loadProbes()).filter(({ id }) => id.startsWith("room."));
/** Pairs, at the least. */
const LEAST = 60;

Deno.test("each engine with containers has enough pairs", () => {
  for (const engine of ENGINE_NAMES.filter(isContainerEngine)) {
    const pairs = PROBES.filter(({ engines, sources }) =>
      engines.includes(engine) && sources.length > 1
    );
    assert.ok(pairs.length >= LEAST, `${pairs.length} pairs on ${engine}`);
  }
});
