import assert from "node:assert/strict";
import { IncomingBytes } from "../../src/bridge/incoming_bytes.ts";
import { ACK_STEP_BYTES } from "../../src/ipc/messages.ts";
import { turn } from "../support/eventually.ts";

Deno.test("IncomingBytes.drain() hands over what came before it and what comes after, in order", async () => {
  const source = new IncomingBytes(() => {});
  const seen: number[] = [];
  source.push(new Uint8Array([1]));
  source.push(new Uint8Array([2]));
  const drained = source.drain((chunk) => void seen.push(...chunk));
  source.push(new Uint8Array([3]));
  source.end();
  await drained;
  assert.deepEqual(seen, [1, 2, 3]);
});

Deno.test("IncomingBytes says how much was taken, in steps, and nothing of what nobody took", () => {
  const taken: number[] = [];
  const source = new IncomingBytes((bytes) => taken.push(bytes));
  source.push(new Uint8Array(ACK_STEP_BYTES));
  assert.deepEqual(taken, []);
  source.drain(() => {});
  assert.deepEqual(taken, [ACK_STEP_BYTES]);
  source.push(new Uint8Array(ACK_STEP_BYTES - 1));
  assert.equal(taken.length, 1);
  source.push(new Uint8Array(2));
  assert.deepEqual(taken, [ACK_STEP_BYTES, ACK_STEP_BYTES + 1]);
});

Deno.test("IncomingBytes.drain() rejects when its reader fails, and takes the rest away", async () => {
  const taken: number[] = [];
  const source = new IncomingBytes((bytes) => taken.push(bytes));
  let calls = 0;
  const drained = source.drain(() => {
    calls++;
    throw new Error("no reader");
  });
  source.push(new Uint8Array(1));
  source.push(new Uint8Array(ACK_STEP_BYTES));
  await assert.rejects(drained, /no reader/);
  assert.equal(calls, 1);
  assert.deepEqual(taken, [ACK_STEP_BYTES + 1]);
});

Deno.test("IncomingBytes.drain() waits with the next chunk until the last one is taken", async () => {
  const acked: number[] = [];
  const source = new IncomingBytes((bytes) => acked.push(bytes));
  const seen: number[] = [];
  const takes: PromiseWithResolvers<void>[] = [];
  const drained = source.drain((chunk) => {
    seen.push(chunk.length);
    const take = Promise.withResolvers<void>();
    takes.push(take);
    return take.promise;
  });
  for (const more of [0, 1, 2]) source.push(new Uint8Array(ACK_STEP_BYTES + more));
  source.end();
  for (const count of [1, 2, 3]) {
    await turn();
    assert.deepEqual([seen.length, acked.length], [count, count - 1]);
    takes[count - 1]?.resolve();
  }
  await drained;
  assert.deepEqual(acked, [0, 1, 2].map((more) => ACK_STEP_BYTES + more));
});

Deno.test("IncomingBytes.drain() rejects when a chunk is refused later, and takes the rest away", async () => {
  const acked: number[] = [];
  const source = new IncomingBytes((bytes) => acked.push(bytes));
  let calls = 0;
  const drained = source.drain(() => {
    calls++;
    return Promise.reject(new Error("no reader"));
  });
  source.push(new Uint8Array(1));
  source.push(new Uint8Array(ACK_STEP_BYTES));
  await assert.rejects(drained, /no reader/);
  await turn();
  assert.deepEqual([calls, acked], [1, [ACK_STEP_BYTES + 1]]);
});
