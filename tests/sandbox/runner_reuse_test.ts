import assert from "node:assert/strict";
import { createPool } from "../../src/sandbox/pool.ts";
import { prepareSandbox } from "../../src/sandbox/prepared_sandbox.ts";
import { createRunGate, createRunner } from "../../src/sandbox/runner.ts";
import { NO_HANDLERS } from "../support/call_handlers.ts";
import { NO_PREPARATION } from "../support/no_preparation.ts";
import { turn } from "../support/eventually.ts";
import { FakeClock } from "../support/fake_clock.ts";
import {
  FakeSandbox,
  outputRecord,
  preparing,
  READY,
  READY_AGAIN,
  report,
} from "./fake_sandbox.ts";

const NEVER = new AbortController().signal;
const CALLERS = 8;
const RUNS = 12;

/** A sandbox that prints the code of each program and returns it. */
function createEcho(rooms: boolean): FakeSandbox {
  return new FakeSandbox((message, sandbox) => {
    if (message.type === "boot") sandbox.send(rooms ? READY_AGAIN : READY);
    if (message.type !== "execute" || !("code" in message)) return;
    sandbox.say(outputRecord(String(message.code)));
    sandbox.send({ type: "done", exitCode: 0, result: message.code });
    if (rooms) sandbox.offerReset();
    else sandbox.say(report());
  });
}

for (const rooms of [true, false]) {
  Deno.test(`createRunner() gives ${CALLERS} callers their own answers ${rooms ? "from no more processes" : "from a process for each"}`, async () => {
    const clock = new FakeClock();
    const started: FakeSandbox[] = [];
    const startSandbox = () => {
      const fake = createEcho(rooms);
      started.push(fake);
      return Promise.resolve(fake);
    };
    const gate = createRunGate(CALLERS, () => {});
    const pool = createPool({
      prepare: (signal) => prepareSandbox(preparing({ startSandbox }, clock), signal),
      size: () => Promise.resolve(2),
      maxSize: CALLERS,
      running: () => gate.running,
      claim: (wanted) => Promise.resolve(wanted),
      idleTimeoutMs: 60_000,
      clock,
      log: () => {},
    });
    const runner = createRunner({
      pool,
      clock,
      log: () => {},
      gate,
      useServers: () => () => {},
      lastEngine: () => "podman",
      preparation: NO_PREPARATION,
      servers: () => Promise.resolve([]),
      handlers: NO_HANDLERS,
    });
    pool.begin();
    const callers = Array.from({ length: CALLERS }, async (_, caller) => {
      for (let run = 0; run < RUNS; run++) {
        const code = `run ${run} of ${caller}`;
        const { stdout, result } = await runner({ code, servers: [], timeoutMs: 1_000 }, NEVER);
        assert.deepEqual([stdout.head, result], [code, code]);
      }
    });
    await Promise.all(callers);
    if (rooms) assert.ok(started.length <= CALLERS, `${started.length} processes`);
    else assert.ok(started.length >= CALLERS * RUNS, `${started.length} processes`);
    pool.close();
    clock.advance(60_000);
    await turn();
    assert.deepEqual(started.filter(({ ended }) => !ended), []);
    assert.equal(clock.pending, 0);
  });
}
