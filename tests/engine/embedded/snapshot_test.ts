import assert from "node:assert/strict";
import {
  createFromSnapshot,
  packSnapshot,
  readSnapshot,
} from "../../../src/engine/embedded/child/snapshot.mjs";

const KIB = 1024;
const HEAD_BYTES = 12;

/** A snapshot in Pyodide's form: a head whose second word is its length, then the memory. */
function snapshotOf(memory: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(HEAD_BYTES + memory.length);
  new DataView(bytes.buffer).setUint32(4, HEAD_BYTES, true);
  bytes[HEAD_BYTES - 1] = 9;
  bytes.set(memory, HEAD_BYTES);
  return bytes;
}

function memoryWith(bytes: number, used: readonly (readonly [at: number, length: number])[]) {
  const memory = new Uint8Array(bytes);
  for (const [at, length] of used) memory.fill(7, at, at + length);
  return memory;
}

/** What a module has in its memory after a start, and what it was created with. */
async function start(packed: Uint8Array) {
  const snapshot = readSnapshot(packed);
  const api = { restoreSnapshot: (head: Uint8Array) => ({ head }) };
  const create = (settings: { INITIAL_MEMORY: number }) => {
    return Promise.resolve({ API: api, HEAPU8: new Uint8Array(settings.INITIAL_MEMORY) });
  };
  const original = api.restoreSnapshot;
  const { API, HEAPU8 } = await createFromSnapshot(create, snapshot)({ INITIAL_MEMORY: 1 });
  const state = API.restoreSnapshot(snapshot.head);
  return { memory: HEAPU8, state, isRestored: api.restoreSnapshot === original };
}

Deno.test("createFromSnapshot() gives a module the memory that packSnapshot() packed", async () => {
  for (
    const memory of [
      memoryWith(0, []),
      memoryWith(300 * KIB, []),
      memoryWith(300 * KIB, [[0, 300 * KIB]]),
      memoryWith(300 * KIB, [[0, 1], [299 * KIB, KIB]]),
      memoryWith(300 * KIB, [[70 * KIB + 1, 3], [70 * KIB + 10, 5], [200 * KIB, 1]]),
    ]
  ) {
    const whole = snapshotOf(memory);
    const started = await start(packSnapshot(whole));
    assert.deepEqual(started.memory, memory);
    assert.deepEqual(started.state, { head: whole.slice(0, HEAD_BYTES) });
    assert.ok(started.isRestored, "the memory is written once");
  }
});

Deno.test("packSnapshot() leaves out long runs of zeros, and no short ones", () => {
  const memory = memoryWith(400 * KIB, [[0, KIB], [2 * KIB, KIB], [300 * KIB, KIB]]);
  const { runs, memoryBytes } = readSnapshot(packSnapshot(snapshotOf(memory)));
  assert.equal(memoryBytes, memory.length);
  assert.deepEqual(runs.map(({ at, bytes }) => [at, bytes.length]), [
    [0, 3 * KIB],
    [300 * KIB, KIB],
  ]);
});

Deno.test("readSnapshot() aligns the head, of which Pyodide reads words", () => {
  const packed = packSnapshot(snapshotOf(memoryWith(100, [[3, 3]])));
  const moved = new Uint8Array(packed.length + 1);
  moved.set(packed, 1);
  const { head } = readSnapshot(moved.subarray(1));
  assert.equal(head.byteOffset % 4, 0);
});
