// @ts-check
// deno-lint-ignore-file explicit-module-boundary-types -- JSDoc has the types

/**
 * The memory snapshot of a loaded interpreter, packed: without the stack that nothing has used and
 * the end of the heap, which are a third of it. Every start reads and copies what is in the file.
 *
 * Pyodide's snapshot is a head and the whole memory. The packed form is, in 32-bit little-endian
 * numbers, the bytes of the head, the bytes of the memory, the number of runs, and address and
 * length of each run; then the head, then the bytes of the runs.
 */

/** Zeros that are not stored: fewer are cheaper to copy than to skip. */
const SKIPPED_BYTES = 64 * 1024;
/** Index of the number in Pyodide's head that is the head's length. */
const HEAD_BYTES_AT = 1;
const NUMBERS = 3;
const WORD = 4;

/**
 * @typedef {object} Snapshot
 * @property {Uint8Array} head what Pyodide reads before it copies the memory
 * @property {number} memoryBytes size of the memory
 * @property {readonly { at: number, bytes: Uint8Array }[]} runs what the memory contains; all other
 *   bytes are zero
 */

/**
 * Packs a snapshot as Pyodide makes it.
 *
 * @param {Uint8Array} snapshot
 * @returns {Uint8Array}
 */
export function packSnapshot(snapshot) {
  const headBytes = wordAt(snapshot, HEAD_BYTES_AT);
  const memory = snapshot.subarray(headBytes);
  const runs = findRuns(memory);
  const table = Uint32Array.from([
    headBytes,
    memory.length,
    runs.length,
    ...runs.flatMap(({ at, bytes }) => [at, bytes.length]),
  ]);
  const parts = [
    new Uint8Array(table.buffer),
    snapshot.subarray(0, headBytes),
    ...runs.map(({ bytes }) => bytes),
  ];
  const packed = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const part of parts) {
    packed.set(part, end);
    end += part.length;
  }
  return packed;
}

/**
 * Reads a packed snapshot, without a copy of the memory.
 *
 * @param {Uint8Array} packed
 * @returns {Snapshot}
 */
export function readSnapshot(packed) {
  const headBytes = wordAt(packed, 0);
  const memoryBytes = wordAt(packed, 1);
  const count = wordAt(packed, 2);
  let end = (NUMBERS + 2 * count) * WORD;
  const take = (/** @type {number} */ length) => packed.subarray(end, end += length);
  // Pyodide reads words of it, which must be aligned
  const head = take(headBytes).slice();
  const runs = Array.from({ length: count }, (_, index) => ({
    at: wordAt(packed, NUMBERS + 2 * index),
    bytes: take(wordAt(packed, NUMBERS + 2 * index + 1)),
  }));
  return { head, memoryBytes, runs };
}

/**
 * Has the module that `create` makes take its memory from a snapshot of which Pyodide itself is
 * given the head alone.
 *
 * The rest of a new module's memory stays as it is: what a module writes when it is created lies in
 * the runs, because the module of the snapshot was created in the same way.
 *
 * @param {(settings: any) => Promise<any>} create Pyodide's `createPyodideModule`
 * @param {Snapshot} snapshot
 */
export function createFromSnapshot(create, { memoryBytes, runs }) {
  return async (/** @type {{ INITIAL_MEMORY?: number }} */ settings) => {
    // Pyodide took the length of the head for it
    settings.INITIAL_MEMORY = memoryBytes;
    const module = await create(settings);
    const { API: api } = module;
    const { restoreSnapshot } = api;
    api.restoreSnapshot = (/** @type {Uint8Array} */ head) => {
      api.restoreSnapshot = restoreSnapshot;
      const state = restoreSnapshot(head);
      for (const { at, bytes } of runs) module.HEAPU8.set(bytes, at);
      return state;
    };
    return module;
  };
}

/**
 * The parts of a memory between long runs of zeros.
 *
 * @param {Uint8Array} memory
 */
function findRuns(memory) {
  /** @type {{ at: number, bytes: Uint8Array }[]} */
  const runs = [];
  let start = 0;
  while (true) {
    start = nextUsed(memory, start);
    if (start === memory.length) return runs;
    let end = start;
    // a run ends before the first long run of zeros
    while (nextUsed(memory, end) < Math.min(end + SKIPPED_BYTES, memory.length)) {
      end = nextUsed(memory, end) + 1;
    }
    runs.push({ at: start, bytes: memory.subarray(start, end) });
    start = end;
  }
}

/**
 * Index of the first byte from `start` on that is not zero, or the length.
 *
 * @param {Uint8Array} memory
 * @param {number} start
 */
function nextUsed(memory, start) {
  let at = start;
  while (at < memory.length && memory[at] === 0) at++;
  return at;
}

/**
 * @param {Uint8Array} bytes
 * @param {number} index
 */
function wordAt(bytes, index) {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(index * WORD, true);
}
