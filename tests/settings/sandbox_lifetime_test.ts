import assert from "node:assert/strict";
import {
  roomsLifetimeSeconds,
  sandboxLifetimeSeconds,
} from "../../src/settings/sandbox_lifetime.ts";

Deno.test("a sandbox lives as long as it may wait and a run may last", () => {
  const settings = { runtimeIdleTimeoutMs: 300_000, maxTimeoutMs: 120_500 };
  assert.equal(sandboxLifetimeSeconds(settings), 423);
});

Deno.test("a container with rooms takes a run of that length at the end of 15 minutes", () => {
  const settings = { runtimeIdleTimeoutMs: 300_000, maxTimeoutMs: 120_000 };
  assert.equal(roomsLifetimeSeconds(settings), 900 + 422);
});
