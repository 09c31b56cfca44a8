import assert from "node:assert/strict";
import { WINDOW_BYTES } from "../../src/ipc/messages.ts";
import { OutgoingBytes } from "../../src/bridge/outgoing_bytes.ts";
import { turn } from "../support/eventually.ts";

function outgoing(): { bytes: OutgoingBytes; sent: Uint8Array[] } {
  const sent: Uint8Array[] = [];
  return { bytes: new OutgoingBytes((chunk) => sent.push(chunk)), sent };
}

Deno.test("OutgoingBytes sends what is written in one turn as one, in order", async () => {
  const { bytes, sent } = outgoing();
  await Promise.all([1, 2, 3].map((value) => bytes.write(new Uint8Array([value]))));
  await turn();
  assert.deepEqual(sent, [new Uint8Array([1, 2, 3])]);
});

Deno.test("OutgoingBytes sends no more of a buffer than was written", async () => {
  const { bytes, sent } = outgoing();
  await bytes.write(new Uint8Array(1_000).subarray(10, 12));
  await turn();
  assert.equal(sent[0]?.buffer.byteLength, 2);
});

Deno.test("OutgoingBytes.flush() sends at once what was written", () => {
  const { bytes, sent } = outgoing();
  bytes.write(new Uint8Array([7]));
  bytes.flush();
  assert.deepEqual(sent, [new Uint8Array([7])]);
  bytes.flush();
  assert.equal(sent.length, 1);
});

Deno.test("OutgoingBytes.write() waits while too much is under way, and keeps the order", async () => {
  const { bytes, sent } = outgoing();
  const written: number[] = [];
  const write = (value: number, size: number) =>
    bytes.write(new Uint8Array(size).fill(value)).then(() => written.push(value));
  const all = [write(1, WINDOW_BYTES), write(2, 1), write(3, 1)];
  await turn();
  assert.deepEqual(written, [1]);
  bytes.ack(WINDOW_BYTES);
  // this one finds room, and must not overtake those that have waited for it
  all.push(write(4, 1));
  await Promise.all(all);
  await turn();
  assert.deepEqual(sent.slice(1).flatMap((chunk) => [...chunk]), [2, 3, 4]);
});

Deno.test("OutgoingBytes lets go no more at once than may be under way", async () => {
  const { bytes, sent } = outgoing();
  const quarter = WINDOW_BYTES / 4;
  const all = Array.from(
    { length: 64 },
    (_, value) => bytes.write(new Uint8Array(quarter).fill(value)),
  );
  for (let taken = 0; taken < 64 * quarter; taken += quarter) {
    await turn();
    const total = sent.reduce((sum, chunk) => sum + chunk.length, 0);
    assert.ok(total - taken <= WINDOW_BYTES, `${total - taken} bytes are under way`);
    bytes.ack(quarter);
  }
  await Promise.all(all);
  const firsts = sent.flatMap((chunk) =>
    Array.from({ length: chunk.length / quarter }, (_, index) => chunk[index * quarter])
  );
  assert.deepEqual(firsts, Array.from({ length: 64 }, (_, value) => value));
});

Deno.test("OutgoingBytes.fail() ends the waiting and refuses what comes", async () => {
  const { bytes } = outgoing();
  await bytes.write(new Uint8Array(WINDOW_BYTES));
  const waiting = assert.rejects(bytes.write(new Uint8Array(1)), /gone/);
  bytes.fail(new Error("gone"));
  await waiting;
  await assert.rejects(bytes.write(new Uint8Array(1)), /gone/);
});
