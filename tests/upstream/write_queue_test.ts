import assert from "node:assert/strict";
import { WriteQueue } from "../../src/upstream/write_queue.ts";
import { turn } from "../support/eventually.ts";
import { FakeClock } from "../support/fake_clock.ts";

function message(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** A queue whose messages are sent at once, and taken when the test says so. */
function watchedQueue() {
  const clock = new FakeClock();
  const stalled: string[] = [];
  const asked: (() => void)[] = [];
  const queue = new WriteQueue({
    clock,
    write: () => Promise.resolve(),
    flushed: () => new Promise((resolve) => asked.push(resolve)),
    onStalled: (reason) => stalled.push(reason),
  });
  return { clock, queue, stalled, asked };
}

/** A queue whose messages are never sent. */
function stuckQueue() {
  const clock = new FakeClock();
  const stalled: string[] = [];
  const queue = new WriteQueue({
    clock,
    write: () => new Promise(() => {}),
    flushed: () => new Promise(() => {}),
    onStalled: (reason) => stalled.push(reason),
  });
  return { clock, queue, stalled };
}

Deno.test("WriteQueue writes messages in order, large ones in pieces that are not mixed", async () => {
  const written: Uint8Array[] = [];
  const queue = new WriteQueue({
    clock: new FakeClock(),
    write: (bytes) => Promise.resolve(void written.push(bytes)),
    flushed: () => Promise.resolve(),
    onStalled: () => assert.fail("nothing stalls"),
  });
  const large = new Uint8Array(600_000).fill(65);
  await Promise.all([queue.add(large), queue.add(message("b")), queue.add(message("c"))]);
  assert.equal(written.length, 5);
  assert.deepEqual(written.slice(3), [message("b"), message("c")]);
});

Deno.test("WriteQueue gives up on a reader that takes nothing for 5 s, whether or not all was sent", async () => {
  const sent = watchedQueue();
  await sent.queue.add(message("call"), 1);
  const stuck = stuckQueue();
  const first = assert.rejects(stuck.queue.add(message("a"), 1), /did not read its input for 5 s/);
  const second = assert.rejects(stuck.queue.add(message("b")), /did not read its input for 5 s/);
  for (const { clock, stalled, queue } of [sent, stuck]) {
    clock.advance(5_999);
    assert.deepEqual(stalled, []);
    clock.advance(1);
    assert.deepEqual(stalled, ["it did not read its input for 5 s"]);
    await assert.rejects(queue.add(message("c")), /did not read/);
    assert.equal(clock.pending, 0);
  }
  await Promise.all([first, second]);
});

Deno.test("WriteQueue asks once a second, and only for messages whose answer is awaited", async () => {
  const { clock, queue, asked } = watchedQueue();
  await queue.add(message("notification"));
  clock.advance(10_000);
  assert.equal(asked.length, 0, "nobody waits for it");
  await queue.add(message("quick call"), 1);
  queue.answered(1);
  clock.advance(10_000);
  assert.equal(asked.length, 0, "it was answered within the second");
  await queue.add(message("call"), 2);
  clock.advance(4_000);
  assert.equal(asked.length, 1, "one question at a time");
  asked[0]?.();
  await turn();
  clock.advance(60_000);
  assert.equal(asked.length, 1, "all was taken");
  await queue.add(message("another call"), 3);
  clock.advance(1_000);
  assert.equal(asked.length, 2);
  queue.end("over");
  assert.equal(clock.pending, 0);
});

Deno.test("WriteQueue lets a slow reader be that takes something again and again", async () => {
  const { clock, queue, stalled, asked } = watchedQueue();
  for (let second = 0; second < 100; second++) {
    await queue.add(message("call"), second);
    clock.advance(1_000);
    if (second % 4 === 0) asked.at(-1)?.();
    await turn();
  }
  assert.deepEqual(stalled, []);
  queue.end("over");
});

Deno.test("WriteQueue waits longer for a reader that works on a request which it has taken whole", async () => {
  const { clock, queue, stalled, asked } = watchedQueue();
  await queue.add(message("call"), 1);
  clock.advance(1_000);
  asked[0]?.();
  await turn();
  await queue.add(message("call"), 2);
  clock.advance(31_000);
  assert.deepEqual(stalled, []);
  queue.answered(1);
  clock.advance(4_000);
  assert.deepEqual(stalled, [], "it may read now");
  clock.advance(1_000);
  assert.deepEqual(stalled, ["it did not read its input for 35 s"]);
});

Deno.test("WriteQueue gives up on a reader that works and reads nothing for 60 s", async () => {
  const { clock, queue, stalled, asked } = watchedQueue();
  await queue.add(message("call"), 1);
  clock.advance(1_000);
  asked[0]?.();
  await turn();
  await queue.add(message("call"), 2);
  clock.advance(60_999);
  assert.deepEqual(stalled, []);
  clock.advance(1);
  assert.deepEqual(stalled, ["it did not read its input for 60 s"]);
});

Deno.test("WriteQueue gives up on a deaf reader also when the call was taken back meanwhile", async () => {
  const { clock, queue, stalled } = watchedQueue();
  await queue.add(message("call"), 1);
  clock.advance(1_000);
  queue.answered(1);
  clock.advance(5_000);
  assert.deepEqual(stalled, ["it did not read its input for 5 s"]);
});

Deno.test("WriteQueue.end() fails what waits and what comes", async () => {
  const { queue } = stuckQueue();
  const waiting = assert.rejects(queue.add(message("a")), /gone/);
  await turn();
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
