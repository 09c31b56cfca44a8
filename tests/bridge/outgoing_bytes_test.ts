import assert from "node:assert/strict";
import { WINDOW_BYTES } from "../../src/bridge/messages.ts";
import { OutgoingBytes } from "../../src/bridge/outgoing_bytes.ts";

function outgoing(): { bytes: OutgoingBytes; sent: Uint8Array[] } {
  const sent: Uint8Array[] = [];
  return { bytes: new OutgoingBytes((chunk) => sent.push(chunk)), sent };
}

const turn = () => new Promise<void>((resolve) => setTimeout(resolve));

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
  bytes.taken(WINDOW_BYTES);
  // this one finds room, and must not overtake those that have waited for it
  all.push(write(4, 1));
  await Promise.all(all);
  await turn();
  assert.deepEqual(sent.slice(1).flatMap((chunk) => [...chunk]), [2, 3, 4]);
});

Deno.test("OutgoingBytes.fail() ends the waiting and refuses what comes", async () => {
  const { bytes } = outgoing();
  await bytes.write(new Uint8Array(WINDOW_BYTES));
  const waiting = assert.rejects(bytes.write(new Uint8Array(1)), /gone/);
  bytes.fail(new Error("gone"));
  await waiting;
  await assert.rejects(bytes.write(new Uint8Array(1)), /gone/);
});
