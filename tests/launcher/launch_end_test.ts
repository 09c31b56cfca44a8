/** How the launcher ends when its client goes, or when something else happens to its streams. */

import assert from "node:assert/strict";
import type { Job, LauncherMessage } from "../../src/ipc/messages.ts";
import { ReaderGone } from "../../src/launcher/broken_output.ts";
import { launch } from "../../src/launcher/launch.ts";
import { FakeBrokenPipe, FakeSystem } from "../fakes/fake_system.ts";
import { turn } from "../support/eventually.ts";
import { bridgeSettings } from "../support/bridge_settings.ts";
import { testLog } from "../support/test_port.ts";

interface Scene {
  /** @default to serve */
  readonly job?: Job;
  readonly stdin?: ReadableStream<Uint8Array>;
  readonly stdoutFault?: Error;
  /** Whether the bridge comes to no end when it is told to. @default {false} */
  readonly deaf?: boolean;
  /** Sees each message to the bridge before it is obeyed. */
  readonly onPost?: (message: LauncherMessage, say: (value: unknown) => void) => void;
}

/** Launches a bridge that does nothing but end when it is told to. */
async function endOf(
  scene: Scene,
  fake = new FakeSystem(),
): Promise<{ code: number; lines: readonly string[] }> {
  fake.streams.stdin = scene.stdin ?? new ReadableStream();
  fake.streams.stdoutFault = scene.stdoutFault ?? null;
  const { log, lines } = testLog();
  const code = await launch({
    system: fake,
    log,
    job: scene.job ?? { kind: "serve" },
    settings: bridgeSettings("/state"),
    configuration: {
      rights: [],
      current: () => Promise.resolve([]),
      changed: () => null,
    },
    engine: () => Promise.reject(new Error("no engine")),
    engineState: () => Promise.reject(new Error("no engine")),
    claimReady: () => Promise.resolve(0),
    openBrowser: () => Promise.resolve(),
    startServer: () => Promise.reject(new Error("no servers")),
    connectServer: () => Promise.reject(new Error("no network here")),
    startWorker: () => {
      let say = (_value: unknown): void => {};
      return {
        post(message) {
          scene.onPost?.(message, say);
          if (message.op === "client_end" && scene.deaf !== true) {
            say({ op: "finished", exitCode: 0 });
          }
        },
        onMessage: (callback) => say = callback,
        onFailure: () => {},
        terminate: () => {},
      };
    },
  });
  assert.equal(fake.clock.pending, 0);
  return { code, lines };
}

/** A stdin that brings some bytes and then this fault. */
function breakingStdin(fault: Error): ReadableStream<Uint8Array> {
  return new ReadableStream({
    pull(controller) {
      controller.enqueue(new TextEncoder().encode("{}\n"));
      controller.error(fault);
    },
  });
}

Deno.test("launch() ends with 0 when the client closes its pipe, or is gone without closing it", async () => {
  const closed = await endOf({ stdin: ReadableStream.from<Uint8Array>([]) });
  assert.deepEqual(closed, { code: 0, lines: [] });
  const gone = await endOf({ stdin: breakingStdin(new FakeBrokenPipe("gone")) });
  assert.deepEqual(gone, { code: 0, lines: [] });
});

Deno.test("launch() ends with 70 and says what it saw when stdin cannot be read", async () => {
  const { code, lines } = await endOf({ stdin: breakingStdin(new Error("Is a directory")) });
  assert.equal(code, 70);
  assert.deepEqual(lines, [
    "error: Cannot take more from the client: Is a directory; the bridge stops",
  ]);
});

Deno.test("launch() ends with 70 when a message of the client cannot be handed on", async () => {
  const stdin = ReadableStream.from([new Uint8Array([123])]);
  const { code, lines } = await endOf({
    stdin,
    onPost: ({ op }) => {
      if (op === "client_data") throw new TypeError("it cannot be cloned");
    },
  });
  assert.equal(code, 70);
  assert.match(lines[0] ?? "", /^error: Cannot take more from the client: it cannot be cloned/);
});

Deno.test("launch() ends with 0 when nobody reads stdout, and with 70 when it cannot be written", async () => {
  const onPost: Scene["onPost"] = ({ op }, say) => {
    if (op === "begin") say({ op: "emit", stream: "stdout", bytes: new Uint8Array(1) });
  };
  const failing = (fault: Error) => endOf({ onPost, stdoutFault: fault });
  const gone = await failing(new FakeBrokenPipe("gone"));
  assert.equal(gone.code, 0);
  assert.deepEqual(gone.lines, ["info: Stopping: nobody reads our output any more (gone)"]);
  const full = await failing(new Error("No space left on device"));
  assert.equal(full.code, 70);
  assert.deepEqual(full.lines, [
    "error: Cannot write to the client: No space left on device; the bridge stops",
  ]);
});

const COMMAND: Job = { kind: "servers", check: "none" };
const PRINT: Scene["onPost"] = ({ op }, say) => {
  if (op !== "begin") return;
  say({ op: "emit", stream: "stdout", bytes: new Uint8Array(1) });
  say({ op: "finished", exitCode: 0 });
};

Deno.test("launch() of a command throws what became of its output, and logs nothing", async () => {
  const ended = (stdoutFault: Error) => endOf({ job: COMMAND, onPost: PRINT, stdoutFault });
  await assert.rejects(ended(new FakeBrokenPipe("gone")), ReaderGone);
  await assert.rejects(ended(new Error("No space left on device")), {
    name: "OutputError",
    message: "Cannot write to standard output: No space left on device",
  });
});

Deno.test("launch() of a command that was interrupted ends with the signal, although its reader is gone", async () => {
  const fake = new FakeSystem();
  const written = Promise.withResolvers<void>();
  fake.streams.writeStdout = () => written.promise;
  const ending = endOf({ job: COMMAND, onPost: PRINT }, fake);
  await turn();
  fake.stop("SIGINT");
  written.reject(new FakeBrokenPipe("gone"));
  assert.equal((await ending).code, 130);
});

Deno.test("launch() of a command waits for the reader of its output, but for none at a signal", async () => {
  for (const interrupted of [false, true]) {
    const fake = new FakeSystem();
    const taken = Promise.withResolvers<void>();
    fake.streams.writeStdout = () => taken.promise;
    const ending = endOf({ job: COMMAND, onPost: PRINT }, fake);
    let over = false;
    ending.then(() => over = true);
    await turn();
    fake.clock.advance(3_600_000);
    await turn();
    assert.equal(over, false);
    if (interrupted) {
      fake.stop("SIGINT");
      await turn();
      fake.clock.advance(600);
    } else taken.resolve();
    assert.equal((await ending).code, interrupted ? 130 : 0);
  }
});

Deno.test("launch() waits a second for a bridge that comes to no end, and for none at a second signal", async () => {
  const patient = new FakeSystem();
  const once = endOf({ deaf: true }, patient);
  await turn();
  patient.stop("SIGINT");
  let over = false;
  once.then(() => over = true);
  patient.clock.advance(999);
  await turn();
  assert.equal(over, false);
  patient.clock.advance(1);
  assert.equal((await once).code, 130);

  const hurried = new FakeSystem();
  const twice = endOf({ deaf: true }, hurried);
  await turn();
  hurried.stop("SIGINT");
  hurried.stop("SIGINT");
  assert.equal((await twice).code, 130);
});

Deno.test("launch() sets no timer for a client that goes after the end", async () => {
  const client = new TransformStream<Uint8Array, Uint8Array>();
  const fake = new FakeSystem();
  const { code } = await endOf({
    stdin: client.readable,
    onPost: ({ op }, say) => {
      if (op === "begin") say({ op: "finished", exitCode: 3 });
    },
  }, fake);
  assert.equal(code, 3);
  fake.stop("SIGTERM");
  await client.writable.close();
  await turn();
  assert.equal(fake.clock.pending, 0);
});
