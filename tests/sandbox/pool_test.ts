import assert from "node:assert/strict";
import type { PreparedSandbox } from "../../src/sandbox/sandbox_line.ts";
import { turn } from "../support/eventually.ts";
import { type Bench, createBench, IDLE_MS } from "./pool_bench.ts";

const NEVER = new AbortController().signal;

Deno.test("SandboxPool.begin() fills to its size, and take() hands out what waits", async () => {
  const { pool, started, numberOf } = createBench(2);
  pool.begin();
  await turn();
  assert.equal(started.length, 2);
  assert.equal(numberOf(await pool.take(NEVER)), 0);
  assert.equal(numberOf(await pool.take(NEVER)), 1);
  pool.close();
});

Deno.test("SandboxPool.take() starts one at once when none waits", async () => {
  const { pool, started } = createBench(0);
  pool.begin();
  await turn();
  assert.equal(started.length, 0);
  await pool.take(NEVER);
  assert.equal(started.length, 1);
  pool.close();
});

Deno.test("SandboxPool hands out no sandbox twice", async () => {
  const { pool, clock, numberOf } = createBench(2);
  const seen = new Set<number>();
  for (let run = 0; run < 200; run++) {
    seen.add(numberOf(await pool.take(NEVER)));
    pool.refill();
    clock.advance(100);
    await turn();
  }
  assert.equal(seen.size, 200);
  pool.close();
});

Deno.test("SandboxPool starts the successor after the run, or after a while when the run is long", async () => {
  const { pool, clock, started } = createBench(1);
  pool.begin();
  await turn();
  await pool.take(NEVER);
  clock.advance(40);
  await turn();
  assert.equal(started.length, 1, "not while a short run goes on");
  pool.refill();
  clock.advance(50);
  await turn();
  assert.equal(started.length, 2);
  await pool.take(NEVER);
  clock.advance(2_000);
  await turn();
  assert.equal(started.length, 3, "a long run does not hold it up");
  pool.close();
});

Deno.test("SandboxPool replaces a sandbox that died or spoke while it waited, and never hands it out", async () => {
  const { pool, clock, started, numberOf } = createBench(2);
  pool.begin();
  await turn();
  started[0]?.die();
  started[1]?.breakProtocol();
  await turn();
  assert.equal(started[1]?.ended, true, "one that broke the protocol is ended");
  clock.advance(50);
  await turn();
  assert.equal(started.length, 4);
  assert.equal(numberOf(await pool.take(NEVER)), 2);
  pool.close();
});

Deno.test("SandboxPool ends what waits after idleness, and starts again with the next sign of life", async () => {
  const { pool, clock, started } = createBench(2);
  pool.begin();
  await turn();
  clock.advance(IDLE_MS);
  await turn();
  assert.deepEqual(started.map(({ ended }) => ended), [true, true]);
  clock.advance(IDLE_MS);
  await turn();
  assert.equal(started.length, 2, "nothing is started while nobody asks");
  await pool.take(NEVER);
  pool.refill();
  clock.advance(50);
  await turn();
  assert.equal(started.length, 5);
  pool.close();
});

Deno.test("SandboxPool tries again later when a sandbox cannot be started", async () => {
  const bench = createBench(1);
  bench.fail = true;
  bench.pool.begin();
  await turn();
  await assert.rejects(bench.pool.take(NEVER), /no engine/);
  bench.fail = false;
  bench.clock.advance(10_000);
  await turn();
  assert.equal(bench.started.length, 1);
  bench.pool.close();
});

Deno.test("SandboxPool.close() ends what waits and starts no more", async () => {
  const { pool, clock, started } = createBench(2);
  pool.begin();
  await turn();
  pool.close();
  assert.deepEqual(started.map(({ ended }) => ended), [true, true]);
  pool.refill();
  clock.advance(IDLE_MS);
  await turn();
  assert.equal(started.length, 2);
});

Deno.test("SandboxPool.take() gets the next to be ready of those that are being started", async () => {
  const bench = createBench(2);
  const { pool, clock, started, numberOf } = bench;
  bench.slow = true;
  pool.begin();
  await turn();
  const first = pool.take(NEVER);
  assert.equal(started.length, 1, "the one that the pool is starting is as good");
  const second = pool.take(NEVER);
  assert.equal(started.length, 2, "at once one for each");
  await bench.finishStart();
  assert.equal(numberOf(await first), 0, "first come, first served");
  await bench.finishStart();
  assert.equal(numberOf(await second), 1);
  assert.equal(started.length, 2, "no successor while the first runs");
  pool.refill();
  clock.advance(50);
  await turn();
  assert.equal(started.length, 3);
  pool.close();
});

Deno.test("SandboxPool.take() that is taken back leaves its sandbox to the next", async () => {
  const bench = createBench(2);
  const { pool, started, numberOf } = bench;
  bench.slow = true;
  pool.begin();
  await turn();
  const stop = new AbortController();
  const gone = assert.rejects(pool.take(stop.signal), /taken back/);
  const stays = pool.take(NEVER);
  stop.abort(new Error("taken back"));
  await bench.finishStart();
  await gone;
  assert.equal(numberOf(await stays), 0);
  await bench.finishStart();
  assert.equal(started[1]?.ended, false, "the other waits");
  assert.equal(numberOf(await pool.take(NEVER)), 1);
  pool.close();
  await assert.rejects(pool.take(stop.signal), /taken back/);
});

Deno.test("SandboxPool.take() that is taken back leaves nothing waiting where there is no pool", async () => {
  const bench = createBench(0);
  bench.slow = true;
  bench.pool.begin();
  const stop = new AbortController();
  const gone = assert.rejects(bench.pool.take(stop.signal), /taken back/);
  stop.abort(new Error("taken back"));
  await gone;
  await bench.finishStart();
  assert.equal(bench.started[0]?.ended, true);
  bench.pool.close();
});

Deno.test("SandboxPool.take() fails only when no start is left that could serve it", async () => {
  const bench = createBench(1);
  const { pool, numberOf } = bench;
  bench.slow = true;
  const first = pool.take(NEVER);
  const second = assert.rejects(pool.take(NEVER), /no memory/);
  await bench.finishStart(new Error("no memory"));
  await bench.finishStart();
  assert.equal(numberOf(await first), 1, "whoever came first gets what there is");
  await second;
  pool.close();
});

Deno.test("SandboxPool starts none to wait while a run waits for its own", async () => {
  const bench = createBench(2);
  const { pool, clock, started } = bench;
  bench.slow = true;
  pool.begin();
  const run = pool.take(NEVER);
  await turn();
  assert.equal(started.length, 1, "the pool asks how many are to wait, and leaves the run alone");
  await bench.finishStart();
  await run;
  pool.refill();
  clock.advance(50);
  await turn();
  assert.equal(started.length, 2);
  pool.close();
});

Deno.test("SandboxPool.take() starts one of its own when the one it counted on fails", async () => {
  const bench = createBench(1);
  const { pool, started, numberOf } = bench;
  bench.slow = true;
  pool.begin();
  await turn();
  const run = pool.take(NEVER);
  assert.equal(started.length, 1);
  await bench.finishStart(new Error("killed from outside"));
  assert.equal(started.length, 2);
  await bench.finishStart();
  assert.equal(numberOf(await run), 1);
  pool.close();
});

Deno.test("SandboxPool.close() turns away who waits for a sandbox", async () => {
  const bench = createBench(1);
  const { pool } = bench;
  bench.slow = true;
  pool.begin();
  await turn();
  const run = assert.rejects(pool.take(NEVER), /stopping/);
  pool.close();
  await bench.finishStart(new Error("stopping"));
  await bench.finishStart(new Error("stopping"));
  await run;
});

/** Sandboxes that wait: started, not handed out and not ended. */
function waitingIn({ started }: Bench, taken: ReadonlySet<PreparedSandbox>): number {
  return started.filter(({ sandbox, ended }) => !ended && !taken.has(sandbox)).length;
}

Deno.test("SandboxPool grows to as many as ran at once, within its bound, and shrinks after a quiet while", async () => {
  const bench = createBench(2);
  const { pool, clock } = bench;
  pool.begin();
  await turn();
  const taken = new Set(await Promise.all(Array.from({ length: 6 }, () => pool.take(NEVER))));
  for (let run = 0; run < 6; run++) pool.refill();
  clock.advance(50);
  await turn();
  assert.equal(waitingIn(bench, taken), 4, "six ran at once; four is the most");

  clock.advance(29_000);
  await turn();
  taken.add(await pool.take(NEVER));
  pool.refill();
  clock.advance(50);
  await turn();
  assert.equal(waitingIn(bench, taken), 4, "one run at a time is no reason to shrink yet");

  clock.advance(1_000);
  await turn();
  assert.equal(waitingIn(bench, taken), 2);
  clock.advance(60_000);
  await turn();
  assert.equal(waitingIn(bench, taken), 2);
  pool.close();
});

Deno.test("SandboxPool stays grown while as many go on running", async () => {
  const bench = createBench(1);
  const { pool, clock } = bench;
  pool.begin();
  await turn();
  const taken = new Set<PreparedSandbox>();
  for (let second = 0; second < 60; second++) {
    for (const one of await Promise.all([pool.take(NEVER), pool.take(NEVER), pool.take(NEVER)])) {
      taken.add(one);
    }
    for (let run = 0; run < 3; run++) pool.refill();
    clock.advance(1_000);
    await turn();
  }
  assert.equal(waitingIn(bench, taken), 3);
  pool.close();
});

Deno.test("SandboxPool does not grow when it is off, nor counts a run that had no sandbox", async () => {
  const off = createBench(0);
  await Promise.all([off.pool.take(NEVER), off.pool.take(NEVER)]);
  off.pool.refill();
  await off.clock.advance(50);
  assert.equal(off.started.length, 2);
  off.pool.close();

  const failing = createBench(1);
  failing.fail = true;
  for (let run = 0; run < 3; run++) await assert.rejects(failing.pool.take(NEVER));
  failing.fail = false;
  failing.pool.begin();
  await turn();
  await failing.pool.take(NEVER);
  failing.pool.refill();
  await failing.clock.advance(50);
  assert.equal(failing.claimed.at(-1), 1);
  failing.pool.close();
});

Deno.test("SandboxPool keeps no more than other bridges leave it, and still runs at once", async () => {
  const bench = createBench(2);
  const { pool, clock, started, claimed } = bench;
  bench.cap = 1;
  pool.begin();
  await turn();
  assert.equal(started.length, 1);
  bench.cap = 0;
  pool.refill();
  clock.advance(50);
  await turn();
  assert.equal(started[0]?.ended, true, "what it may no longer keep is ended");
  await pool.take(NEVER);
  assert.equal(started.length, 2, "started on demand");
  bench.cap = 2;
  pool.refill();
  clock.advance(50);
  await turn();
  assert.equal(started.length, 4, "there is room again");
  clock.advance(IDLE_MS);
  await turn();
  assert.equal(claimed.at(-1), 0, "the room is given back after idleness");
  pool.close();
});

Deno.test("SandboxPool refills at once, beside the run, when the second call comes before the refill", async () => {
  const bench = createBench(2);
  const { pool, clock, started, numberOf } = bench;
  pool.begin();
  await turn();
  bench.slow = true;
  await pool.take(NEVER);
  assert.equal(started.length, 2, "the first call may stay the only one");
  pool.refill();
  await pool.take(NEVER);
  assert.equal(started.length, 4, "both successors at once");
  pool.refill();
  const third = pool.take(NEVER);
  assert.equal(started.length, 4, "the third waits for one of them");
  await bench.finishStart();
  assert.equal(numberOf(await third), 2);
  pool.refill();
  const fourth = pool.take(NEVER);
  assert.equal(started.length, 5, "and its successor starts beside the other");
  await bench.finishStart();
  assert.equal(numberOf(await fourth), 3);
  pool.refill();
  clock.advance(50);
  await bench.finishStart();
  await bench.finishStart();
  assert.equal(waitingIn(bench, new Set(started.slice(0, 4).map(({ sandbox }) => sandbox))), 2);

  await pool.take(NEVER);
  assert.equal(started.length, 6, "once full, it waits for the end of the run again");
  pool.close();
});

Deno.test("SandboxPool that is in a hurry starts two at a time, and no more than it may keep", async () => {
  const grown = createBench(1);
  grown.pool.begin();
  await turn();
  await Promise.all(Array.from({ length: 4 }, () => grown.pool.take(NEVER)));
  for (let run = 0; run < 4; run++) grown.pool.refill();
  grown.slow = true;
  grown.clock.advance(50);
  await turn();
  assert.equal(grown.started.length, 5, "four are wanted, and started one by one");
  const next = grown.pool.take(NEVER);
  assert.equal(grown.started.length, 6);
  await grown.finishStart();
  await next;
  grown.pool.close();

  const single = createBench(1);
  single.pool.begin();
  await turn();
  await single.pool.take(NEVER);
  single.slow = true;
  single.pool.refill();
  const second = single.pool.take(NEVER);
  assert.equal(single.started.length, 2, "its own");
  await single.finishStart();
  await second;
  single.pool.close();
});

Deno.test("SandboxPool tries again when a hurried start fails", async () => {
  const bench = createBench(2);
  const { pool, clock, started } = bench;
  pool.begin();
  await turn();
  await pool.take(NEVER);
  pool.refill();
  bench.fail = true;
  await pool.take(NEVER);
  await turn();
  bench.fail = false;
  pool.refill();
  clock.advance(50);
  await turn();
  assert.equal(started.length, 4);
  pool.close();
});
