import assert from "node:assert/strict";
import { EnginePreparation } from "../../src/bridge/engine_preparation.ts";
import { KnownServers } from "../../src/bridge/known_servers.ts";
import { createRunServices, type RunServices } from "../../src/bridge/run_services.ts";
import { UpstreamError } from "../../src/errors.ts";
import type { PortExit } from "../../src/ipc/port.ts";
import { settlesWithin } from "../../src/system/waiting.ts";
import { eventually } from "../support/eventually.ts";
import { FakeSystem } from "../fakes/fake_system.ts";
import { bridgeSettings } from "../support/bridge_settings.ts";
import { realClock, testLog, testPort } from "../support/test_port.ts";

const NEVER = new AbortController().signal;
const ENV = {
  name: "env",
  alias: "env",
  unavailable: null,
  revision: 1,
  reach: { kind: "stdio" } as const,
};

interface Bench {
  readonly services: RunServices;
  readonly servers: KnownServers;
  /** Starts the server `env`. */
  startServer(): Promise<void>;
  /** Whether the server that was started last ends within 20 s. */
  ends(): Promise<boolean>;
  /** Resolves when a run waits for its sandbox, which never comes. */
  readonly sandboxAsked: Promise<void>;
  /** How many sandboxes the pool wanted to keep ready, each time that it asked. */
  readonly claimed: readonly number[];
  /** Begins a run with these servers, which ends with the test or with the signal. */
  run(servers: readonly string[], signal?: AbortSignal): Promise<unknown>;
}

/** Runs a test with one real server, and leaves nothing of it behind. */
async function withRunServices(
  test: (bench: Bench) => Promise<void>,
  /** Label of the engine's machine, if that is stopped. */
  stopped?: string,
): Promise<void> {
  const port = testPort({ env: ["environment"] });
  const servers = new KnownServers();
  const end = new AbortController();
  const claimed: number[] = [];
  const sandboxAsked = Promise.withResolvers<void>();
  let exited: Promise<PortExit> | null = null;
  const services = createRunServices({
    settings: { ...bridgeSettings("/bridge"), poolSize: 2 },
    servers,
    preparation: new EnginePreparation(),
    files: new FakeSystem().files,
    clock: realClock,
    log: testLog().log,
    port: {
      connectServer: () => Promise.reject(new Error("no network here")),
      async startServer(name, signal) {
        const process = await port.startServer(name, signal);
        exited = process.exited;
        return process;
      },
      startSandbox(signal) {
        sandboxAsked.resolve();
        const { promise, reject } = Promise.withResolvers<never>();
        signal.addEventListener("abort", () => reject(signal.reason), { once: true });
        return promise;
      },
      engineState: () =>
        Promise.resolve({
          engine: "podman",
          attempts: [],
          advice: null,
          ...(stopped === undefined ? {} : { stopped }),
        }),
      openBrowser: () => Promise.resolve(),
      startReader: () => Promise.reject(new Error("nothing is large")),
      endReader: () => {},
      claimReady: (wanted) => {
        claimed.push(wanted);
        return Promise.resolve(0);
      },
    },
  });
  const runs: Promise<unknown>[] = [];
  servers.set([ENV]);
  try {
    await test({
      services,
      servers,
      sandboxAsked: sandboxAsked.promise,
      claimed,
      async startServer() {
        await (await services.upstreams()).describe("env", NEVER);
      },
      ends() {
        assert.ok(exited !== null);
        return settlesWithin(exited, { clock: realClock, ms: 20_000 });
      },
      run(servers, signal = NEVER) {
        const request = { code: "", servers, timeoutMs: 60_000 };
        const run = services.runner(request, AbortSignal.any([signal, end.signal]));
        runs.push(run);
        return run;
      },
    });
  } finally {
    end.abort(new Error("the test is over"));
    await Promise.allSettled(runs);
    await services.close();
    await port.killAll();
  }
}

Deno.test("createRunServices() ends a server that is gone when that is told, if nothing runs", async () => {
  await withRunServices(async ({ servers, startServer, ends }) => {
    await startServer();
    servers.set([]);
    assert.ok(await ends());
  });
});

Deno.test("createRunServices() does not keep a server that is gone for a run that knows it is", async () => {
  await withRunServices(async ({ servers, startServer, ends, run, sandboxAsked }) => {
    await startServer();
    servers.expect();
    const running = run([]);
    servers.set([]);
    await Promise.race([sandboxAsked, running]);
    assert.ok(await ends());
  });
});

Deno.test("createRunServices() keeps a server that is gone until the run that was granted it ends", async () => {
  await withRunServices(async ({ servers, startServer, ends, run, sandboxAsked, services }) => {
    await startServer();
    const cancel = new AbortController();
    const running = run(["env"], cancel.signal);
    await Promise.race([sandboxAsked, running]);
    servers.set([]);
    const upstreams = await services.upstreams();
    assert.equal((await upstreams.describe("env", NEVER)).name, "env");
    cancel.abort(new Error("canceled"));
    await assert.rejects(running, /canceled/);
    assert.ok(await ends());
    await assert.rejects(upstreams.describe("env", NEVER), UpstreamError);
  });
});

Deno.test("createRunServices() keeps no sandbox ready while the engine's machine is stopped", async () => {
  for (const stopped of [undefined, "a machine"]) {
    await withRunServices(async ({ services, claimed }) => {
      services.pool.begin();
      await eventually("it has asked", () => claimed.length > 0);
      assert.deepEqual(claimed, [stopped === undefined ? 2 : 0]);
    }, stopped);
  }
});
