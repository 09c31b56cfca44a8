import assert from "node:assert/strict";
import { atOnce, inTurns } from "../../src/system/in_turns.ts";
import { turn } from "../support/eventually.ts";
import { FakeClock } from "../support/fake_clock.ts";

/** Work of so many steps, each of which takes 4 ms. */
function* work(steps: number, clock: FakeClock): Generator<void, string> {
  for (let step = 0; step < steps; step++) {
    clock.advance(4);
    yield;
  }
  return "done";
}

Deno.test("inTurns() lets others have a turn after 10 ms of work, and gives its result", async () => {
  const clock = new FakeClock();
  const result = inTurns(work(6, clock), clock);
  await turn();
  assert.deepEqual([clock.monotonic(), clock.pending], [12, 1]);
  clock.advance(0);
  await turn();
  assert.deepEqual([clock.monotonic(), clock.pending], [24, 1]);
  clock.advance(0);
  assert.equal(await result, "done");
  assert.equal(clock.pending, 0);
});

Deno.test("atOnce() does all of the work before anything else", () => {
  const clock = new FakeClock();
  assert.equal(atOnce(work(100, clock)), "done");
});
