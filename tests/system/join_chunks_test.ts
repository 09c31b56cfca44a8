import assert from "node:assert/strict";
import { joinChunks } from "../../src/system/join_chunks.ts";

Deno.test("joinChunks() copies the chunks in order into a buffer of their own", () => {
  const large = new Uint8Array([0, 1, 2, 3]);
  const joined = joinChunks([large.subarray(1, 3), new Uint8Array(), new Uint8Array([9])]);
  assert.deepEqual(joined, new Uint8Array([1, 2, 9]));
  assert.equal(joined.buffer.byteLength, 3);
  const one = joinChunks([large]);
  assert.deepEqual(one, large);
  assert.notEqual(one.buffer, large.buffer);
  assert.deepEqual(joinChunks([]), new Uint8Array());
});
