import assert from "node:assert/strict";
import { EngineError } from "../../../src/errors.ts";
import { startBridgeWorker } from "../../../src/launcher/bridge_worker.ts";
import { launch } from "../../../src/launcher/launch.ts";
import { createBrowserOpener } from "../../../src/launcher/open_browser.ts";
import { createServerStarter } from "../../../src/launcher/server_starter.ts";
import { FakeSystem } from "../../fakes/fake_system.ts";
import { bridgeSettings } from "../../support/bridge_settings.ts";
import { longTest } from "../../support/long_tests.ts";

/** Bytes that the launcher may grow by: what the engine keeps of 10,000 messages until it tidies up. */
const MAX_GROWTH = 512 * 1024 * 1024;

longTest(
  "10,000 hostile messages end in refusals: no process, no crash, no flood of log lines",
  async () => {
    const system = new FakeSystem({ spawn: () => ({ hangs: true }) });
    const lines: string[] = [];
    const asked: string[] = [];
    const startServer = createServerStarter({
      settings: { passEnv: [], serverGraceMs: 5_000 },
      guard: { begin: () => {}, watch: () => {} },
      system,
      log: () => {},
      discovery: () => Promise.resolve({ servers: [], files: [] }),
      signal: new AbortController().signal,
    });
    const before = Deno.memoryUsage().rss;
    const exitCode = await launch({
      system,
      log: (_level, message) => void lines.push(message),
      job: {
        kind: "run",
        code: "",
        argv: [],
        servers: [],
        timeoutMs: 1000,
        json: false,
        terminals: { stdout: false, stderr: false },
      },
      settings: bridgeSettings("/nowhere"),
      configuration: {
        rights: [],
        current: () => Promise.resolve([]),
        changed: () => Promise.resolve(null),
      },
      engine: () => Promise.reject(new EngineError("ENGINE_NOT_FOUND", "none here")),
      engineState: () => Promise.reject(new EngineError("ENGINE_NOT_FOUND", "none here")),
      openBrowser: createBrowserOpener(system),
      claimReady: (_engine, wanted) => Promise.resolve(wanted),
      connectServer: () => Promise.reject(new Error("no network here")),
      startServer: (name, signal) => {
        asked.push(name);
        return startServer(name, signal);
      },
      startWorker: (rights) =>
        startBridgeWorker(rights, new URL("./support/fuzzing_bridge.ts", import.meta.url)),
    });
    assert.equal(exitCode, 42, "the launcher lived to hear the last message");
    assert.deepEqual(system.spawned, []);
    assert.ok(asked.length > 0, "some requests are understood, and refused for what they ask");
    assert.equal(system.streams.stdout, "");
    assert.ok(lines.length > 50, "refusals are logged");
    assert.ok(lines.length <= 110, `${lines.length} lines`);
    const growth = Deno.memoryUsage().rss - before;
    assert.ok(growth < MAX_GROWTH, `${growth} bytes`);
  },
);
