import assert from "node:assert/strict";
import { Emitter } from "../../src/bridge/emitter.ts";
import { type BridgeMessage, WINDOW_BYTES } from "../../src/ipc/messages.ts";
import { turn } from "../support/eventually.ts";

function createEmitter() {
  const posted: string[] = [];
  const emitter = new Emitter((message: BridgeMessage) => {
    assert.ok(message.op === "emit");
    posted.push(`${message.stream} ${message.bytes.length}`);
  });
  return { emitter, posted };
}

const FULL = new Uint8Array(WINDOW_BYTES);
const ONE = new Uint8Array(1);

Deno.test("Emitter has a window for each stream: an unread stderr does not hold stdout", async () => {
  const { emitter, posted } = createEmitter();
  await emitter.write("stderr", FULL);
  const waiting = emitter.write("stderr", ONE);
  await emitter.write("stdout", ONE);
  assert.deepEqual(posted, [`stderr ${WINDOW_BYTES}`, "stdout 1"]);
  emitter.ack("stdout", WINDOW_BYTES);
  await turn();
  assert.equal(posted.length, 2, "what stdout has room for is no room for stderr");
  emitter.ack("stderr", WINDOW_BYTES);
  await waiting;
  assert.equal(posted.at(-1), "stderr 1");
});

Deno.test("Emitter.flushed() waits for what was written to either stream", async () => {
  for (const stream of ["stdout", "stderr"] as const) {
    const { emitter, posted } = createEmitter();
    await emitter.write("stdout", FULL);
    await emitter.write("stderr", FULL);
    emitter.write(stream, ONE);
    let flushed = false;
    const flushing = emitter.flushed().then(() => flushed = true);
    await turn();
    assert.equal(flushed, false, stream);
    emitter.ack(stream, WINDOW_BYTES);
    await flushing;
    assert.equal(posted.at(-1), `${stream} 1`);
  }
});

Deno.test("Emitter.write() copies the bytes, which stay the caller's", async () => {
  const sent: Uint8Array[] = [];
  const emitter = new Emitter((message, transfer) => {
    assert.ok(message.op === "emit");
    sent.push(structuredClone(message.bytes, { transfer: transfer ?? [] }));
  });
  const bytes = new Uint8Array([1, 2, 3, 4]).subarray(1, 3);
  await emitter.write("stdout", bytes);
  assert.deepEqual(sent, [new Uint8Array([2, 3])]);
  assert.deepEqual(bytes, new Uint8Array([2, 3]));
});
