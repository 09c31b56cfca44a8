import assert from "node:assert/strict";
import { startAhead } from "../../src/cli/start_ahead.ts";
import { loadSettings } from "../../src/settings/load_settings.ts";
import { prepareStateDir } from "../../src/settings/state_dir.ts";
import type { StartWorker } from "../../src/launcher/bridge_worker.ts";
import { computePermissions, type Right } from "../../src/launcher/permissions.ts";
import { FakeSystem } from "../fakes/fake_system.ts";

interface FakeWorker {
  readonly rights: readonly Right[];
  terminated: boolean;
}

function createStarter(): { readonly workers: FakeWorker[]; readonly start: StartWorker } {
  const workers: FakeWorker[] = [];
  return {
    workers,
    start(rights) {
      const worker: FakeWorker = { rights, terminated: false };
      workers.push(worker);
      return {
        post: () => {},
        onMessage: () => {},
        onFailure: () => {},
        terminate: () => worker.terminated = true,
      };
    },
  };
}

/** The rights with which the launcher asks for its first bridge. */
async function firstRights(system: FakeSystem): Promise<readonly Right[]> {
  const { settings } = loadSettings(system);
  const { bridge: directory, packages } = await prepareStateDir(system, settings.stateDir);
  return computePermissions({ directory, packages });
}

Deno.test("startAhead() starts a Worker for the server alone", () => {
  const table: [readonly string[], number][] = [
    [[], 1],
    [["serve"], 1],
    [["serve", "--help"], 0],
    [["--help"], 0],
    [["run", "-c", "1"], 0],
    [["nonsense"], 0],
  ];
  for (const [args, expected] of table) {
    const { workers, start } = createStarter();
    const startWorker = startAhead(new FakeSystem(), args, start);
    assert.equal(workers.length, expected, args.join(" "));
    assert.equal(startWorker === null, expected === 0);
  }
});

Deno.test("startAhead() without a command starts a Worker for a client, and none for a person", () => {
  for (const [stdin, stdout, expected] of [[true, true, 0], [true, false, 1], [false, true, 1]]) {
    const { workers, start } = createStarter();
    const system = new FakeSystem();
    Object.assign(system.streams, { stdinIsTerminal: stdin, stdoutIsTerminal: stdout });
    startAhead(system, [], start);
    assert.equal(workers.length, expected);
    startAhead(system, ["serve"], start);
    assert.equal(workers.length, Number(expected) + 1, "serve always serves");
  }
});

Deno.test("startAhead() starts nothing where no state directory can be chosen", () => {
  const { workers, start } = createStarter();
  assert.equal(startAhead(new FakeSystem({ home: null, platform: "windows" }), [], start), null);
  assert.equal(workers.length, 0);
});

Deno.test("startAhead() gives its Worker the rights that the launcher will ask for", async () => {
  const environments: Record<string, string>[] = [
    {},
    { XDG_STATE_HOME: "/var/state" },
    { MCP_BRIDGE_STATE_DIR: " ~/kept " },
    { MCP_BRIDGE_STATE_DIR: "kept/../here" },
  ];
  for (const env of environments) {
    const system = new FakeSystem({ env });
    const { workers, start } = createStarter();
    const startWorker = startAhead(system, [], start);
    const rights = await firstRights(system);
    assert.deepEqual(workers[0]?.rights, rights);
    startWorker?.(rights);
    assert.equal(workers.length, 1, "it is handed out");
    startWorker?.(rights);
    assert.equal(workers.length, 2, "and only once");
    assert.deepEqual(workers.map(({ terminated }) => terminated), [false, false]);
  }
});

Deno.test("startAhead() ends its Worker when other rights are asked for", () => {
  const { workers, start } = createStarter();
  const startWorker = startAhead(new FakeSystem(), [], start);
  startWorker?.([]);
  assert.deepEqual(workers.map(({ rights, terminated }) => [rights.length, terminated]), [
    [3, true],
    [0, false],
  ]);
});
