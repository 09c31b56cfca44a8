/** The launcher with the real bridge in a real Worker. */

import assert from "node:assert/strict";
import type { BridgeServer } from "../../src/ipc/messages.ts";
import type { EngineInUse } from "../../src/engine/engine_selection.ts";
import { startBridgeWorker } from "../../src/launcher/bridge_worker.ts";
import { launch } from "../../src/launcher/launch.ts";
import { computePermissions, type Right } from "../../src/launcher/permissions.ts";
import { createDenoSystem } from "../../src/system/deno_system.ts";
import type { System } from "../../src/system/system.ts";
import { createTestEngine } from "../engine/embedded/embedded_sandbox.ts";
import { eventually } from "../support/eventually.ts";
import { bridgeSettings } from "../support/bridge_settings.ts";

type Message = Readonly<Record<string, unknown>>;

/** A launcher with a client that speaks line by line. */
interface Stage extends AsyncDisposable {
  /** Rights of each bridge that was started. */
  readonly started: (readonly Right[])[];
  /** Everything that the client received. */
  readonly received: Message[];
  send(...messages: Message[]): void;
  sendText(text: string): void;
  /** Resolves when the client has received an answer. */
  answerTo(id: number): Promise<Message>;
  /** From now on a look at the configuration lasts until this resolves. */
  lookUntil(looked: Promise<void>): void;
  /** From the next message on, these are the servers. */
  change(servers: readonly BridgeServer[]): void;
}

interface StageOptions {
  /** What is configured is known once this resolves. @default {at once} */
  readonly discovered?: Promise<void>;
  /** An engine is found once this resolves. @default {at once} */
  readonly engineFound?: Promise<void>;
}

async function createStage(options: StageOptions = {}): Promise<Stage> {
  const directory = await Deno.realPath(await Deno.makeTempDir({ prefix: "bridge-launch-" }));
  const stdin = new TransformStream<Uint8Array, Uint8Array>();
  const client = stdin.writable.getWriter();
  const started: (readonly Right[])[] = [];
  const received: Message[] = [];
  let text = "";
  const decoder = new TextDecoder();
  const real = createDenoSystem();
  const system: System = {
    ...real,
    onStopSignal: () => {},
    streams: {
      stdin: stdin.readable,
      stdinIsTerminal: false,
      stdoutIsTerminal: false,
      stderrIsTerminal: false,
      columns: () => null,
      writeStderr: () => Promise.resolve(),
      isBrokenPipe: () => false,
      writeStdout(bytes) {
        const lines = (text + decoder.decode(bytes, { stream: true })).split("\n");
        text = lines.pop() ?? "";
        received.push(...lines.map((line) => JSON.parse(line)));
        return Promise.resolve();
      },
    },
  };
  const rights = computePermissions({ directory, packages: `${directory}-packages` });
  const server = { name: "held", alias: "held", unavailable: null, revision: 0, reach: null };
  let change: readonly BridgeServer[] | null = null;
  let look = Promise.resolve();
  const engine = await createTestEngine();
  const selected: EngineInUse = {
    provisional: false,
    started: () => {},
    failed: () => {},
    engine,
    state: { engine: "embedded", attempts: [], advice: null },
  };
  const ended = launch({
    system,
    log: () => {},
    job: { kind: "serve" },
    settings: bridgeSettings(directory),
    configuration: {
      rights,
      async current() {
        await options.discovered;
        return [server];
      },
      changed() {
        const changed = change;
        change = null;
        return look.then(() => changed);
      },
    },
    async engine() {
      await options.engineFound;
      return selected;
    },
    engineState: () => Promise.resolve(selected.state),
    openBrowser: () => Promise.resolve(),
    claimReady: (_engine, wanted) => Promise.resolve(wanted),
    connectServer: () => Promise.reject(new Error("no network here")),
    startServer: () => Promise.reject(new Error("it cannot be started")),
    startWorker(wanted) {
      started.push(wanted);
      return startBridgeWorker(wanted);
    },
  });
  const sendText = (text: string) => void client.write(new TextEncoder().encode(text));
  return {
    started,
    received,
    sendText,
    send(...messages) {
      sendText(messages.map((message) => `${JSON.stringify(message)}\n`).join(""));
    },
    async answerTo(id) {
      await eventually(`answer ${id}`, () => received.some((message) => message["id"] === id));
      return received.find((message) => message["id"] === id) ?? {};
    },
    lookUntil: (looked) => void (look = looked),
    change: (servers) => void (change = servers),
    async [Symbol.asyncDispose]() {
      await client.close();
      assert.equal(await ended, 0);
      await Deno.remove(directory, { recursive: true });
    },
  };
}

const INITIALIZE = {
  jsonrpc: "2.0",
  id: 0,
  method: "initialize",
  params: {
    protocolVersion: "2025-11-25",
    capabilities: {},
    clientInfo: { name: "test", version: "1" },
  },
};
const INITIALIZED = { jsonrpc: "2.0", method: "notifications/initialized" };

function request(id: number, method: string, params: Message = {}): Message {
  return { jsonrpc: "2.0", id, method, params };
}

function runPython(id: number, code: string, more: Message = {}): Message {
  const { servers = [], ...params } = more;
  const args = { code, servers };
  return request(id, "tools/call", { ...params, name: "run_python", arguments: args });
}

/** The names of the servers. */
const LISTED = "from mcp import runtime\nruntime.discovered_servers()";

function answeredOnce({ received }: Stage, ids: readonly number[]): void {
  assert.deepEqual(received.map(({ id }) => id).sort(), [...ids].sort());
  for (const message of received) assert.ok("result" in message, JSON.stringify(message));
}

Deno.test("initialize and tools/list wait neither for discovery nor for an engine; a run waits for both", async () => {
  const discovered = Promise.withResolvers<void>();
  const engineFound = Promise.withResolvers<void>();
  await using stage = await createStage({
    discovered: discovered.promise,
    engineFound: engineFound.promise,
  });
  stage.send(INITIALIZE);
  await stage.answerTo(0);
  stage.send(INITIALIZED, runPython(1, "6 * 7"), request(2, "tools/list"));
  assert.match(JSON.stringify(await stage.answerTo(2)), /run_python/);
  answeredOnce(stage, [0, 2]);
  discovered.resolve();
  engineFound.resolve();
  assert.match(JSON.stringify(await stage.answerTo(1)), /42/);
  assert.equal(stage.started.length, 1);
});

Deno.test("a run waits until the configuration was looked at again, other requests do not", async () => {
  const looked = Promise.withResolvers<void>();
  await using stage = await createStage();
  stage.send(INITIALIZE);
  await stage.answerTo(0);
  stage.lookUntil(looked.promise);
  stage.send(INITIALIZED, runPython(1, "6 * 7"), request(2, "tools/list"));
  await stage.answerTo(2);
  answeredOnce(stage, [0, 2]);
  looked.resolve();
  assert.match(JSON.stringify(await stage.answerTo(1)), /42/);
});

Deno.test("servers that have changed are told to the running bridge with the client's next request", async () => {
  await using stage = await createStage();
  stage.send(INITIALIZE);
  await stage.answerTo(0);
  stage.send(INITIALIZED, runPython(1, LISTED));
  assert.match(JSON.stringify(await stage.answerTo(1)), /held/);
  stage.change([]);
  stage.send(runPython(2, LISTED));
  assert.doesNotMatch(JSON.stringify(await stage.answerTo(2)), /held/);
  assert.equal(stage.started.length, 1);
});
