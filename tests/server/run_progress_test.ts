import assert from "node:assert/strict";
import type { WatchRun } from "../../src/sandbox/runner.ts";
import { tellProgress } from "../../src/server/run_progress.ts";
import { turn } from "../support/eventually.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { HELLO, ServedBridge } from "./connected_client.ts";

const CALL = { name: "run_python", arguments: { code: "1" } };

function bench({ notify = () => Promise.resolve() }: { notify?: () => Promise<void> } = {}) {
  const clock = new FakeClock();
  const sent: unknown[] = [];
  const controller = new AbortController();
  const stop = tellProgress({
    token: "t",
    notify: (notification) => {
      sent.push(notification.params);
      return notify();
    },
    describe: () => `after ${clock.monotonic()}`,
    clock,
    signal: controller.signal,
  });
  return { clock, sent, controller, stop };
}

Deno.test("tellProgress() tells every 5 s what the run does, with seconds that increase", async () => {
  const { clock, sent, stop } = bench();
  for (let step = 0; step < 3; step++) {
    clock.advance(4_999);
    await turn();
    assert.equal(sent.length, step);
    clock.advance(1);
    await turn();
  }
  assert.deepEqual(sent, [
    { progressToken: "t", progress: 5, message: "after 5000" },
    { progressToken: "t", progress: 10, message: "after 10000" },
    { progressToken: "t", progress: 15, message: "after 15000" },
  ]);
  await stop();
  assert.equal(clock.pending, 0);
  clock.advance(60_000);
  assert.equal(sent.length, 3);
});

Deno.test("tellProgress() ends when the request is taken back, and when nobody reads any more", async () => {
  const taken = bench();
  taken.controller.abort();
  assert.equal(taken.clock.pending, 0);
  await taken.stop();
  const gone = bench({ notify: () => Promise.reject(new Error("gone")) });
  gone.clock.advance(5_000);
  await turn();
  assert.equal(gone.clock.pending, 0);
  await gone.stop();
});

Deno.test("tellProgress() owes a client that does not read one notification, and the answer waits for it", async () => {
  const read = Promise.withResolvers<void>();
  const { clock, sent, stop } = bench({ notify: () => read.promise });
  clock.advance(60_000);
  assert.equal(sent.length, 1);
  let stopped = false;
  const stopping = stop().then(() => stopped = true);
  await turn();
  assert.ok(!stopped);
  read.resolve();
  await stopping;
  assert.equal(clock.pending, 0);
});

for (const mode of ["legacy", { pin: "2026-07-28" }] as const) {
  const era = JSON.stringify(mode);

  Deno.test(`startServer() tells progress to a client that gave a token, and nothing after the answer, ${era}`, async () => {
    const outcome = Promise.withResolvers<typeof HELLO>();
    const watched = Promise.withResolvers<Parameters<WatchRun>[0]>();
    const bridge = new ServedBridge({
      run: (_request, _signal, watch) => {
        watched.promise.then(watch);
        return outcome.promise;
      },
    });
    const client = await bridge.connect(mode);
    const told: unknown[] = [];
    const call = client.callTool(CALL, { onprogress: (progress) => void told.push(progress) });
    await bridge.clock.advanceUntil(() => told.length === 1, 5_000);
    watched.resolve(() => "2 calls made, now a.b");
    await turn();
    await bridge.clock.advanceUntil(() => told.length === 2, 5_000);
    const [first, second] = told as { progress: number; message: string }[];
    assert.equal(first?.message, "starting");
    assert.equal(second?.message, "2 calls made, now a.b");
    assert.ok((first?.progress ?? 0) < (second?.progress ?? 0));
    outcome.resolve(HELLO);
    await call;
    assert.equal(bridge.clock.pending, 0);
    assert.match(bridge.lines.at(-1) ?? "", /"result"/);
    await client.close();
    await bridge.server.closed;
  });

  Deno.test(`startServer() tells nothing without a token, and no more once a request is taken back, ${era}`, async () => {
    const bridge = new ServedBridge({
      run: (_request, signal) =>
        new Promise((resolve) => signal.addEventListener("abort", () => resolve(HELLO))),
    });
    const client = await bridge.connect(mode);
    const controller = new AbortController();
    const { signal } = controller;
    const silent = assert.rejects(client.callTool(CALL, { signal }));
    await turn();
    assert.equal(bridge.clock.pending, 0, "no timer without a token");
    const told: unknown[] = [];
    const onprogress = (progress: unknown) => void told.push(progress);
    const watched = assert.rejects(client.callTool(CALL, { signal, onprogress }));
    await bridge.clock.advanceUntil(() => told.length === 1, 5_000);
    controller.abort();
    await Promise.all([silent, watched]);
    await turn();
    assert.equal(bridge.clock.pending, 0);
    assert.equal(told.length, 1);
    await client.close();
    await bridge.server.closed;
  });
}
