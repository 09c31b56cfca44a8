import assert from "node:assert/strict";
import { mostSandboxes } from "../../src/engine/most_sandboxes.ts";

Deno.test("mostSandboxes() counts the programs at once and the idle sandboxes that may wait beside them", () => {
  const podman = (maxConcurrency: number, poolSize: number | null) =>
    mostSandboxes("podman", { maxConcurrency, poolSize });
  assert.equal(podman(1, null), 1 + 2);
  assert.equal(podman(4, null), 4 + 4, "as many as ran at once are kept");
  assert.equal(podman(100, null), 100 + 8, "all bridges together keep no more");
  assert.equal(podman(4, 0), 4);
  assert.equal(podman(4, 10), 4 + 10);
  assert.equal(mostSandboxes("embedded", { maxConcurrency: 100, poolSize: null }), 100 + 3);
});
