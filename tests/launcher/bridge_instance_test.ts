import assert from "node:assert/strict";
import type { LauncherMessage } from "../../src/ipc/messages.ts";
import { BridgeInstance } from "../../src/launcher/bridge_instance.ts";
import { EmitQueue } from "../../src/launcher/emit_queue.ts";
import { MAX_PROCESSES } from "../../src/launcher/process_table.ts";
import type { ChildProcess } from "../../src/system/system.ts";
import { turn } from "../support/eventually.ts";
import { FakeClock } from "../support/fake_clock.ts";

const MIB = new Uint8Array(1024 * 1024);

interface Stage {
  readonly failures: string[];
  readonly told: LauncherMessage[];
  /** Processes that were asked for. */
  readonly starts: string[];
  say(message: unknown): void;
}

/** A bridge whose processes read nothing and whose client does not either. */
function createStage(start: () => Promise<ChildProcess>): Stage {
  const failures: string[] = [];
  const told: LauncherMessage[] = [];
  const starts: string[] = [];
  let listen = (_value: unknown): void => {};
  const never = new Promise<void>(() => {});
  new BridgeInstance({
    worker: {
      post: (message) => told.push(message),
      onMessage: (callback) => listen = callback,
      onFailure: () => {},
      terminate: () => {},
    },
    clock: new FakeClock(),
    log: () => {},
    emits: new EmitQueue({
      streams: { writeStdout: () => never, writeStderr: () => Promise.resolve() },
      onBroken: () => {},
    }),
    engine: () => new Promise(() => {}),
    engineState: () => new Promise(() => {}),
    openBrowser: () => Promise.resolve(),
    claimReady: (_engine, wanted) => Promise.resolve(wanted),
    connectServer: () => Promise.reject(new Error("no network here")),
    startServer: (name) => {
      starts.push(name);
      return start();
    },
    events: {
      onFinished: () => {},
      onFailure: (reason) => failures.push(reason),
    },
  });
  return { failures, told, starts, say: (message) => listen(message) };
}

/** A process that takes no input. */
function deafProcess(): ChildProcess {
  return {
    pid: 1,
    stdout: new ReadableStream(),
    stderr: new ReadableStream(),
    exited: new Promise(() => {}),
    write: () => new Promise(() => {}),
    closeInput: () => Promise.resolve(),
    kill: () => "sent",
  };
}

Deno.test("BridgeInstance ends a bridge that floods a process which reads nothing", async () => {
  const stage = createStage(() => Promise.resolve(deafProcess()));
  stage.say({ op: "start_server", id: 1, name: "deaf" });
  await turn();
  assert.deepEqual(stage.told.map(({ op }) => op), ["server_started"]);
  for (let round = 0; round < 250; round++) stage.say({ op: "write", id: 1, bytes: MIB });
  assert.deepEqual(stage.failures, []);
  for (let round = 0; round < 250; round++) stage.say({ op: "write", id: 1, bytes: MIB });
  assert.match(stage.failures[0] ?? "", /more than they take/);
});

Deno.test("BridgeInstance counts messages without bytes as well", async () => {
  const stage = createStage(() => Promise.resolve(deafProcess()));
  stage.say({ op: "start_server", id: 1, name: "deaf" });
  await turn();
  const bytes = new Uint8Array();
  for (let round = 0; round < 600_000; round++) stage.say({ op: "emit", stream: "stdout", bytes });
  assert.match(stage.failures[0] ?? "", /more than is read/);
});

Deno.test("BridgeInstance ends a bridge that writes what the client does not read", () => {
  const stage = createStage(() => new Promise(() => {}));
  for (let round = 0; round < 120; round++) {
    stage.say({ op: "emit", stream: "stdout", bytes: MIB });
  }
  assert.deepEqual(stage.failures, []);
  for (let round = 0; round < 10; round++) stage.say({ op: "emit", stream: "stdout", bytes: MIB });
  assert.match(stage.failures[0] ?? "", /more than is read/);
});

Deno.test("BridgeInstance bounds processes that are on their way", async () => {
  const stage = createStage(() => new Promise(() => {}));
  for (let id = 0; id < 10_000; id++) stage.say({ op: "start_server", id, name: "slow" });
  await turn();
  assert.equal(stage.starts.length, MAX_PROCESSES);
  assert.equal(stage.told.length, 10_000 - MAX_PROCESSES);
  assert.ok(stage.told.every(({ op }) => op === "refused"));
});
