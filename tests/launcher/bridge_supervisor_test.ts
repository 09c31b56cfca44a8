import assert from "node:assert/strict";
import type { BridgeServer, LauncherMessage } from "../../src/ipc/messages.ts";
import { BridgeInstance } from "../../src/launcher/bridge_instance.ts";
import {
  BridgeSupervisor,
  RETIRE_AFTER_MS,
  RETIRE_GRACE_MS,
} from "../../src/launcher/bridge_supervisor.ts";
import { EmitQueue } from "../../src/launcher/emit_queue.ts";
import type { BridgeConfiguration } from "../../src/launcher/live_configuration.ts";
import type { Right } from "../../src/launcher/permissions.ts";
import { FakeStreams } from "../fakes/fake_system.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { bridgeSettings } from "../support/bridge_settings.ts";

const OWN: Right = { name: "read", value: "/state/bridge", reason: "" };
const HOST: Right = { name: "net", value: "example.com:443", reason: "" };
const LOCAL = server("local");
const WEB = { ...server("web"), needs: [HOST] };
const BEFORE: BridgeConfiguration = { servers: [LOCAL], rights: [OWN] };
const AFTER: BridgeConfiguration = { servers: [LOCAL, WEB], rights: [OWN, HOST] };

const INITIALIZE = '{"jsonrpc":"2.0","id":0,"method":"initialize"}';

function server(name: string): { server: BridgeServer; needs: readonly Right[] } {
  return { server: { name, alias: name, unavailable: null, revision: 1, reach: null }, needs: [] };
}

/** A Worker that does nothing but remember what it was told. */
interface FakeBridge {
  readonly rights: readonly Right[];
  readonly told: LauncherMessage[];
  terminated: boolean;
  say(message: unknown): void;
}

interface Stage {
  readonly supervisor: BridgeSupervisor;
  readonly bridges: FakeBridge[];
  readonly clock: FakeClock;
}

function createStage(configuration: BridgeConfiguration | null = BEFORE): Stage {
  const clock = new FakeClock();
  const bridges: FakeBridge[] = [];
  const emits = new EmitQueue({ streams: new FakeStreams(), onBroken: () => {} });
  const supervisor = new BridgeSupervisor({
    job: { kind: "serve" },
    settings: bridgeSettings("/state/bridge"),
    clock,
    log: () => {},
    rights: [OWN],
    start(rights, events) {
      const told: LauncherMessage[] = [];
      let listen = (_value: unknown): void => {};
      const bridge: FakeBridge = {
        rights,
        told,
        terminated: false,
        say: (message) => listen(message),
      };
      bridges.push(bridge);
      return new BridgeInstance({
        worker: {
          post: (message) => told.push(structuredClone(message)),
          onMessage: (callback) => listen = callback,
          onFailure: () => {},
          terminate: () => bridge.terminated = true,
        },
        clock,
        log: () => {},
        emits,
        engine: () => Promise.reject(new Error("none here")),
        openBrowser: () => Promise.resolve(),
        claimReady: (_engine, wanted) => Promise.resolve(wanted),
        startServer: () => Promise.reject(new Error("none here")),
        connectServer: () => Promise.reject(new Error("no network here")),
        events,
      });
    },
    onFinished: () => {},
    onFailure: (reason) => assert.fail(reason),
  });
  if (configuration !== null) supervisor.apply(configuration);
  return { supervisor, bridges, clock };
}

function bridge({ bridges }: Stage, index: number): FakeBridge {
  const found = bridges[index];
  assert.ok(found !== undefined, `there are ${bridges.length} bridges`);
  return found;
}

function ops({ told }: FakeBridge): readonly string[] {
  return told.map(({ op }) => op);
}

function serversOf({ told }: FakeBridge): readonly BridgeServer[] {
  const last = told.filter((message) => message.op === "servers").at(-1);
  return last?.servers ?? [];
}

function line(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${text}\n`);
}

Deno.test("BridgeSupervisor begins before it is known which servers there are", async () => {
  const stage = createStage(null);
  stage.supervisor.receive(line(INITIALIZE));
  assert.deepEqual(ops(bridge(stage, 0)), ["begin", "client_data"]);
  await stage.supervisor.apply(BEFORE);
  assert.deepEqual(ops(bridge(stage, 0)), ["begin", "client_data", "servers"]);
  assert.equal(stage.bridges.length, 1);
});

Deno.test("BridgeSupervisor has a fresh bridge take over when the first configuration needs more rights", async () => {
  const stage = createStage(null);
  stage.supervisor.receive(line(INITIALIZE));
  const applied = stage.supervisor.apply(AFTER);
  bridge(stage, 0).say({ op: "idle", received: 1 });
  await applied;
  assert.deepEqual(bridge(stage, 1).rights, AFTER.rights);
  assert.deepEqual(ops(bridge(stage, 1)), ["begin", "servers"]);
});

Deno.test("BridgeSupervisor tells new servers to the bridge that runs, if they need no new right", async () => {
  const stage = createStage();
  const more = { servers: [LOCAL, server("second")], rights: [OWN] };
  await stage.supervisor.apply(more);
  assert.equal(stage.bridges.length, 1);
  assert.deepEqual(serversOf(bridge(stage, 0)), more.servers.map(({ server }) => server));
  assert.deepEqual(ops(bridge(stage, 0)), ["begin", "servers", "servers"]);
});

Deno.test("BridgeSupervisor starts a fresh bridge with the new rights once the old one is idle", async () => {
  const stage = createStage();
  stage.supervisor.receive(line(INITIALIZE));
  const applied = stage.supervisor.apply(AFTER);
  const old = bridge(stage, 0);
  assert.deepEqual(old.told.at(-1), { op: "yield", now: false });
  assert.match(serversOf(old)[1]?.unavailable ?? "", /waits/);
  assert.equal(serversOf(old)[0]?.unavailable, null);

  old.say({ op: "idle", received: 1 });
  await applied;
  const fresh = bridge(stage, 1);
  assert.ok(old.terminated);
  assert.deepEqual(fresh.rights, AFTER.rights);
  const [begin, servers] = fresh.told;
  assert.ok(begin?.op === "begin" && servers?.op === "servers");
  assert.deepEqual(begin.handshake, [INITIALIZE]);
  assert.equal(servers.servers[1]?.unavailable, null);

  stage.supervisor.receive(line("{}"));
  assert.deepEqual(ops(fresh), ["begin", "servers", "client_data"]);
  assert.equal(stage.clock.pending, 0, "no clock is left running");
});

Deno.test("BridgeSupervisor waits for a busy bridge, and for what it has not received yet", async () => {
  const stage = createStage();
  const applied = stage.supervisor.apply(AFTER);
  const old = bridge(stage, 0);
  old.say({ op: "busy" });
  await applied;
  stage.supervisor.receive(line("1"));
  stage.supervisor.receive(line("2"));
  old.say({ op: "idle", received: 1 });
  assert.equal(stage.bridges.length, 1, "a message is still on its way");
  old.say({ op: "idle", received: 2 });
  assert.equal(stage.bridges.length, 2);
  old.say({ op: "idle", received: 2 });
  old.say({ op: "emit", stream: "stdout", bytes: new Uint8Array([1]) });
  assert.equal(stage.bridges.length, 2, "what a replaced bridge says counts for nothing");
});

Deno.test("BridgeSupervisor takes a change back when the rights are again what the bridge has", async () => {
  const stage = createStage();
  const applied = stage.supervisor.apply(AFTER);
  bridge(stage, 0).say({ op: "busy" });
  await applied;
  await stage.supervisor.apply(BEFORE);
  bridge(stage, 0).say({ op: "idle", received: 0 });
  assert.equal(stage.bridges.length, 1);
  assert.equal(stage.clock.pending, 0);
});

Deno.test("BridgeSupervisor takes rights away again that nothing needs any more", async () => {
  const stage = createStage();
  const applied = stage.supervisor.apply(AFTER);
  bridge(stage, 0).say({ op: "idle", received: 0 });
  await applied;
  const back = stage.supervisor.apply(BEFORE);
  bridge(stage, 1).say({ op: "idle", received: 0 });
  await back;
  assert.deepEqual(bridge(stage, 2).rights, [OWN]);
});

Deno.test("BridgeSupervisor does not let the client wait for a bridge that says nothing", async () => {
  const stage = createStage();
  const applied = stage.supervisor.apply(AFTER);
  stage.clock.advance(1_000);
  await applied;
  assert.equal(stage.bridges.length, 1);
});

Deno.test("BridgeSupervisor has a bridge that is never idle end its work, and then does without its word", async () => {
  const stage = createStage();
  const applied = stage.supervisor.apply(AFTER);
  const old = bridge(stage, 0);
  old.say({ op: "busy" });
  await applied;
  stage.clock.advance(RETIRE_AFTER_MS);
  assert.deepEqual(old.told.at(-1), { op: "yield", now: true });
  assert.ok(!old.terminated);
  stage.clock.advance(RETIRE_GRACE_MS);
  assert.ok(old.terminated);
  assert.deepEqual(bridge(stage, 1).rights, AFTER.rights);
  assert.equal(stage.clock.pending, 0);
});

Deno.test("BridgeSupervisor starts no fresh bridge when the program is to end", async () => {
  const stage = createStage();
  const applied = stage.supervisor.apply(AFTER);
  stage.supervisor.stop();
  await applied;
  bridge(stage, 0).say({ op: "idle", received: 0 });
  await stage.supervisor.apply(AFTER);
  assert.equal(stage.bridges.length, 1);
  assert.deepEqual(ops(bridge(stage, 0)).at(-1), "client_end");
  assert.equal(stage.clock.pending, 0);
});

Deno.test("BridgeSupervisor leaves no timer once a bridge has answered, been replaced, or is stopped", async () => {
  const busy = createStage();
  const applied = busy.supervisor.apply(AFTER);
  assert.equal(busy.clock.pending, 2);
  bridge(busy, 0).say({ op: "busy" });
  await applied;
  assert.equal(busy.clock.pending, 1, "only its time to come to an end is counted");
  bridge(busy, 0).say({ op: "idle", received: 0 });
  assert.equal(busy.clock.pending, 0);

  const forced = createStage();
  forced.supervisor.apply(AFTER);
  forced.clock.advance(RETIRE_AFTER_MS + RETIRE_GRACE_MS);
  assert.equal(forced.bridges.length, 2);
  assert.equal(forced.clock.pending, 0);

  const stopped = createStage();
  stopped.supervisor.apply(AFTER);
  stopped.clock.advance(RETIRE_AFTER_MS);
  stopped.supervisor.stop();
  assert.equal(stopped.clock.pending, 0);
});
