import assert from "node:assert/strict";
import { ENGINES, enginesFor, RUNTIME_CHOICES } from "../src/engines.ts";

Deno.test("enginesFor() gives every engine by name, containers for container, and all in order for auto", () => {
  assert.deepEqual(
    Object.fromEntries(RUNTIME_CHOICES.map((choice) => [choice, enginesFor(choice)])),
    {
      auto: ["podman", "docker", "embedded"],
      container: ["podman", "docker"],
      podman: ["podman"],
      docker: ["docker"],
      embedded: ["embedded"],
    },
  );
});

Deno.test("engines of one kind share one cap on idle sandboxes", () => {
  const kinds = Map.groupBy(Object.values(ENGINES), ({ kind }) => kind);
  for (const [kind, engines] of kinds) {
    assert.equal(new Set(engines.map(({ readyCap }) => readyCap)).size, 1, kind);
    for (const { poolSize, readyCap } of engines) assert.ok(poolSize <= readyCap, kind);
  }
});
