import assert from "node:assert/strict";
import { formatEngine } from "../../src/cli/format_engine.ts";

const STATE = { engine: "embedded", attempts: [], advice: null } as const;

Deno.test("formatEngine() names the program that confines the sandboxes once more", () => {
  assert.equal(formatEngine({ state: STATE }), "Engine: embedded\n");
  const state = { ...STATE, wrapper: "/usr/bin/bwrap" };
  assert.equal(formatEngine({ state }), "Engine: embedded, inside /usr/bin/bwrap\n");
});
