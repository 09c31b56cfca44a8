import assert from "node:assert/strict";
import type { StartFailure } from "../../src/engine/engine_health.ts";
import { START_GUARD_MS, StartWatch } from "../../src/launcher/start_watch.ts";
import { FakeClock } from "../support/fake_clock.ts";

const EXIT = { code: 125, signal: null };

function watch(reason: string | null = null) {
  const clock = new FakeClock();
  const heard: (StartFailure | "started" | "late")[] = [];
  const started = new StartWatch({
    clock,
    describeExit: () => reason,
    onLate: () => heard.push("late"),
    chosen: {
      engine: {
        name: "podman",
        start: () => Promise.reject(new Error("not asked for")),
        leftovers: () => Promise.resolve([]),
        clean: () => Promise.resolve({ removed: [], problem: null }),
      },
      state: { engine: "podman", attempts: [], advice: null },
      provisional: false,
      started: () => heard.push("started"),
      failed: (failure) => heard.push(failure),
    },
  });
  return { clock, heard, started };
}

Deno.test("StartWatch gives up a sandbox that says nothing in its time, and names the engine", () => {
  const { clock, heard, started } = watch();
  clock.advance(START_GUARD_MS - 1);
  assert.deepEqual(heard, []);
  assert.equal(started.hangs, true);
  clock.advance(1);
  const reason = "podman did not start a sandbox within 20 s";
  assert.deepEqual(heard, [{ kind: "hung", reason }, "late"]);
  assert.equal(started.describeExit(EXIT), reason);
});

Deno.test("StartWatch tells of the first word once, and blames the engine for nothing after it", () => {
  const { clock, heard, started } = watch();
  started.said();
  started.said();
  clock.advance(START_GUARD_MS);
  started.describeExit(EXIT);
  assert.deepEqual(heard, ["started"]);
  assert.equal(started.hangs, false);
  assert.equal(clock.pending, 0);
});

Deno.test("StartWatch blames the engine for an end before the first word", () => {
  const refused = watch("podman did not start a container");
  assert.equal(refused.started.describeExit(EXIT), "podman did not start a container");
  assert.deepEqual(refused.heard, [
    { kind: "refused", reason: "podman did not start a container" },
  ]);
  const silent = watch();
  assert.equal(silent.started.describeExit({ code: 1, signal: null }), null);
  assert.deepEqual(silent.heard, [
    { kind: "refused", reason: "a sandbox ended with exit code 1 before it was ready" },
  ]);
});

Deno.test("StartWatch does not blame the engine for a sandbox that the bridge has ended", () => {
  const { heard, started } = watch("it was killed");
  started.dismiss();
  started.describeExit(EXIT);
  assert.deepEqual(heard, []);
});
