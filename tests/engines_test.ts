import assert from "node:assert/strict";
import { defaultPoolSize, ENGINES, enginesFor, RUNTIME_CHOICES } from "../src/engines.ts";

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
    for (const { poolSize, roomyPoolSize, readyCap } of engines) {
      assert.ok(poolSize <= roomyPoolSize && roomyPoolSize <= readyCap, kind);
    }
  }
});

Deno.test("defaultPoolSize() keeps a second embedded sandbox where the machine has 8 GB", () => {
  assert.equal(defaultPoolSize("embedded", 4e9), 1);
  assert.equal(defaultPoolSize("embedded", 8e9), 2);
  assert.equal(defaultPoolSize("podman", 4e9), defaultPoolSize("podman", 8e9));
});
