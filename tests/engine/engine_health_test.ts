import assert from "node:assert/strict";

import { EngineHealth, FIRST_PAUSE_MS } from "../../src/engine/engine_health.ts";
import { ENGINE_NAMES } from "../../src/engines.ts";
import { FakeClock } from "../support/fake_clock.ts";

const REFUSED = { kind: "refused", reason: "exit code 125" } as const;
const HUNG = { kind: "hung", reason: "said nothing" } as const;

Deno.test("EngineHealth puts an engine that failed behind the others of its kind, not behind a weaker", () => {
  const health = new EngineHealth(new FakeClock());
  health.failed("podman", REFUSED);
  assert.deepEqual(health.order(ENGINE_NAMES), ["docker", "podman", "embedded"]);
  assert.equal(health.pauseOf("podman"), null);
  health.recovered("podman");
  assert.deepEqual(health.order(ENGINE_NAMES), ENGINE_NAMES);
});

Deno.test("EngineHealth leaves an engine alone after two failures in a row, or one that hung", () => {
  for (const failures of [[REFUSED, REFUSED], [HUNG]]) {
    const clock = new FakeClock();
    const health = new EngineHealth(clock);
    for (const failure of failures) health.failed("podman", failure);
    assert.match(health.pauseOf("podman")?.refusal ?? "", /tried again in 30 s/);
    clock.advance(FIRST_PAUSE_MS);
    assert.equal(health.pauseOf("podman"), null);
  }
});

Deno.test("EngineHealth leaves an engine alone longer each time, until it starts a sandbox", () => {
  const clock = new FakeClock();
  const health = new EngineHealth(clock);
  const pauses = Array.from({ length: 6 }, () => {
    health.failed("docker", HUNG);
    const end = health.nextRecovery() ?? 0;
    const pause = end - clock.monotonic();
    clock.advance(pause);
    return pause / 1000;
  });
  assert.deepEqual(pauses, [30, 60, 120, 240, 300, 300]);
  health.recovered("docker");
  health.failed("docker", REFUSED);
  assert.equal(health.pauseOf("docker"), null);
});

Deno.test("EngineHealth leaves an engine alone whose machine does not start, and keeps what to do", () => {
  const health = new EngineHealth(new FakeClock());
  health.failed("podman", { kind: "machine", reason: "does not start", remedy: "run: podman x" });
  assert.deepEqual(health.pauseOf("podman"), {
    refusal: "does not start; it is tried again in 30 s",
    remedy: "run: podman x",
  });
});
