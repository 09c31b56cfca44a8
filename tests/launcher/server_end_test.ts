/** How much time servers have to end, by the reason why they are ended. */

import assert from "node:assert/strict";
import type { Ending } from "../../src/launcher/child_relay.ts";
import { ProcessTable } from "../../src/launcher/process_table.ts";
import { ServerEnd, type StartedServer } from "../../src/launcher/server_end.ts";
import type { ProcessExit, SignalResult } from "../../src/system/system.ts";
import { turn } from "../support/eventually.ts";
import { FakeClock } from "../support/fake_clock.ts";

/** A server that only SIGKILL ends; what is done to it, with the time. */
function stubborn() {
  const clock = new FakeClock();
  const seen: string[] = [];
  const exited = Promise.withResolvers<ProcessExit>();
  const empty = () => new ReadableStream<Uint8Array>({ start: (stream) => stream.close() });
  const process: StartedServer = {
    pid: 7,
    stdout: empty(),
    stderr: empty(),
    exited: exited.promise,
    write: () => Promise.resolve(),
    closeInput() {
      if (!seen.includes("stdin 0")) seen.push(`stdin ${clock.monotonic()}`);
      return Promise.resolve();
    },
    kill(signal): SignalResult {
      seen.push(`${signal} ${clock.monotonic()}`);
      if (signal === "SIGKILL") exited.resolve({ code: 137, signal });
      return "sent";
    },
  };
  return { clock, seen, process };
}

const TIMES: Readonly<Record<Ending, readonly string[]>> = {
  stop: ["stdin 5000", "SIGTERM 5000", "stdin 10000", "SIGKILL 10000"],
  bridge: ["stdin 0", "SIGTERM 1000", "SIGKILL 4000"],
  broken: ["stdin 0", "SIGTERM 0", "SIGKILL 300"],
  now: ["stdin 0", "SIGKILL 0"],
};

for (const [ending, times] of Object.entries(TIMES) as [Ending, readonly string[]][]) {
  Deno.test(`ServerEnd gives a server its time: ${ending}`, async () => {
    const { clock, seen, process } = stubborn();
    const ended = new ServerEnd({ name: "a", process, clock, log: () => {} }).begin(ending);
    clock.advance(60_000);
    await ended;
    assert.deepEqual(seen, times);
    assert.equal(clock.pending, 0);
  });
}

/** A table with one running server. */
async function tableOf({ clock, process }: ReturnType<typeof stubborn>): Promise<ProcessTable> {
  const table = new ProcessTable({
    post: () => {},
    clock,
    log: () => {},
    engine: () => new Promise(() => {}),
    engineState: () => new Promise(() => {}),
    openBrowser: () => Promise.resolve(),
    claimReady: () => Promise.resolve(0),
    startServer: () => Promise.resolve(process),
    onExcess: () => {},
  });
  table.handle({ op: "start_server", id: 1, name: "a" });
  await turn();
  return table;
}

Deno.test("ProcessTable closes the stdin of a server that is stopped, and signals it later", async () => {
  const stage = stubborn();
  const table = await tableOf(stage);
  table.handle({ op: "stop", id: 1 });
  assert.deepEqual(stage.seen, ["stdin 0"]);
  stage.clock.advance(4_999);
  assert.deepEqual(stage.seen, ["stdin 0"]);
  stage.clock.advance(5_001);
  assert.deepEqual(stage.seen, ["stdin 0", "SIGTERM 5000", "SIGKILL 10000"]);
  await table.close();
});

Deno.test("ProcessTable.close() counts the time from the stop of a server, endNow() waits for nothing", async () => {
  const stopped = stubborn();
  const first = await tableOf(stopped);
  first.handle({ op: "stop", id: 1 });
  stopped.clock.advance(600);
  const closed = first.close();
  await stopped.clock.advanceUntil(() => stopped.seen.includes("SIGKILL 4000"), 100);
  await closed;
  assert.deepEqual(stopped.seen, ["stdin 0", "SIGTERM 1000", "SIGKILL 4000"]);

  const hurried = stubborn();
  const second = await tableOf(hurried);
  const slowly = second.close();
  await Promise.all([second.endNow(), slowly]);
  assert.deepEqual(hurried.seen, ["stdin 0", "SIGKILL 0"]);
});
