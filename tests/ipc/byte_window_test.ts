import assert from "node:assert/strict";
import { ByteWindow } from "../../src/ipc/byte_window.ts";

Deno.test("ByteWindow.send() sends at once while there is room", () => {
  const window = new ByteWindow(10);
  const sent: number[] = [];
  assert.equal(window.send(9, () => sent.push(1)), null);
  assert.equal(window.send(9, () => sent.push(2)), null);
  assert.notEqual(window.send(1, () => sent.push(3)), null);
  assert.deepEqual(sent, [1, 2]);
});

Deno.test("ByteWindow.ack() lets go only as many writers as there is room for, in order", async () => {
  const window = new ByteWindow(10);
  const sent: number[] = [];
  const all = [0, 1, 2, 3].map((value) => window.send(10, () => sent.push(value)));
  window.ack(10);
  assert.deepEqual(sent, [0, 1]);
  window.ack(10);
  // a writer that comes now must not overtake those that wait
  all.push(window.send(1, () => sent.push(4)));
  assert.deepEqual(sent, [0, 1, 2]);
  window.ack(10);
  window.ack(10);
  await Promise.all(all);
  assert.deepEqual(sent, [0, 1, 2, 3, 4]);
});

Deno.test("ByteWindow.fail() drops what waits and rejects every later send", async () => {
  const window = new ByteWindow(1);
  const sent: number[] = [];
  window.send(1, () => sent.push(1));
  const waiting = assert.rejects(window.send(1, () => sent.push(2)) ?? Promise.resolve(), /gone/);
  window.fail(new Error("gone"));
  await waiting;
  await assert.rejects(window.send(1, () => sent.push(3)) ?? Promise.resolve(), /gone/);
  window.ack(1);
  assert.deepEqual(sent, [1]);
});
