import assert from "node:assert/strict";
import { says } from "../../src/sandbox/said.ts";

const NOTHING = { head: "", tail: "", omitted: 0 };

Deno.test("says() finds words in what was printed, and in the value", () => {
  const silent = { stdout: NOTHING, stderr: NOTHING };
  assert.equal(says("no", silent), false);
  assert.equal(says("no", { ...silent, stdout: { ...NOTHING, tail: "says no" } }), true);
  assert.equal(says("no", { ...silent, stderr: { ...NOTHING, head: "says no" } }), true);
  assert.equal(says('a "no"', { ...silent, result: [{ error: 'a "no" of its' }] }), true);
  assert.equal(says("no", { ...silent, result: "yes" }), false);
});
