import assert from "node:assert/strict";
import { Gate } from "../../src/system/gate.ts";

const NEVER = new AbortController().signal;

Deno.test("Gate lets no more tasks run than it has places, first come, first served", async () => {
  const gate = new Gate(2);
  const order: number[] = [];
  const doors = Array.from({ length: 5 }, () => Promise.withResolvers<void>());
  let running = 0;
  let most = 0;
  const tasks = doors.map((door, index) =>
    gate.run(async () => {
      order.push(index);
      most = Math.max(most, ++running);
      await door.promise;
      running--;
    }, NEVER)
  );
  for (const door of doors) {
    await Promise.resolve();
    door.resolve();
  }
  await Promise.all(tasks);
  assert.equal(most, 2);
  assert.deepEqual(order, [0, 1, 2, 3, 4]);
});

Deno.test("Gate gives a place back when a task fails", async () => {
  const gate = new Gate(1);
  await assert.rejects(gate.run(() => Promise.reject(new Error("no")), NEVER), /no/);
  assert.equal(await gate.run(() => Promise.resolve("yes"), NEVER), "yes");
});

Deno.test("Gate lets a waiting task leave when its signal aborts, and serves the next", async () => {
  const gate = new Gate(1);
  const door = Promise.withResolvers<void>();
  const first = gate.run(() => door.promise, NEVER);
  const controller = new AbortController();
  let ran = false;
  const second = gate.run(() => {
    ran = true;
    return Promise.resolve();
  }, controller.signal);
  const third = gate.run(() => Promise.resolve("third"), NEVER);
  controller.abort(new Error("left"));
  await assert.rejects(second, /left/);
  door.resolve();
  await first;
  assert.equal(await third, "third");
  assert.equal(ran, false);
});

Deno.test("Gate refuses a task when as many wait as may, and takes the next when one has left", async () => {
  const gate = new Gate(1, { maxWaiting: 2, refuse: () => new Error("busy") });
  const door = Promise.withResolvers<void>();
  const leaving = new AbortController();
  const running = gate.run(() => door.promise, NEVER);
  const left = gate.run(() => Promise.resolve(1), leaving.signal);
  const second = gate.run(() => Promise.resolve(2), NEVER);
  await assert.rejects(gate.run(() => Promise.resolve(3), NEVER), /busy/);
  leaving.abort(new Error("left"));
  await assert.rejects(left, /left/);
  const fourth = gate.run(() => Promise.resolve(4), NEVER);
  door.resolve();
  await running;
  assert.deepEqual([await second, await fourth], [2, 4]);
});

Deno.test("Gate tells how many run, and when the last has ended and none waits", async () => {
  const counts: number[] = [];
  const gate = new Gate(1, { onIdle: () => counts.push(gate.running) });
  const door = Promise.withResolvers<void>();
  const first = gate.run(() => door.promise, NEVER);
  const second = gate.run(() => Promise.resolve(counts.push(gate.running)), NEVER);
  assert.equal(gate.running, 1);
  door.resolve();
  await Promise.all([first, second]);
  assert.deepEqual(counts, [1, 0]);
});
