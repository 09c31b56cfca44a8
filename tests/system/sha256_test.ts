import assert from "node:assert/strict";
import { sha256 } from "../../src/system/sha256.ts";

Deno.test("sha256() hashes bytes and text alike", async () => {
  const sum = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  assert.equal(await sha256("abc"), sum);
  assert.equal(await sha256(new TextEncoder().encode("-abc-").subarray(1, 4)), sum);
});
