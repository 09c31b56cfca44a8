/**
 * Every message of `doctor`. A case is a scene, the check that looks at it, and what its findings say;
 * a finding that no case reaches fails the last test.
 */

import assert from "node:assert/strict";
import { type FindingId, FINDINGS } from "../../src/doctor/finding_table.ts";
import { CHECK_CASES } from "./cases/checks.ts";
import { CLIENT_CASES } from "./cases/clients.ts";
import { ENGINE_CASES } from "./cases/engines.ts";
import { EXECUTABLE_CASES } from "./cases/executable.ts";
import { SERVER_CASES } from "./cases/servers.ts";
import { SETTINGS_CASES } from "./cases/settings.ts";
import { STATE_CASES } from "./cases/state.ts";
import { type Case, findIn, lineOf } from "./scene.ts";

const CASES: readonly Case[] = [
  ...CHECK_CASES,
  ...EXECUTABLE_CASES,
  ...SETTINGS_CASES,
  ...STATE_CASES,
  ...ENGINE_CASES,
  ...SERVER_CASES,
  ...CLIENT_CASES,
];

for (const { name, check, scene, finds } of CASES) {
  Deno.test(`doctor finds: ${name}`, async () => {
    const given = typeof scene === "function" ? await scene() : scene;
    try {
      const found = await findIn(given, check);
      assert.deepEqual(new Set(found.map(({ id }) => id)), new Set(Object.keys(finds)));
      for (const one of found) {
        assert.match(lineOf(one), finds[one.id] ?? /^$/);
        assert.equal(one.remedy === null, one.level === "ok", "what is not well has a remedy");
        assert.doesNotMatch(`${one.remedy}`, /^\s*$|\n/);
        assert.doesNotMatch(lineOf(one), /SECRET/);
      }
    } finally {
      await given.dispose?.();
    }
  });
}

Deno.test("every finding of doctor is reached by a case", () => {
  const reached = new Set(CASES.flatMap(({ finds }) => Object.keys(finds)));
  const known = Object.keys(FINDINGS) as FindingId[];
  assert.deepEqual(known.filter((id) => !reached.has(id)), []);
});
