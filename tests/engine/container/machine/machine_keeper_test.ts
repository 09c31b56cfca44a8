import assert from "node:assert/strict";

import type { EngineInUse } from "../../../../src/engine/engine_selection.ts";
import { START_CAP_MS } from "../../../../src/engine/container/machine/machine_keeper.ts";
import { EngineError } from "../../../../src/errors.ts";
import { eventually } from "../../../support/eventually.ts";
import type { FakeClock } from "../../../support/fake_clock.ts";
import { type BenchBridge, createMachineBench, type MachineBench } from "./machine_bench.ts";

const PODMAN = { fixture: "podman_machine", engine: "podman" } as const;
const LABEL = 'podman machine "podman-machine-default"';
const START = "machine start podman-machine-default";
const STOP = "machine stop podman-machine-default";
const MARK = "machines/podman.json";
const IDLE_MS = 60_000;

/** Runs one sandbox to its end. */
async function useOnce({ engine }: EngineInUse): Promise<void> {
  const sandbox = await engine.start();
  await Promise.all([
    sandbox.stdio.closeInput(),
    new Response(sandbox.stdio.stdout).bytes(),
    new Response(sandbox.stdio.stderr).bytes(),
  ]);
  await sandbox.stdio.exited;
}

/** Waits until the machine is stopped, and nothing more is written of it. */
async function stopped({ changes, directory }: MachineBench): Promise<void> {
  await eventually("it is stopped", async () => (await changes()).at(-1) === STOP);
  await eventually("that is noted", () => isGone(`${directory}/state-directory/${MARK}`));
}

function isGone(path: string): Promise<boolean> {
  return Deno.lstat(path).then(() => false, () => true);
}

/** Waits until a look at the machine has found that it is used, and the next one is planned. */
async function leftRunning({ clock, logged }: BenchBridge): Promise<void> {
  const line = `debug: ${LABEL} is left running: something else uses it`;
  await eventually("it is left running", () => Promise.resolve(logged.includes(line)));
  await planned(clock);
}

/** Waits until a look at the machine is planned, and no command is under way. */
function planned(clock: FakeClock): Promise<void> {
  return eventually("a look is planned", () => Promise.resolve(clock.pending === 1));
}

async function refusalOf({ selection }: BenchBridge): Promise<string> {
  const error = await selection.selected().then(() => null, (thrown) => thrown);
  assert.ok(error instanceof EngineError && error.code === "ENGINE_NOT_FOUND");
  return error.message;
}

Deno.test("A stopped podman machine is started once for all runs that wait, and told of", async () => {
  await using bench = await createMachineBench(PODMAN);
  const { selection, told, logged } = bench.bridge();
  assert.deepEqual(await selection.looked(), {
    engine: "podman",
    attempts: [{ engine: "podman", refusal: null }],
    advice: null,
    stopped: LABEL,
  });
  assert.deepEqual(await selection.state(), await selection.looked());
  assert.deepEqual(await bench.changes(), [], "a look starts nothing");

  const chosen = await Promise.all([1, 2, 3].map(() => selection.selected()));
  assert.deepEqual(chosen.map(({ state }) => state.engine), ["podman", "podman", "podman"]);
  assert.deepEqual(await bench.changes(), [START]);
  assert.deepEqual(told, [`starting ${LABEL} (at most 90 s)`, null]);
  assert.deepEqual(logged, [
    `info: Starting ${LABEL}, because a program is to run`,
    "debug: Sandboxes run on podman",
  ]);
  assert.equal((await selection.looked()).stopped, undefined);
  await selection.close();
});

Deno.test("A machine that a bridge started is stopped when nothing uses it any more", async () => {
  await using bench = await createMachineBench(PODMAN);
  const { selection, clock, logged } = bench.bridge();
  const chosen = await selection.selected();
  clock.advance(IDLE_MS - 1);
  await useOnce(chosen);
  clock.advance(IDLE_MS - 1);
  assert.deepEqual(await bench.changes(), [START], "its time began anew with the sandbox");
  clock.advance(1);
  await stopped(bench);
  await eventually(
    "the choice is forgotten",
    async () => (await selection.looked()).stopped === LABEL,
  );
  assert.ok(logged.includes(`info: Stopping ${LABEL}: nothing has used it for 60 s`));
  await selection.selected();
  assert.deepEqual(await bench.changes(), [START, STOP, START], "the next run starts it again");
  await selection.close();
});

Deno.test("A machine is not stopped while a container runs in it, whoever's", async () => {
  await using bench = await createMachineBench(PODMAN);
  const bridge = bench.bridge();
  const { selection, clock } = bridge;
  await selection.selected();
  await bench.set("busy", "exited\nrunning\n");
  clock.advance(IDLE_MS);
  await leftRunning(bridge);
  const looks = (await bench.commands()).filter((line) => / ps /.test(line));
  assert.equal(looks.length, 2, "those of both users");
  assert.deepEqual(await bench.changes(), [START]);
  await bench.set("busy", "exited\ncreated\n");
  clock.advance(IDLE_MS);
  await stopped(bench);
  await selection.close();
});

Deno.test("A machine that the user started is left running", async () => {
  await using bench = await createMachineBench(PODMAN);
  await bench.set("state", "running");
  const { selection, clock } = bench.bridge();
  await useOnce(await selection.selected());
  await eventually("no look is planned", () => Promise.resolve(clock.pending === 0));
  assert.deepEqual(await bench.changes(), []);
  await selection.close();
});

Deno.test("A machine that the user has started anew since is left running", async () => {
  await using bench = await createMachineBench(PODMAN);
  const { selection, clock } = bench.bridge();
  await selection.selected();
  await bench.set("session", "another");
  clock.advance(IDLE_MS);
  const mark = `${bench.directory}/state-directory/${MARK}`;
  await eventually("that is seen", () => isGone(mark));
  assert.deepEqual(await bench.changes(), [START]);
  await selection.close();
});

Deno.test("Two bridges start a machine once, and the one that uses it last stops it", async () => {
  await using bench = await createMachineBench(PODMAN);
  // both processes exist
  const [one, other] = [bench.bridge(Deno.pid), bench.bridge(Deno.ppid)];
  const [first, second] = await Promise.all([one.selection.selected(), other.selection.selected()]);
  assert.deepEqual(await bench.changes(), [START]);
  await useOnce(first);
  await useOnce(second);
  const users = () => [...Deno.readDirSync(`${bench.directory}/state-directory/machines/podman`)];
  await eventually("both are known", () => Promise.resolve(users().length === 2));
  one.clock.advance(IDLE_MS);
  await leftRunning(one);
  assert.equal(users().length, 1, "the first has given it up");
  assert.deepEqual(await bench.changes(), [START]);
  other.clock.advance(IDLE_MS);
  await stopped(bench);
  await Promise.all([one.selection.close(), other.selection.close()]);
});

Deno.test("A bridge stops a machine that an earlier one started and left running", async () => {
  await using bench = await createMachineBench(PODMAN);
  const earlier = bench.bridge();
  await earlier.selection.selected();
  await earlier.selection.close();
  await eventually("it plans nothing more", () => Promise.resolve(earlier.clock.pending === 0));
  const { selection, clock } = bench.bridge();
  await useOnce(await selection.selected());
  await planned(clock);
  clock.advance(IDLE_MS);
  await stopped(bench);
  assert.deepEqual(await bench.changes(), [START, STOP]);
  await selection.close();
});

Deno.test("A machine that does not start is a refusal with its reason, and is left alone for a while", async () => {
  await using bench = await createMachineBench(PODMAN);
  await bench.set("start", "fails");
  const bridge = bench.bridge();
  const refused = await refusalOf(bridge);
  assert.ok(
    refused.includes(
      `(podman: ${LABEL} does not start: ended with exit code 125 (Error: vfkit exited ` +
        "unexpectedly with exit code 1); it is tried again in 30 s)",
    ),
    refused,
  );
  assert.match(refused, /run: podman machine start podman-machine-default, and put right/);
  assert.deepEqual(bridge.told.at(-1), null);
  await refusalOf(bridge);
  assert.deepEqual(await bench.changes(), [START]);
  bridge.clock.advance(30_000);
  await bench.set("start", "");
  assert.equal((await bridge.selection.selected()).state.engine, "podman");
  await bridge.selection.close();
});

Deno.test("A start that takes too long is ended and refused", async () => {
  await using bench = await createMachineBench(PODMAN);
  await bench.set("start", "hangs");
  const bridge = bench.bridge();
  const refused = refusalOf(bridge);
  await eventually("it is begun", async () => (await bench.changes()).length === 1);
  bridge.clock.advance(START_CAP_MS);
  assert.match(await refused, /does not start: it was not usable after 90 s/);
  await eventually(
    "the command could end in order",
    async () => (await bench.changes()).at(-1) === "ended",
  );
  await bridge.selection.close();
});

Deno.test("auto does not fall to embedded while a machine can be started, and does when it fails", async () => {
  await using bench = await createMachineBench({ ...PODMAN, runtime: "auto" });
  await bench.set("start", "fails");
  const { selection } = bench.bridge();
  assert.equal((await selection.looked()).engine, "podman");
  const { state } = await selection.selected();
  assert.equal(state.engine, "embedded");
  assert.match(state.advice ?? "", /isolates less than a container/);
  const podman = state.attempts.find(({ engine }) => engine === "podman");
  assert.match(podman?.refusal ?? "", /does not start: .* it is tried again in 30 s/);
  await selection.close();
});

Deno.test("A machine that somebody else starts is waited for", async () => {
  await using bench = await createMachineBench(PODMAN);
  await bench.set("state", "starting");
  const { selection, clock } = bench.bridge();
  const chosen = selection.selected();
  const asked = async () =>
    (await bench.commands()).filter((line) => line.startsWith("machine list"));
  await eventually("it is asked for", async () => (await asked()).length >= 3);
  await bench.set("state", "running");
  let done = false;
  chosen.then(() => done = true);
  await clock.advanceUntil(() => done, 1);
  assert.equal((await chosen).state.engine, "podman");
  assert.deepEqual(await bench.changes(), []);
  await selection.close();
});

Deno.test("A podman machine behind CONTAINER_HOST is started on Linux, too", async () => {
  let socket: Deno.Listener | null = null;
  await using bench = await createMachineBench({
    ...PODMAN,
    platform: "linux",
    containerHost: (directory) => `unix://${directory}/api.sock`,
    onSpawn: ([first, second], directory) => {
      if (`${first} ${second}` !== "machine start") return;
      socket = Deno.listen({ transport: "unix", path: `${directory}/api.sock` });
    },
  });
  try {
    const { selection } = bench.bridge();
    assert.equal((await selection.looked()).stopped, LABEL);
    assert.equal((await selection.selected()).state.engine, "podman");
    assert.deepEqual(await bench.changes(), [START]);
    await selection.close();
  } finally {
    (socket as Deno.Listener | null)?.close();
  }
});

Deno.test("A socket that is missing and no machine's is refused as before", async () => {
  await using bench = await createMachineBench({
    ...PODMAN,
    platform: "linux",
    containerHost: (directory) => `unix://${directory}/other.sock`,
  });
  assert.match(await refusalOf(bench.bridge()), /CONTAINER_HOST is .* there is no such socket/);
});
