import assert from "node:assert/strict";
import { callTimeMs } from "../../src/calls/call_deadline.ts";

Deno.test("callTimeMs() leaves the program a tenth of the run's time, at least a second", () => {
  assert.equal(callTimeMs({ remainingMs: 30_000 }), 27_000);
  assert.equal(callTimeMs({ remainingMs: 5_000 }), 4_000);
});

Deno.test("callTimeMs() is half of what is left of a very short run, and at least 1 ms", () => {
  assert.equal(callTimeMs({ remainingMs: 1_000 }), 500);
  assert.equal(callTimeMs({ remainingMs: 0 }), 1);
  assert.equal(callTimeMs({ remainingMs: -50 }), 1);
});

Deno.test("callTimeMs() takes a shorter time that was asked for, and never a longer one", () => {
  assert.equal(callTimeMs({ remainingMs: 30_000, timeoutMs: 50 }), 50);
  assert.equal(callTimeMs({ remainingMs: 30_000, timeoutMs: 60_000 }), 27_000);
});
