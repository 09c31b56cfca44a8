import assert from "node:assert/strict";
import { trySignal } from "../../src/system/deno_child_process.ts";
import { stopProcess } from "../../src/system/stop_process.ts";
import { createDenoSystem } from "../../src/system/deno_system.ts";
import type { ProcessExit, SignalResult } from "../../src/system/system.ts";
import { turn } from "../support/eventually.ts";
import { FakeClock } from "../support/fake_clock.ts";

const GRACE_MS = 300;
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
  return { clock, seen, process };
}

Deno.test("stopProcess() closes stdin and sends SIGTERM, and no more to a process that obeys", async () => {
  const { clock, seen, process } = createStage("SIGTERM");
  assert.equal(await stopProcess(process, { clock, graceMs: GRACE_MS }), null);
  assert.deepEqual(seen, ["close", "SIGTERM"]);
  assert.equal(clock.pending, 0);
});

Deno.test("stopProcess() sends SIGKILL after the grace, and at once when there is none", async () => {
  const slow = createStage("SIGKILL");
  const stopped = stopProcess(slow.process, { clock: slow.clock, graceMs: GRACE_MS });
  await turn();
  assert.deepEqual(slow.seen, ["close", "SIGTERM"]);
  slow.clock.advance(GRACE_MS);
  assert.equal(await stopped, null);
  const none = createStage("SIGKILL");
  assert.equal(await stopProcess(none.process, { clock: none.clock, graceMs: 0 }), null);
  assert.deepEqual(none.seen, ["close", "SIGKILL"]);
});

Deno.test("stopProcess() says why a process still runs that may not be signalled", async () => {
  const { clock, process } = createStage(null, "refused");
  const stopped = stopProcess(process, { clock, graceMs: 0 });
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
