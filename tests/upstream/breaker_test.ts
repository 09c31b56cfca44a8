import assert from "node:assert/strict";
import { Breaker } from "../../src/upstream/breaker.ts";
import { FakeClock } from "../support/fake_clock.ts";

const NOW = { kind: "start", waitMs: 0 };

Deno.test("Breaker lets the first start, and the first after one death, through at once", () => {
  const breaker = new Breaker(new FakeClock());
  assert.deepEqual(breaker.admission(), NOW);
  breaker.died();
  assert.deepEqual(breaker.admission(), NOW);
});

Deno.test("Breaker makes the start after a second death wait a little, counted from the death", () => {
  const clock = new FakeClock();
  const breaker = new Breaker(clock);
  breaker.died();
  breaker.died();
  assert.deepEqual(breaker.admission(), { kind: "start", waitMs: 500 });
  clock.advance(600);
  assert.deepEqual(breaker.admission(), NOW);
});

Deno.test("Breaker rests for 30 s after three deaths in a minute", () => {
  const clock = new FakeClock();
  const breaker = new Breaker(clock);
  for (let death = 0; death < 3; death++) {
    breaker.died();
    clock.advance(10_000);
  }
  assert.deepEqual(breaker.admission(), { kind: "rest", waitMs: 20_000, slowMs: null });
  clock.advance(20_000);
  assert.deepEqual(breaker.admission(), NOW);
});

Deno.test("Breaker forgets deaths that are older than a minute", () => {
  const clock = new FakeClock();
  const breaker = new Breaker(clock);
  for (let death = 0; death < 10; death++) {
    breaker.died();
    clock.advance(40_000);
    assert.equal(breaker.admission().kind, "start");
  }
});

Deno.test("Breaker rests again when the one start after a rest dies, and opens in the end", () => {
  const clock = new FakeClock();
  const breaker = new Breaker(clock);
  for (let death = 0; death < 3; death++) breaker.died();
  for (let round = 0; round < 5; round++) {
    clock.advance(30_000);
    assert.deepEqual(breaker.admission(), NOW);
    breaker.died();
    assert.deepEqual(breaker.admission(), { kind: "rest", waitMs: 30_000, slowMs: null });
  }
  clock.advance(30_000 + 60_000);
  breaker.died();
  assert.deepEqual(breaker.admission(), NOW);
});

Deno.test("Breaker rests after a single start that took long to fail", () => {
  const clock = new FakeClock();
  const breaker = new Breaker(clock);
  breaker.died(9_999);
  assert.deepEqual(breaker.admission(), NOW);
  breaker.died(300_000);
  assert.deepEqual(breaker.admission(), { kind: "rest", waitMs: 30_000, slowMs: 300_000 });
  clock.advance(30_000);
  assert.deepEqual(breaker.admission(), NOW);
});
