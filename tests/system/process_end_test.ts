import assert from "node:assert/strict";
import { trySignal } from "../../src/system/deno_child_process.ts";
import { AT_ONCE, ProcessEnd } from "../../src/system/process_end.ts";
import { createDenoSystem } from "../../src/system/deno_system.ts";
import type { ProcessExit, SignalResult } from "../../src/system/system.ts";
import { FakeClock } from "../support/fake_clock.ts";

/** Exit codes of a process that a signal ended. */
const CODES: Readonly<Record<string, number>> = { SIGTERM: 143, SIGKILL: 137 };

function createStage(obeys: string | null, result: SignalResult = "sent") {
  const clock = new FakeClock();
  const seen: string[] = [];
  const exited = Promise.withResolvers<ProcessExit>();
  const process = {
    pid: 7,
    exited: exited.promise,
    closeInput() {
      seen.push("close");
      return Promise.resolve();
    },
    kill(signal: string): SignalResult {
      seen.push(signal);
      if (signal === obeys) exited.resolve({ code: CODES[signal] ?? 1, signal });
      return result;
    },
  };
  return { clock, seen, exited, end: new ProcessEnd({ process, clock }) };
}

Deno.test("ProcessEnd sends SIGTERM at its time, and no more to a process that obeys", async () => {
  const { clock, seen, end } = createStage("SIGTERM");
  const ended = end.begin({ terminateMs: 300, killMs: 600 });
  clock.advance(299);
  assert.deepEqual(seen, []);
  clock.advance(1);
  assert.equal(await ended, null);
  assert.deepEqual(seen, ["close", "SIGTERM"]);
  assert.equal(clock.pending, 0);
});

Deno.test("ProcessEnd sends SIGKILL to a process that goes on, and alone when no time is left", async () => {
  const slow = createStage("SIGKILL");
  const ended = slow.end.begin({ terminateMs: 0, killMs: 300 });
  assert.deepEqual(slow.seen, ["close", "SIGTERM"]);
  slow.clock.advance(300);
  assert.equal(await ended, null);
  assert.deepEqual(slow.seen, ["close", "SIGTERM", "close", "SIGKILL"]);
  const none = createStage("SIGKILL");
  assert.equal(await none.end.begin(AT_ONCE), null);
  assert.deepEqual(none.seen, ["close", "SIGKILL"]);
});

Deno.test("ProcessEnd.begin() brings an end forward, counted from the first, and never delays it", async () => {
  const { clock, seen, end } = createStage("SIGKILL");
  const first = end.begin({ terminateMs: 5_000, killMs: 10_000 });
  clock.advance(600);
  const second = end.begin({ terminateMs: 1_000, killMs: 4_000 });
  clock.advance(400);
  assert.deepEqual(seen, ["close", "SIGTERM"]);
  void end.begin({ terminateMs: 5_000, killMs: 10_000 });
  clock.advance(3_000);
  assert.deepEqual(await Promise.all([first, second]), [null, null]);
  assert.equal(seen.at(-1), "SIGKILL");
  assert.equal(clock.pending, 0);
});

Deno.test("ProcessEnd leaves a process alone that ends before its time", async () => {
  const { clock, seen, end, exited } = createStage(null);
  const ended = end.begin({ terminateMs: 5_000, killMs: 10_000 });
  exited.resolve({ code: 0, signal: null });
  assert.equal(await ended, null);
  assert.deepEqual([seen, clock.pending], [[], 0]);
});

Deno.test("ProcessEnd says why a process still runs that may not be signalled", async () => {
  const { clock, end } = createStage(null, "refused");
  const stopped = end.begin(AT_ONCE);
  clock.advance(60_000);
  assert.match(await stopped ?? "", /process 7: it belongs to another user/);
});

Deno.test("trySignal() takes a refusal and an end for answers", () => {
  const failing = (error: Error) => () => {
    throw error;
  };
  assert.equal(trySignal(() => {}), "sent");
  assert.equal(trySignal(failing(new Deno.errors.PermissionDenied("EPERM"))), "refused");
  assert.equal(trySignal(failing(new Deno.errors.NotFound("ESRCH"))), "ended");
});

Deno.test("System.processExists() tells processes that run from those that do not", async () => {
  const system = createDenoSystem();
  assert.equal(await system.processExists(system.pid), true);
  assert.equal(await system.processExists(4_194_305), false);
});
