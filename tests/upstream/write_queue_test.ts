import assert from "node:assert/strict";
import { WriteQueue } from "../../src/upstream/write_queue.ts";
import { FakeClock } from "../fakes/fake_system.ts";

function message(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Lets every promise that can settle do so. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

function stuckQueue() {
  const clock = new FakeClock();
  const stalled: string[] = [];
  const takes: (() => void)[] = [];
  const queue = new WriteQueue({
    clock,
    write: () => new Promise((resolve) => takes.push(resolve)),
    onStalled: (reason) => stalled.push(reason),
  });
  return { clock, queue, stalled, takes };
}

Deno.test("WriteQueue writes messages in order, large ones in pieces that are not mixed", async () => {
  const written: Uint8Array[] = [];
  const queue = new WriteQueue({
    clock: new FakeClock(),
    write: (bytes) => Promise.resolve(void written.push(bytes)),
    onStalled: () => assert.fail("nothing stalls"),
  });
  const large = new Uint8Array(600_000).fill(65);
  await Promise.all([queue.add(large), queue.add(message("b")), queue.add(message("c"))]);
  assert.equal(written.length, 5);
  assert.deepEqual(written.slice(3), [message("b"), message("c")]);
});

Deno.test("WriteQueue gives up on a reader that takes nothing for 5 s", async () => {
  const { clock, queue, stalled } = stuckQueue();
  const first = assert.rejects(queue.add(message("a")), /did not read its input for 5 s/);
  const second = assert.rejects(queue.add(message("b")), /did not read its input for 5 s/);
  await settle();
  clock.advance(4_999);
  assert.deepEqual(stalled, []);
  clock.advance(1);
  assert.deepEqual(stalled, ["it did not read its input for 5 s"]);
  await Promise.all([first, second]);
  assert.equal(clock.pending, 0);
});

Deno.test("WriteQueue waits longer for a reader that works on a request", async () => {
  const { clock, queue, stalled, takes } = stuckQueue();
  const first = queue.add(message("call"), 1);
  await settle();
  takes.shift()?.();
  await first;
  const second = queue.add(message("call"), 2);
  await settle();
  clock.advance(30_000);
  assert.deepEqual(stalled, []);
  queue.answered(1);
  const refused = assert.rejects(second, /did not read its input/);
  clock.advance(5_000);
  assert.equal(stalled.length, 1);
  await refused;
});

Deno.test("WriteQueue.end() fails what waits and what comes", async () => {
  const { queue } = stuckQueue();
  const waiting = assert.rejects(queue.add(message("a")), /gone/);
  await settle();
  queue.end("gone");
  await waiting;
  await assert.rejects(queue.add(message("b")), /gone/);
});

Deno.test("WriteQueue refuses more than 64 MiB that wait", async () => {
  const { queue } = stuckQueue();
  const first = assert.rejects(queue.add(new Uint8Array(60 * 1024 * 1024)), /over/);
  await assert.rejects(queue.add(new Uint8Array(5 * 1024 * 1024)), /wait for the server/);
  queue.end("over");
  await first;
});
