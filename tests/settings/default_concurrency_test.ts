import assert from "node:assert/strict";
import { defaultConcurrency } from "../../src/settings/default_concurrency.ts";

Deno.test("defaultConcurrency() is two for each processor, within half of the memory, and never none", () => {
  const GIB = 1024 ** 3;
  const of = (cpuCount: number, totalMemoryBytes: number) =>
    defaultConcurrency({ cpuCount, totalMemoryBytes }, GIB / 2);
  assert.equal(of(2, 16 * GIB), 4);
  assert.equal(of(16, 16 * GIB), 16);
  assert.equal(of(8, 3 * GIB), 3);
  assert.equal(of(8, GIB / 2), 1);
  assert.equal(of(1024, 4096 * GIB), 256);
});
