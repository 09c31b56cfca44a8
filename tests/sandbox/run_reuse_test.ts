import assert from "node:assert/strict";
import { createGrant } from "../../src/calls/grant.ts";
import { MAX_MESSAGE_BYTES } from "../../src/rpc/frames.ts";
import type { RunOutcome } from "../../src/sandbox/outcome.ts";
import { prepareSandbox } from "../../src/sandbox/prepared_sandbox.ts";
import { RETIREMENT_SECONDS } from "../../src/engines.ts";
import { MAX_RUNS } from "../../src/sandbox/reuse.ts";
import { runProgram } from "../../src/sandbox/run.ts";
import { type PreparedSandbox, RESET_MS } from "../../src/sandbox/sandbox_line.ts";
import { turn } from "../support/eventually.ts";
import { FakeClock } from "../support/fake_clock.ts";
import {
  death,
  FakeSandbox,
  outputRecord,
  preparing,
  printed,
  READY_AGAIN,
  report,
} from "./fake_sandbox.ts";

const NEVER = new AbortController().signal;
const DONE = { type: "done", exitCode: 0, result: 1 };

interface Stage {
  readonly fake: FakeSandbox;
  readonly clock: FakeClock;
  /** The sandbox for the next run; `null` when it is disposed. */
  sandbox: PreparedSandbox | null;
}

type Act = (stage: Stage) => void;

/** A sandbox that acts as it is told when a program comes. */
async function createStage(act: Act): Promise<Stage> {
  const clock = new FakeClock();
  const fake = new FakeSandbox((message, sandbox) => {
    if (message.type === "boot") sandbox.send(READY_AGAIN);
    if (message.type === "execute") act(stage);
  });
  const stage: Stage = { fake, clock, sandbox: null };
  const port = { startSandbox: () => Promise.resolve(fake) };
  stage.sandbox = await prepareSandbox(preparing(port, clock), NEVER);
  return stage;
}

interface Played {
  readonly outcome: RunOutcome;
  /** What `onEnd` got. */
  readonly next: Promise<PreparedSandbox> | null;
}

async function play(
  { sandbox, clock }: Stage,
  { code = "", signal = NEVER }: { code?: string; signal?: AbortSignal } = {},
): Promise<Played> {
  const ends: (Promise<PreparedSandbox> | null)[] = [];
  const running = runProgram(
    { code, timeoutSeconds: 5, grant: createGrant([], []) },
    {
      sandbox: sandbox ?? assert.fail("the sandbox was disposed"),
      clock,
      log: () => {},
      call: () => () => Promise.resolve(null),
      notes: { list: () => [], kept: () => [], timeIsOver: () => {}, trail: () => [] },
      onEnd: (next) => void ends.push(next),
    },
    signal,
  );
  const outcome = await running.finally(() => assert.equal(ends.length, 1, "it is told once"));
  return { outcome, next: ends[0] ?? null };
}

/** Ends a run as most do. */
const endWell: Act = ({ fake }) => {
  fake.send(DONE);
  fake.offerReset();
};

/** Passes all the time in which a sandbox is let go, and expects that no timer is left. */
async function letGo({ fake, clock }: Stage): Promise<void> {
  clock.advance(5);
  await fake.exited;
  await turn();
  assert.equal(clock.pending, 0);
}

Deno.test("runProgram() gives the answer without waiting for the reset of its sandbox", async () => {
  const stage = await createStage(endWell);
  const { fake, clock } = stage;
  fake.onReset = () => {};
  const { outcome, next } = await play(stage);
  assert.deepEqual([outcome.status, outcome.result], ["success", 1]);
  clock.advance(RESET_MS - 1);
  await turn();
  assert.equal(fake.ended, false, "it is not let go");
  fake.raw(fake.markers[0] ?? assert.fail());
  fake.send(READY_AGAIN);
  stage.sandbox = await next;
  assert.equal((await play(stage)).outcome.status, "success");
});

Deno.test("runProgram() serves run after run in one process, each with its own output, result and end", async () => {
  let run = 0;
  const stage = await createStage(({ fake }) => {
    run++;
    fake.say(outputRecord(`of ${run}`));
    fake.send({ type: "done", exitCode: run % 2, result: run });
    fake.offerReset({ exitCode: run % 2 });
  });
  for (let expected = 1; expected < MAX_RUNS; expected++) {
    const { outcome, next } = await play(stage);
    assert.deepEqual([outcome.stdout.head, outcome.exitCode], [`of ${expected}`, expected % 2]);
    if (expected % 2 === 0) assert.equal(outcome.result, expected);
    stage.sandbox = await next;
  }
  const { outcome, next } = await play(stage);
  assert.deepEqual([outcome.stdout.head, next], [`of ${MAX_RUNS}`, null]);
  await letGo(stage);
});

Deno.test("runProgram() disposes a sandbox that has become too old", async () => {
  const stage = await createStage(endWell);
  stage.clock.advance(RETIREMENT_SECONDS * 1000 - 1);
  stage.sandbox = await (await play(stage)).next;
  stage.clock.advance(1);
  assert.equal((await play(stage)).next, null);
  await letGo(stage);
});

/** Runs after which a sandbox is disposed, though it would let itself be reset. */
const DISPOSED: Readonly<Record<string, Act>> = {
  timeout: ({ clock }) => clock.advance(5_000),
  protocol_error: ({ fake }) => fake.raw(new Uint8Array(5).fill(255)),
  killed: ({ fake }) => fake.offerReset({ exitCode: 139, signal: "SIGSEGV", done: false }),
  memory_limit: ({ fake }) =>
    fake.offerReset({ exitCode: 137, signal: "SIGKILL", oomKills: 1, done: false }),
  error: ({ fake }) => {
    fake.send(DONE);
    fake.offerReset({ exitCode: 7 });
  },
  engine_error: ({ fake }) => fake.end(125),
};

for (const [status, act] of Object.entries(DISPOSED)) {
  Deno.test(`runProgram() disposes a sandbox after ${status}`, async () => {
    const stage = await createStage(act);
    const { outcome, next } = await play(stage);
    assert.deepEqual([outcome.status, next], [status, null]);
    assert.deepEqual(stage.fake.markers, [], "it is not reset");
    await letGo(stage);
  });
}

Deno.test("runProgram() disposes a sandbox whose program could not be sent", async () => {
  const stage = await createStage(endWell);
  await assert.rejects(play(stage, { code: "#".repeat(MAX_MESSAGE_BYTES) }), /too large|bytes/);
  await letGo(stage);
});

Deno.test("runProgram() waits for a done that the report announces, and for no longer than the marker", async () => {
  const stage = await createStage(({ fake }) => fake.offerReset());
  const { fake } = stage;
  fake.onReset = () => {};
  const late = play(stage);
  await turn();
  fake.send(DONE);
  const { outcome, next } = await late;
  assert.deepEqual([outcome.status, outcome.result], ["success", 1]);
  fake.raw(fake.markers[0] ?? assert.fail());
  fake.send(READY_AGAIN);
  stage.sandbox = await next;

  const lie = play(stage);
  await turn();
  assert.equal(fake.markers.length, 2);
  fake.raw(fake.markers[1] ?? assert.fail());
  const judged = await lie;
  assert.deepEqual([judged.outcome.status, judged.outcome.exitCode], ["exit", 0]);
  fake.send(READY_AGAIN);
  assert.equal((await judged.next)?.run, 3, "a lie about done is an end like others");
});

Deno.test("runProgram() answers before its run is dead, and the reset waits for that", async () => {
  const stage = await createStage(({ fake }) => {
    fake.send(DONE);
    fake.say(report());
  });
  const { outcome, next } = await play(stage);
  assert.equal(outcome.status, "success");
  assert.deepEqual(stage.fake.markers, []);
  stage.fake.die();
  assert.equal((await next)?.run, 2);
});

Deno.test("runProgram() has a sandbox killed whose run does not die", async () => {
  const stage = await createStage(({ fake }) => {
    fake.send(DONE);
    fake.say(report());
  });
  const { outcome, next } = await play(stage);
  assert.equal(outcome.status, "success");
  const lost = assert.rejects(next ?? assert.fail(), /not dead/);
  stage.clock.advance(RESET_MS);
  await lost;
  assert.equal(stage.fake.killed, true);
});

Deno.test("runProgram() judges by the report when the process ends, or hangs, while done is awaited", async () => {
  for (const fault of ["ends", "hangs"]) {
    const stage = await createStage(({ fake }) => fake.offerReset());
    const { fake, clock } = stage;
    fake.onReset = () => {
      if (fault === "ends") fake.end(0);
    };
    const running = play(stage);
    await turn();
    clock.advance(RESET_MS);
    const { outcome, next } = await running;
    assert.deepEqual([outcome.status, outcome.exitCode, next], ["exit", 0, null]);
    if (fault === "hangs") assert.equal(fake.killed, true);
    await letGo(stage);
  }
});

Deno.test("runProgram() ends at once when its signal aborts while done is awaited", async () => {
  const stage = await createStage(({ fake }) => fake.offerReset());
  stage.fake.onReset = () => {};
  const controller = new AbortController();
  const running = play(stage, { signal: controller.signal });
  await turn();
  controller.abort();
  const { outcome, next } = await running;
  assert.deepEqual([outcome.status, next], ["canceled", null]);
  assert.equal(stage.fake.killed, true);
  await letGo(stage);
});

Deno.test("runProgram() lets nothing that comes after its end harm the next run", async () => {
  const controller = new AbortController();
  const stage = await createStage(endWell);
  const { fake } = stage;
  fake.onReset = (marker) => {
    fake.raw(new Uint8Array(100).fill(255));
    fake.send(DONE, READY_AGAIN);
    fake.raw(marker);
    fake.send(READY_AGAIN);
  };
  const { next } = await play(stage, { signal: controller.signal });
  stage.sandbox = await next;
  controller.abort();
  await turn();
  assert.equal(fake.killed, false);
  assert.equal((await play(stage)).outcome.status, "success");
});

Deno.test("runProgram() takes no end and no death from what a program prints", async () => {
  const forged = report({ exitCode: 3 }) + death("00".repeat(16));
  const stage = await createStage(({ fake }) => {
    fake.say(outputRecord(forged));
    fake.send(printed(forged), DONE);
    fake.say(report());
  });
  const { outcome, next } = await play(stage);
  assert.equal(outcome.stdout.head, forged + forged);
  assert.equal(outcome.exitCode, 0);
  await turn();
  assert.deepEqual(stage.fake.markers, [], "it does not count as dead");
  stage.fake.die();
  assert.equal((await next)?.run, 2);
});

Deno.test("runProgram() ends a run whose report is followed by another record", async () => {
  const stage = await createStage(({ fake }) => {
    fake.offerReset();
    fake.say(report());
  });
  const { outcome, next } = await play(stage);
  assert.deepEqual([outcome.status, next], ["protocol_error", null]);
  await letGo(stage);
});
