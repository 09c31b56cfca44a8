import assert from "node:assert/strict";

import { EnginePreparation } from "../../src/bridge/engine_preparation.ts";
import { startLimit } from "../../src/sandbox/start_limit.ts";
import { turn } from "../support/eventually.ts";
import { FakeClock } from "../support/fake_clock.ts";

const NEVER = new AbortController().signal;

function createLimit(signal = NEVER) {
  const clock = new FakeClock();
  const preparation = new EnginePreparation();
  const limit = startLimit({
    preparation,
    clock,
    ms: 1_000,
    signal,
    reason: () => new Error("late"),
  });
  return { clock, preparation, limit };
}

Deno.test("startLimit() aborts with its reason when the time is over", () => {
  const { clock, limit } = createLimit();
  clock.advance(999);
  assert.equal(limit.signal.aborted, false);
  clock.advance(1);
  assert.equal(limit.signal.reason.message, "late");
  assert.equal(clock.pending, 0);
});

Deno.test("startLimit() gives a start all its time again after a preparation", async () => {
  const { clock, preparation, limit } = createLimit();
  clock.advance(500);
  preparation.tell("starting a machine");
  clock.advance(80_000);
  assert.equal(limit.signal.aborted, false);
  preparation.tell(null);
  await turn();
  clock.advance(999);
  assert.equal(limit.signal.aborted, false);
  clock.advance(1);
  assert.equal(limit.signal.aborted, true);
});

Deno.test("startLimit() is over when it is canceled, or the given signal aborts, also in a preparation", async () => {
  const { clock, preparation, limit } = createLimit();
  preparation.tell("starting a machine");
  clock.advance(1_000);
  limit.cancel();
  preparation.tell(null);
  await turn();
  assert.equal(clock.pending, 0);

  const controller = new AbortController();
  const other = createLimit(controller.signal);
  controller.abort(new Error("taken back"));
  assert.equal(other.limit.signal.reason.message, "taken back");
  assert.equal(other.clock.pending, 0);
});
