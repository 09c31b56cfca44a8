import assert from "node:assert/strict";

import { isDockerDesktop } from "../../../../src/engine/container/machine/docker_desktop.ts";
import { START_CAP_MS } from "../../../../src/engine/container/machine/machine_keeper.ts";
import { EngineError } from "../../../../src/errors.ts";
import { FakeSystem, type FakeSystemOptions } from "../../../fakes/fake_system.ts";
import { eventually } from "../../../support/eventually.ts";
import { type BenchBridge, createMachineBench } from "./machine_bench.ts";

const DOCKER = { fixture: "docker_desktop", engine: "docker" } as const;
const START = "desktop start --detach";
const STOP = "desktop stop";

/** Docker Desktop's socket, which is there from its start on. */
class Socket implements Disposable {
  #listener: Deno.Listener | null = null;

  readonly onSpawn = (args: readonly string[], directory: string): void => {
    if (args[0] === "desktop" && args[1] === "start") this.open(directory);
  };

  open(directory: string): void {
    Deno.mkdirSync(`${directory}/.docker/run`, { recursive: true });
    const path = `${directory}/.docker/run/docker.sock`;
    this.#listener ??= Deno.listen({ transport: "unix", path });
  }

  [Symbol.dispose](): void {
    this.#listener?.close();
  }
}

/** Chooses an engine; once the machine is being started, the clock goes on. */
async function choose({ selection, clock, told }: BenchBridge) {
  let done = false;
  const chosen = selection.selected();
  chosen.then(() => done = true, () => done = true);
  await eventually("a start is told", () => Promise.resolve(told.length > 0));
  await eventually("the engine was chosen", () => {
    clock.advance(100);
    return Promise.resolve(done);
  });
  return await chosen;
}

Deno.test("A stopped Docker Desktop is started, waited for, and stopped when it is idle", async () => {
  using socket = new Socket();
  await using bench = await createMachineBench({ ...DOCKER, onSpawn: socket.onSpawn });
  await bench.set("slow", "2");
  const bridge = bench.bridge();
  assert.equal((await bridge.selection.looked()).stopped, "Docker Desktop");
  assert.deepEqual(await bench.changes(), []);
  const { state } = await choose(bridge);
  assert.equal(state.engine, "docker");
  assert.deepEqual(bridge.told, ["starting Docker Desktop (at most 90 s)", null]);
  assert.deepEqual(await bench.changes(), [START]);
  await eventually("a look is planned", () => Promise.resolve(bridge.clock.pending === 1));
  bridge.clock.advance(60_000);
  await eventually("it is stopped", async () => (await bench.changes()).at(-1) === STOP);
  await eventually(
    "the choice is forgotten",
    async () => (await bridge.selection.looked()).stopped === "Docker Desktop",
  );
  await bridge.selection.close();
});

Deno.test("Docker Desktop is not stopped while a container runs in it", async () => {
  using socket = new Socket();
  await using bench = await createMachineBench({ ...DOCKER, onSpawn: socket.onSpawn });
  const bridge = bench.bridge();
  await choose(bridge);
  await bench.set("busy", "0 1\n");
  await eventually("a look is planned", () => Promise.resolve(bridge.clock.pending === 1));
  bridge.clock.advance(60_000);
  const line = "debug: Docker Desktop is left running: something else uses it";
  await eventually("it is left running", () => Promise.resolve(bridge.logged.includes(line)));
  assert.deepEqual(await bench.changes(), [START]);
  await bridge.selection.close();
});

Deno.test("A Docker Desktop without its command is opened as the user opens it", async () => {
  using socket = new Socket();
  await using bench = await createMachineBench({ ...DOCKER, onSpawn: socket.onSpawn });
  await bench.set("old", "");
  const bridge = bench.bridge();
  const { message } = await assertRefused(choose(bridge));
  // there is no such program on the machine that runs the tests
  assert.match(message, /Docker Desktop does not start: could not be started \(.*\/usr\/bin\/open/);
  assert.match(message, /; start Docker Desktop, and put right what it says/);
  await bridge.selection.close();
});

Deno.test("A daemon that does not answer while Docker Desktop starts is waited for, within the cap", async () => {
  using socket = new Socket();
  await using bench = await createMachineBench(DOCKER);
  socket.open(bench.directory);
  await bench.set("state", "starting");
  const bridge = bench.bridge();
  assert.equal((await bridge.selection.looked()).stopped, "Docker Desktop");
  const refused = assertRefused(bridge.selection.selected());
  const asked = async () => (await bench.commands()).filter((line) => /^desktop status/.test(line));
  // by the looks before, by the start, and by the first question of the start
  await eventually("the daemon is asked", async () => (await asked()).length >= 5);
  let over = false;
  refused.then(() => over = true, () => over = true);
  await eventually("the start is given up", () => {
    bridge.clock.advance(1_000);
    return Promise.resolve(over);
  });
  const { message } = await refused;
  assert.match(message, /Docker Desktop does not start: it was not usable after 90 s/);
  assert.ok(bridge.clock.monotonic() <= START_CAP_MS + 5_000);
  assert.deepEqual(await bench.changes(), []);
  await bridge.selection.close();
});

async function assertRefused(chosen: Promise<unknown>): Promise<EngineError> {
  const error = await chosen.then(() => null, (thrown) => thrown);
  assert.ok(error instanceof EngineError && error.code === "ENGINE_NOT_FOUND", String(error));
  return error;
}

Deno.test("isDockerDesktop() knows its addresses, and older ones where it is installed", async () => {
  const mac: FakeSystemOptions = { platform: "darwin", home: "/Users/ada" };
  const app = { "/Applications/Docker.app/Contents/Info.plist": "" };
  const windows: FakeSystemOptions = { platform: "windows", home: "C:\\Users\\ada" };
  const exe = { "C:\\Program Files\\Docker\\Docker\\Docker Desktop.exe": "" };
  const cases: readonly (readonly [FakeSystemOptions, string, boolean])[] = [
    [mac, "unix:///Users/ada/.docker/run/docker.sock", true],
    [mac, "unix:///Users/ada/.colima/default/docker.sock", false],
    [mac, "unix:///var/run/docker.sock", false],
    [{ ...mac, files: app }, "unix:///var/run/docker.sock", true],
    [windows, "npipe:////./pipe/dockerDesktopLinuxEngine", true],
    [windows, "npipe:////./pipe/docker_engine", false],
    [{ ...windows, files: exe }, "npipe:////./pipe/docker_engine", true],
    [{}, "unix:///home/ada/.docker/desktop/docker.sock", true],
    [{}, "unix:///var/run/docker.sock", false],
  ];
  for (const [options, endpoint, expected] of cases) {
    const system = new FakeSystem(options);
    assert.equal(await isDockerDesktop(system, endpoint), expected, endpoint);
  }
});
