import assert from "node:assert/strict";
import { RETIREMENT_SECONDS } from "../../src/engines.ts";
import { MAX_RUNS } from "../../src/sandbox/reuse.ts";
import type { PreparedSandbox } from "../../src/sandbox/sandbox_line.ts";
import { eventually, turn } from "../support/eventually.ts";
import { again, type Bench, createBench, IDLE_MS } from "./pool_bench.ts";

const NEVER = new AbortController().signal;

interface RoomsBench extends Bench {
  /** Numbers of the processes that have not ended. */
  alive(): number[];
}

/** A pool of sandboxes that can be reset, after its begin. */
async function createRooms(size: number, options: { maxSize?: number } = {}): Promise<RoomsBench> {
  const bench = createBench(size, options);
  bench.rooms = true;
  bench.pool.begin();
  await turn();
  const alive = () => bench.started.filter(({ ended }) => !ended).map(({ number }) => number);
  return Object.assign(bench, { alive });
}

/** Ends a run whose sandbox is reset at once. */
async function endRun({ pool }: Bench, sandbox: PreparedSandbox): Promise<void> {
  pool.giveBack(sandbox, Promise.resolve(again(sandbox)));
  await turn();
}

/** Lets the refill after a run happen. */
async function settle({ clock }: Bench): Promise<void> {
  clock.advance(50);
  await turn();
}

Deno.test("SandboxPool.giveBack() lets a process serve run after run, and starts no other", async () => {
  const bench = await createRooms(1);
  for (let run = 1; run < 50; run++) {
    const sandbox = await bench.pool.take(NEVER);
    assert.deepEqual([bench.numberOf(sandbox), sandbox.run], [0, run]);
    await endRun(bench, sandbox);
    await settle(bench);
  }
  assert.equal(bench.started.length, 1);
  bench.pool.close();
});

Deno.test("SandboxPool.giveBack() counts a reset as a start: a run waits for it and starts nothing", async () => {
  const bench = await createRooms(1);
  const { pool, started } = bench;
  const reset = Promise.withResolvers<PreparedSandbox>();
  const first = await pool.take(NEVER);
  pool.giveBack(first, reset.promise);
  const waits = pool.take(NEVER);
  await settle(bench);
  assert.equal(started.length, 1);
  reset.resolve(again(first));
  assert.equal((await waits).run, 2);
  assert.equal(started.length, 1);
  pool.close();
});

Deno.test("SandboxPool.giveBack() serves the runs that wait in the order they came", async () => {
  const bench = await createRooms(1);
  const { pool, numberOf } = bench;
  bench.slow = true;
  const first = await pool.take(NEVER);
  const order: string[] = [];
  const take = async (name: string) => {
    const sandbox = await pool.take(NEVER);
    order.push(`${name}: run ${sandbox.run} of ${numberOf(sandbox)}`);
    return sandbox;
  };
  const second = take("second");
  const third = take("third");
  assert.equal(bench.started.length, 3, "a run that goes on serves nobody: one start for each");
  await endRun(bench, first);
  await endRun(bench, await second);
  await third;
  assert.deepEqual(order, ["second: run 2 of 0", "third: run 3 of 0"]);
  pool.close();
});

Deno.test("SandboxPool starts no more processes than runs at once, however many follow each other", async () => {
  const bench = await createRooms(2, { maxSize: 8 });
  const { pool, clock, started } = bench;
  bench.slow = true;
  let runs = 0;
  const callOften = async () => {
    for (let call = 0; call < 30; call++) {
      const sandbox = await pool.take(NEVER);
      await turn();
      runs++;
      const reset = turn().then(() => again(sandbox));
      pool.giveBack(sandbox, reset);
      // some callers come back during the reset, some after it
      if (runs % 3 > 0) await turn();
    }
  };
  const callers = Promise.all(Array.from({ length: 8 }, callOften));
  await eventually("every caller had its runs", async () => {
    clock.advance(7);
    if (runs > 20) await bench.finishStart();
    return runs === 240;
  });
  await callers;
  assert.ok(started.length <= 8, `${started.length} processes for 8 callers`);
  await settle(bench);
  assert.ok(started.length <= 8, `${started.length} processes after them`);
  pool.close();
});

Deno.test("SandboxPool keeps all sandboxes of a burst until it has agreed on how many to keep", async () => {
  const bench = await createRooms(1, { maxSize: 8 });
  const { pool, started } = bench;
  const taken = await Promise.all(Array.from({ length: 5 }, () => pool.take(NEVER)));
  for (const sandbox of taken) await endRun(bench, sandbox);
  assert.equal(bench.alive().length, 5);
  bench.cap = 3;
  await settle(bench);
  assert.deepEqual(
    [bench.alive().length, started.length],
    [3, 5],
    "the others' share is respected",
  );
  pool.close();
});

Deno.test("SandboxPool agrees again on how many to keep when resets of a burst end late", async () => {
  const bench = await createRooms(1, { maxSize: 8 });
  const { pool } = bench;
  bench.cap = 3;
  const taken = await Promise.all(Array.from({ length: 5 }, () => pool.take(NEVER)));
  const reset = Promise.withResolvers<void>();
  for (const sandbox of taken) pool.giveBack(sandbox, reset.promise.then(() => again(sandbox)));
  await settle(bench);
  reset.resolve();
  await turn();
  await settle(bench);
  assert.equal(bench.alive().length, 3);
  pool.close();
});

Deno.test("SandboxPool counts a sandbox that has a short run as one that will wait", async () => {
  const bench = await createRooms(2);
  const { pool, started } = bench;
  const [first] = [await pool.take(NEVER), await pool.take(NEVER)];
  await endRun(bench, first);
  await settle(bench);
  assert.equal(started.length, 2);
  pool.close();
});

Deno.test("SandboxPool.giveBack() disposes a sandbox beyond those that are kept", async () => {
  const bench = await createRooms(1);
  const { pool, clock, started } = bench;
  const long = await pool.take(NEVER);
  clock.advance(1_999);
  await turn();
  assert.equal(started.length, 1, "not while a short run goes on");
  clock.advance(1);
  await turn();
  assert.equal(started.length, 2, "a long run has a successor");
  await endRun(bench, long);
  assert.deepEqual(bench.alive(), [1]);
  pool.close();
});

Deno.test("SandboxPool gives a long run its successor though short ones follow each other beside it", async () => {
  const bench = await createRooms(2);
  const { pool, clock, started } = bench;
  await pool.take(NEVER);
  for (let run = 0; run < 100; run++) {
    await endRun(bench, await pool.take(NEVER));
    clock.advance(30);
    await turn();
  }
  assert.equal(started.length, 3);
  pool.close();
});

Deno.test("SandboxPool.giveBack() replaces a sandbox that is not used again", async () => {
  const bench = await createRooms(1);
  const { pool, started } = bench;
  pool.giveBack(await pool.take(NEVER), null);
  await turn();
  assert.equal(started.length, 1, "the answer is sent first");
  await settle(bench);
  assert.equal(started.length, 2);
  pool.close();
});

Deno.test("SandboxPool.giveBack() replaces a sandbox whose reset fails, for a run that waits at once", async () => {
  const bench = await createRooms(1);
  const { pool, started, numberOf } = bench;
  const failing = Promise.withResolvers<PreparedSandbox>();
  pool.giveBack(await pool.take(NEVER), failing.promise);
  const waits = pool.take(NEVER);
  await turn();
  assert.equal(started.length, 1);
  failing.reject(new Error("too slow"));
  assert.equal(numberOf(await waits), 1);

  const slow = Promise.withResolvers<PreparedSandbox>();
  pool.giveBack(await waits, slow.promise);
  await settle(bench);
  assert.equal(started.length, 2, "as long as it may succeed");
  slow.reject(new Error("too slow"));
  await turn();
  await settle(bench);
  assert.equal(started.length, 3, "and for the next one after a while");
  pool.close();
});

Deno.test("SandboxPool.take() that is taken back during a reset leaves the sandbox to the next", async () => {
  const bench = await createRooms(1);
  const { pool } = bench;
  const first = await pool.take(NEVER);
  const reset = Promise.withResolvers<PreparedSandbox>();
  pool.giveBack(first, reset.promise);
  const stop = new AbortController();
  const gone = assert.rejects(pool.take(stop.signal), /taken back/);
  stop.abort(new Error("taken back"));
  await gone;
  reset.resolve(again(first));
  await turn();
  assert.equal((await pool.take(NEVER)).run, 2);
  assert.equal(bench.started.length, 1);
  pool.close();
});

/** Sandboxes whose next run is their last. */
const LAST: Readonly<Record<string, (sandbox: PreparedSandbox) => PreparedSandbox>> = {
  "of the last number": (sandbox) => again(sandbox, MAX_RUNS),
  "too old for another": (sandbox) => ({
    ...again(sandbox),
    startedAtMs: sandbox.startedAtMs - RETIREMENT_SECONDS * 1000,
  }),
  "without another room": (sandbox) => ({ ...again(sandbox), rooms: false }),
};

for (const [name, makeLast] of Object.entries(LAST)) {
  Deno.test(`SandboxPool.take() starts the successor at once of a sandbox ${name}`, async () => {
    for (const waits of [true, false]) {
      const bench = await createRooms(1);
      const { pool, clock, started } = bench;
      const first = await pool.take(NEVER);
      const reset = Promise.withResolvers<PreparedSandbox>();
      pool.giveBack(first, reset.promise);
      const early = waits ? pool.take(NEVER) : null;
      reset.resolve(makeLast(first));
      await turn();
      await turn();
      const last = await (early ?? pool.take(NEVER));
      await turn();
      assert.ok(last.run > 1);
      assert.equal(started.length, 2);
      pool.giveBack(last, null);
      clock.advance(10_000);
      await turn();
      assert.equal(started.length, 2, "it is the replacement");
      pool.close();
    }
  });
}

Deno.test("SandboxPool.take() starts no successor for the last run but one", async () => {
  const bench = await createRooms(1);
  const { pool, started } = bench;
  const first = await pool.take(NEVER);
  pool.giveBack(first, Promise.resolve(again(first, MAX_RUNS - 1)));
  await turn();
  assert.equal((await pool.take(NEVER)).run, MAX_RUNS - 1);
  await turn();
  assert.equal(started.length, 1);
  pool.close();
});

Deno.test("SandboxPool.take() uses one up before the other, so that one is always fresh", async () => {
  const bench = await createRooms(2);
  for (let run = 1; run < 10; run++) {
    const sandbox = await bench.pool.take(NEVER);
    assert.deepEqual([bench.numberOf(sandbox), sandbox.run], [0, run]);
    await endRun(bench, sandbox);
  }
  bench.pool.close();
});

Deno.test("SandboxPool replaces a sandbox that ended or spoke after it was reset, and never hands it out", async () => {
  for (const lose of ["die", "breakProtocol", "reportEnd"] as const) {
    const bench = await createRooms(1);
    await endRun(bench, await bench.pool.take(NEVER));
    bench.started[0]?.[lose]();
    await settle(bench);
    assert.deepEqual(bench.alive(), [1]);
    assert.equal(bench.numberOf(await bench.pool.take(NEVER)), 1);
    bench.pool.close();
  }
});

Deno.test("SandboxPool ends what was used after idleness, and during it", async () => {
  const bench = await createRooms(1);
  const { pool, clock } = bench;
  await endRun(bench, await pool.take(NEVER));
  clock.advance(IDLE_MS);
  await turn();
  assert.deepEqual(bench.alive(), []);
  const long = await pool.take(NEVER);
  clock.advance(IDLE_MS);
  await turn();
  assert.deepEqual(bench.alive(), [1], "only the one that runs is left");
  await endRun(bench, long);
  await settle(bench);
  assert.deepEqual(bench.alive(), [1], "its end is a sign of life");
  pool.close();
});

Deno.test("SandboxPool keeps no used sandbox where there is no pool", async () => {
  const bench = await createRooms(0);
  await endRun(bench, await bench.pool.take(NEVER));
  assert.deepEqual(bench.alive(), []);
  bench.pool.close();
});

Deno.test("SandboxPool.close() ends what waits for another run, is being reset, or comes back later", async () => {
  const bench = await createRooms(4);
  const { pool, clock, started } = bench;
  const used = await pool.take(NEVER);
  await endRun(bench, used);
  const [resetting, running, late] = [
    await pool.take(NEVER),
    await pool.take(NEVER),
    await pool.take(NEVER),
  ];
  const reset = Promise.withResolvers<PreparedSandbox>();
  pool.giveBack(resetting, reset.promise);
  pool.close();
  const runs = [bench.numberOf(running), bench.numberOf(late)];
  assert.deepEqual(bench.alive(), runs, "the bridge ends its runs itself");
  assert.equal(clock.pending, 0, "no timer is left behind");
  reset.resolve(again(resetting));
  await turn();
  pool.giveBack(running, Promise.resolve(again(running)));
  pool.giveBack(late, new Promise(() => {}));
  await turn();
  assert.deepEqual(bench.alive(), []);
  clock.advance(IDLE_MS);
  await turn();
  assert.equal(started.length, 4);
  assert.equal(clock.pending, 0);
});
