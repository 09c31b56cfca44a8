import assert from "node:assert/strict";
import { NO_HANDLERS } from "../support/call_handlers.ts";
import { NO_PREPARATION } from "../support/no_preparation.ts";
import { EngineError, UsageError } from "../../src/errors.ts";
import type { RunHandlers } from "../../src/rpc/channel.ts";
import { TELL_EMBEDDED_MS } from "../../src/sandbox/run.ts";
import type { PreparedSandbox } from "../../src/sandbox/sandbox_line.ts";
import {
  createRunGate,
  createRunner,
  MAX_WAITING_RUNS,
  type Runner,
  START_GRACE_MS,
} from "../../src/sandbox/runner.ts";
import { eventually, turn } from "../support/eventually.ts";
import { orAborted } from "../../src/system/waiting.ts";
import { FakeClock } from "../support/fake_clock.ts";

const NEVER = new AbortController().signal;

interface Bench {
  readonly runner: Runner;
  readonly clock: FakeClock;
  /** Code of the programs that were begun, in order. */
  readonly begun: string[];
  /** Ends the program that was begun as the n-th. */
  finish(index: number): void;
  /** Sandboxes given back. */
  returned: number;
}

/** Programs run until the test ends them. */
function createBench(
  maxConcurrency: number,
  { starts = true, preparation = NO_PREPARATION, leastStartMs }: {
    starts?: boolean;
    preparation?: typeof NO_PREPARATION;
    leastStartMs?: number;
  } = {},
): Bench {
  const clock = new FakeClock();
  const ends: (() => void)[] = [];
  const begun: string[] = [];
  const bench: Bench = {
    clock,
    begun,
    returned: 0,
    finish: (index) => ends[index]?.(),
    runner: createRunner({
      gate: createRunGate(maxConcurrency, () => {}),
      clock,
      log: () => {},
      useServers: () => () => {},
      lastEngine: () => "podman",
      preparation,
      leastStartMs,
      servers: () => Promise.resolve([]),
      handlers: NO_HANDLERS,
      pool: {
        giveBack: () => void bench.returned++,
        take: (signal) => {
          if (!starts) return orAborted(new Promise<never>(() => {}), signal);
          const exited = Promise.withResolvers<{ code: number; signal: null }>();
          const end = () => exited.resolve({ code: 0, signal: null });
          const sandbox = {
            process: {
              engine: "embedded",
              kill: end,
              closeInput: end,
              exited: exited.promise,
            },
            ended: exited.promise,
            broken: new Promise(() => {}),
            reported: new Promise(() => {}),
            diagnostics: () => "",
            channel: {
              close: () => {},
              expire: () => {},
              execute: ({ code }: { code: string }, handlers: RunHandlers) => {
                begun.push(code);
                ends.push(() => {
                  handlers.onDone({ type: "done", exitCode: 0 });
                  end();
                });
                return Promise.resolve();
              },
            },
          };
          // a run touches nothing else of a sandbox
          return Promise.resolve(sandbox as unknown as PreparedSandbox);
        },
      },
    }),
  };
  return bench;
}

const request = (code: string) => ({ code, servers: [], timeoutMs: 1_000 });

Deno.test("createRunner() lets so many programs run at once, and the rest in the order they came", async () => {
  const { runner, begun, finish } = createBench(2);
  const runs = ["a", "b", "c", "d"].map((code) => runner(request(code), NEVER));
  await turn();
  assert.deepEqual(begun, ["a", "b"]);
  finish(1);
  await turn();
  assert.deepEqual(begun, ["a", "b", "c"]);
  finish(0);
  await turn();
  finish(2);
  finish(3);
  const outcomes = await Promise.all(runs);
  assert.deepEqual(outcomes.map(({ status }) => status), Array(4).fill("success"));
});

Deno.test("createRunner() counts a program's time from its turn on", async () => {
  const { runner, clock, finish } = createBench(1);
  const first = runner({ ...request("a"), timeoutMs: 100_000 }, NEVER);
  const second = runner(request("b"), NEVER);
  await turn();
  clock.advance(60_000);
  finish(0);
  await first;
  await turn();
  clock.advance(999);
  finish(1);
  const { status, durationMs } = await second;
  assert.deepEqual([status, durationMs], ["success", 999]);

  const third = runner(request("c"), NEVER);
  await turn();
  clock.advance(1_000);
  clock.advance(TELL_EMBEDDED_MS);
  assert.equal((await third).status, "timeout");
});

Deno.test("createRunner() waits for a sandbox no longer than the program's time and a grace", async () => {
  const { runner, clock } = createBench(1, { starts: false });
  const run = runner({ ...request("a"), timeoutMs: 6_000 }, NEVER);
  const refused = assert.rejects(
    run,
    (error) =>
      error instanceof EngineError && error.code === "SANDBOX_START_FAILED" &&
      /podman had no sandbox ready within 6.75 s/.test(error.message),
  );
  await turn();
  clock.advance(6_000 + START_GRACE_MS);
  await refused;
  assert.equal(clock.pending, 0);
});

Deno.test("createRunner() waits for a first start as long as a command may", async () => {
  const { runner, clock } = createBench(1, { starts: false, leastStartMs: 120_000 });
  let over = false;
  const run = runner(request("a"), NEVER).catch(() => over = true);
  await turn();
  clock.advance(119_999);
  await turn();
  assert.equal(over, false);
  clock.advance(1);
  await run;
  assert.equal(over, true);
});

Deno.test("createRunner() forgets a program whose request is taken back while it waits", async () => {
  const bench = createBench(1);
  const { runner, begun, finish } = bench;
  const first = runner(request("a"), NEVER);
  const controller = new AbortController();
  const second = runner(request("b"), controller.signal);
  const third = runner(request("c"), NEVER);
  await turn();
  controller.abort(new Error("taken back"));
  await assert.rejects(second, /taken back/);
  finish(0);
  await first;
  await turn();
  assert.deepEqual(begun, ["a", "c"]);
  finish(1);
  await third;
  assert.equal(bench.returned, 2);
});

Deno.test("createRunner() refuses past its bound with both numbers, and tells a bad request at once", async () => {
  const { runner, begun, finish } = createBench(3);
  const runs = Array.from(
    { length: 3 + MAX_WAITING_RUNS },
    (_, index) => runner(request(String(index)), NEVER),
  );
  await turn();
  await assert.rejects(
    runner(request("one more"), NEVER),
    (error) =>
      error instanceof EngineError && error.code === "BUSY" &&
      /3 run and 256 wait/.test(error.message),
  );
  await assert.rejects(
    runner({ ...request("bad"), servers: ["nobody"] }, NEVER),
    (error) => error instanceof UsageError && /nobody/.test(error.message),
  );
  for (let index = 0; index < runs.length; index++) {
    await eventually(`program ${index} began`, () => begun.length > index);
    finish(index);
  }
  await Promise.all(runs);
});

Deno.test("createRunner() lets who watches a run ask at any time what it does", async () => {
  const { runner, begun, finish } = createBench(1);
  const first = runner(request("a"), NEVER);
  await eventually("the first program runs", () => begun.length === 1);
  let describe = () => "";
  const second = runner(request("b"), NEVER, {
    watch: (given) => void (describe = given),
  });
  await turn();
  assert.equal(describe(), "waiting for other runs to end");
  finish(0);
  await first;
  await eventually("the second program runs", () => begun.length === 2);
  assert.equal(describe(), "0 calls made");
  finish(1);
  await second;
});

Deno.test("createRunner() tells what the engine is prepared for, and waits for that", async () => {
  const over = Promise.withResolvers<void>();
  const preparation = {
    current: "starting a machine" as string | null,
    settled: () => over.promise,
  };
  const { runner, clock } = createBench(1, { starts: false, preparation });
  let describe = () => "";
  const run = runner(request("a"), NEVER, { watch: (given) => void (describe = given) });
  const refused = assert.rejects(run, /no sandbox ready within/);
  await turn();
  assert.equal(describe(), "preparing a sandbox: starting a machine");
  clock.advance(80_000);
  preparation.current = null;
  over.resolve();
  await turn();
  assert.equal(describe(), "preparing a sandbox");
  assert.equal(clock.pending, 1);
  clock.advance(80_000);
  await refused;
});
