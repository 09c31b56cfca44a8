import assert from "node:assert/strict";
import { SandboxError } from "../../src/errors.ts";
import type { RunHandlers } from "../../src/rpc/channel.ts";
import type { DoneMessage } from "../../src/rpc/frames.ts";
import type { ReadLargeMessage } from "../../src/rpc/large_message.ts";
import { prepareSandbox } from "../../src/sandbox/prepared_sandbox.ts";
import { type PreparedSandbox, RESET_MS } from "../../src/sandbox/sandbox_line.ts";
import { joinChunks } from "../../src/system/join_chunks.ts";
import { turn } from "../support/eventually.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { readLargeHere } from "../support/read_here.ts";
import {
  death,
  FakeSandbox,
  frame,
  outputRecord,
  preparing,
  printed,
  READY_AGAIN,
  report,
} from "./fake_sandbox.ts";

const NEVER = new AbortController().signal;

interface Heard {
  readonly output: string[];
  readonly done: DoneMessage[];
}

interface Scene {
  readonly clock: FakeClock;
  readonly fake: FakeSandbox;
  readonly sandbox: PreparedSandbox;
}

async function createScene(readLarge: ReadLargeMessage = readLargeHere): Promise<Scene> {
  const clock = new FakeClock();
  const fake = new FakeSandbox((message, sandbox) => {
    if (message.type === "boot") sandbox.send(READY_AGAIN);
  });
  const port = { startSandbox: () => Promise.resolve(fake) };
  const sandbox = await prepareSandbox({ ...preparing(port, clock), readLarge }, NEVER);
  return { clock, fake, sandbox };
}

/** Begins a program and tells what is heard of it. */
function begin(sandbox: PreparedSandbox, call: RunHandlers["call"] = () => never): Heard {
  const heard: Heard = { output: [], done: [] };
  sandbox.channel.execute({ code: "", file: "", argv: [], servers: [], timeoutSeconds: 1 }, {
    call,
    describeFailure: () => ({ code: "INTERNAL", message: "no" }),
    onOutput: ({ text }) => void heard.output.push(text),
    onDisplay: () => {},
    onDone: (message) => heard.done.push(message),
  });
  return heard;
}

const never = () => new Promise<never>(() => {});

/** Begins a program that ends at once, and dies. */
async function endRun({ fake, sandbox }: Pick<Scene, "fake" | "sandbox">): Promise<void> {
  begin(sandbox);
  fake.send({ type: "done", exitCode: 0 });
  fake.offerReset();
  await sandbox.reported;
}

Deno.test("SandboxLine reads nothing more of a stream while what it printed finds no room", async () => {
  for (
    const print of [
      (fake: FakeSandbox, text: string) => fake.send(printed(text)),
      (fake: FakeSandbox, text: string) => fake.say(outputRecord(text)),
    ]
  ) {
    const { fake, sandbox } = await createScene();
    const heard: string[] = [];
    const rooms: (() => void)[] = [];
    sandbox.channel.execute({ code: "", file: "", argv: [], servers: [], timeoutSeconds: 1 }, {
      call: () => never,
      describeFailure: () => ({ code: "INTERNAL", message: "no" }),
      onOutput: ({ text }) => {
        heard.push(text);
        return new Promise((resolve) => rooms.push(resolve));
      },
      onDisplay: () => {},
      onDone: () => {},
    });
    for (const text of ["a", "b", "c"]) print(fake, text);
    await turn();
    assert.deepEqual(heard, ["a"]);
    for (const expected of [["a", "b"], ["a", "b", "c"]]) {
      rooms.at(-1)?.();
      await turn();
      assert.deepEqual(heard, expected);
    }
  }
});

Deno.test("PreparedSandbox.reset() gives the same process for the next run, with secrets of its own each time", async () => {
  const scene = await createScene();
  const { fake, clock } = scene;
  let { sandbox } = scene;
  for (const run of [1, 2, 3]) {
    assert.deepEqual([sandbox.run, sandbox.rooms, sandbox.startedAtMs], [run, true, 0]);
    clock.advance(1_000);
    await endRun({ fake, sandbox });
    const { next, read } = sandbox.reset();
    sandbox = await next;
    await read;
    assert.equal(sandbox.process, fake);
  }
  assert.equal(new Set(fake.markers.map((marker) => marker.toHex())).size, 3);
  assert.equal(clock.pending, 0, "no timer is left behind");
  assert.equal(fake.ended, false);
});

/** What a program may leave on stdout. None of it is for the next run. */
const LEFT: Readonly<Record<string, Uint8Array>> = {
  nothing: new Uint8Array(),
  "half a frame": frame(printed("never whole")).subarray(0, 9),
  "the head of a frame that swallows all that follows": Uint8Array.of(0, 255, 255, 255, 0),
  "no frame at all": new Uint8Array(100).fill(255),
  "a forged ready": frame(READY_AGAIN),
  "a forged done": frame({ type: "done", exitCode: 0, result: "forged" }),
};

for (const [name, left] of Object.entries(LEFT)) {
  Deno.test(`PreparedSandbox.reset() finds the next run after ${name}, in chunks of any size`, async () => {
    for (const size of [1, 5, 16, 17, Infinity]) {
      const { fake, sandbox } = await createScene();
      await endRun({ fake, sandbox });
      sandbox.channel.close(new Error("over"));
      fake.onReset = (marker) => {
        const bytes = [...left, ...marker, ...frame(READY_AGAIN)];
        for (let start = 0; start < bytes.length; start += size) {
          fake.raw(new Uint8Array(bytes.slice(start, start + size)));
        }
      };
      const next = await sandbox.reset().next;
      const heard = begin(next);
      fake.send(printed("mine"), { type: "done", exitCode: 3 });
      await turn();
      assert.deepEqual(heard.output, ["mine"]);
      assert.deepEqual(heard.done.map(({ exitCode }) => exitCode), [3]);
    }
  });
}

Deno.test("PreparedSandbox.reset() takes nothing before the marker for the next run's ready", async () => {
  const { fake, sandbox, clock } = await createScene();
  await endRun({ fake, sandbox });
  sandbox.channel.close(new Error("over"));
  fake.onReset = () => fake.send(READY_AGAIN);
  const lost = assert.rejects(sandbox.reset().next);
  await turn();
  clock.advance(RESET_MS);
  await lost;
});

Deno.test("PreparedSandbox.reset() gives what comes before the marker to the run before", async () => {
  const { fake, sandbox } = await createScene();
  const heard = begin(sandbox);
  fake.offerReset();
  await sandbox.reported;
  fake.onReset = () => {};
  const { read, next } = sandbox.reset();
  let isRead = false;
  read.then(() => isRead = true);
  fake.send({ type: "done", exitCode: 0, result: "late" });
  await turn();
  assert.equal(isRead, false);
  fake.raw(fake.markers[0] ?? assert.fail());
  await read;
  // not before: the last byte of `done` may be the first of the marker
  assert.equal(heard.done[0]?.result, "late");
  fake.send(READY_AGAIN);
  assert.equal((await next).run, 2);
});

Deno.test("PreparedSandbox.reset() reads a large done before the marker to its end, and then the next ready", async () => {
  const reading = Promise.withResolvers<void>();
  const { fake, sandbox } = await createScene(async (bytes) => {
    await reading.promise;
    return await readLargeHere(bytes);
  });
  const heard = begin(sandbox);
  fake.offerReset();
  await sandbox.reported;
  const result = Array.from({ length: 100_000 }, (_, index) => index);
  fake.onReset = (marker) =>
    fake.raw(
      joinChunks([frame({ type: "done", exitCode: 0, result }), marker, frame(READY_AGAIN)]),
    );
  const { read, next } = sandbox.reset();
  let isRead = false;
  read.then(() => isRead = true);
  await turn();
  assert.equal(isRead, false);
  reading.resolve();
  await read;
  assert.equal(heard.done.length, 1);
  assert.equal((await next).run, 2);
});

Deno.test("PreparedSandbox.reset() kills a sandbox that does not know its nonce", async () => {
  const { fake, sandbox, clock } = await createScene();
  begin(sandbox);
  fake.say(report());
  fake.die("00".repeat(16));
  await sandbox.reported;
  const { next } = sandbox.reset();
  const lost = assert.rejects(next, /not ready again after 1000 ms/);
  await turn();
  clock.advance(RESET_MS - 1);
  await turn();
  assert.equal(fake.killed, false);
  clock.advance(1);
  await lost;
  assert.equal(fake.killed, true);
});

/** Ways in which a reset fails, as the process acts. */
const FAULTS: Readonly<Record<string, (fake: FakeSandbox, marker: Uint8Array) => void>> = {
  "that ends": (fake) => fake.end(0),
  "that ends after the marker": (fake, marker) => {
    fake.raw(marker);
    fake.end(0);
  },
  "that breaks the protocol": (fake, marker) => {
    fake.raw(marker);
    fake.raw(new Uint8Array(5).fill(255));
  },
  "that sends something before ready": (fake, marker) => {
    fake.raw(marker);
    fake.send(printed("early"), READY_AGAIN);
  },
  "that reports the end of a run it has not begun": (fake, marker) => {
    fake.say(report());
    fake.raw(marker);
  },
};

for (const [name, act] of Object.entries(FAULTS)) {
  Deno.test(`PreparedSandbox.reset() gives up a sandbox ${name}`, async () => {
    const { fake, sandbox, clock } = await createScene();
    await endRun({ fake, sandbox });
    fake.onReset = (marker) => act(fake, marker);
    await assert.rejects(sandbox.reset().next, SandboxError);
    assert.equal(fake.ended, true);
    assert.equal(clock.pending, 0);
  });
}

Deno.test("PreparedSandbox.reset() waits for the death of the run, and writes nothing before", async () => {
  const { fake, sandbox } = await createScene();
  begin(sandbox);
  fake.say(report());
  await sandbox.reported;
  const { next } = sandbox.reset();
  await turn();
  assert.deepEqual(fake.received.map(({ type }) => type), ["boot", "execute"]);
  fake.die();
  assert.equal((await next).run, 2);
});

/** Ways in which a run does not die, as the process acts, and what is said of it. */
const UNDEAD: Readonly<Record<string, [(scene: Scene) => void, RegExp]>> = {
  "whose processes do not die in time": [({ clock }) => clock.advance(RESET_MS), /not dead after/],
  "that ends before its run is dead": [({ fake }) => fake.end(1), /its process ended/],
};

for (const [name, [act, said]] of Object.entries(UNDEAD)) {
  Deno.test(`PreparedSandbox.reset() gives up a sandbox ${name}`, async () => {
    const scene = await createScene();
    begin(scene.sandbox);
    scene.fake.say(report());
    await scene.sandbox.reported;
    const lost = assert.rejects(scene.sandbox.reset().next, said);
    await turn();
    act(scene);
    await lost;
    assert.equal(scene.fake.ended, true);
    assert.equal(scene.clock.pending, 0);
  });
}

Deno.test("PreparedSandbox.reset() gives up a sandbox that is not ready in time after the marker", async () => {
  const { fake, sandbox, clock } = await createScene();
  await endRun({ fake, sandbox });
  fake.onReset = (marker) => fake.raw(marker);
  const { next, read } = sandbox.reset();
  await read;
  const lost = assert.rejects(next, SandboxError);
  clock.advance(RESET_MS);
  await lost;
  assert.equal(fake.killed, true);
});

Deno.test("PreparedSandbox.broken resolves when a record is not in its order", async () => {
  const nonce = "00".repeat(16);
  for (
    const records of [
      report() + outputRecord("late"),
      report() + report(),
      report() + death(nonce) + outputRecord("late"),
      death(nonce),
    ]
  ) {
    const { fake, sandbox } = await createScene();
    const heard = begin(sandbox);
    fake.say(records);
    assert.equal((await sandbox.broken).code, "PROTOCOL_ERROR");
    assert.deepEqual(heard.output, []);
  }
});

Deno.test("PreparedSandbox.reset() gives records and words after it to the next run", async () => {
  const { fake, sandbox } = await createScene();
  fake.say("Warning: old\n");
  await endRun({ fake, sandbox });
  const next = await sandbox.reset().next;
  fake.say("Warning: new\n");
  const heard = begin(next);
  fake.say(outputRecord("mine"));
  fake.offerReset({ exitCode: 9 });
  assert.equal((await next.reported).exitCode, 9);
  assert.equal((await sandbox.reported).exitCode, 0);
  assert.deepEqual(heard.output, ["mine"]);
  assert.deepEqual(
    [sandbox.diagnostics(), next.diagnostics()],
    ["Warning: old", "Warning: new"],
  );
});

Deno.test("PreparedSandbox.reset() lets no reply of the run before reach the next", async () => {
  const { fake, sandbox } = await createScene();
  const answer = Promise.withResolvers<null>();
  begin(sandbox, () => () => answer.promise);
  fake.send({ type: "call", id: 1, method: "list_servers", params: {} });
  await turn();
  fake.offerReset();
  await sandbox.reported;
  const next = await sandbox.reset().next;
  answer.resolve(null);
  await turn();
  begin(next);
  assert.deepEqual(fake.received.map(({ type }) => type), ["boot", "execute", "execute"]);
});

Deno.test("PreparedSandbox.ended of the run before stays pending when the next one's process ends", async () => {
  const { fake, sandbox } = await createScene();
  await endRun({ fake, sandbox });
  const next = await sandbox.reset().next;
  let ended = false;
  sandbox.ended.then(() => ended = true);
  fake.end(0);
  await next.ended;
  await turn();
  assert.equal(ended, false);
});

Deno.test("PreparedSandbox.ended resolves when the process ends before all of the run has been read", async () => {
  const { fake, sandbox } = await createScene();
  await endRun({ fake, sandbox });
  fake.onReset = () => fake.end(7);
  const { next } = sandbox.reset();
  assert.equal((await sandbox.ended).code, 7);
  await assert.rejects(next, SandboxError);
});
