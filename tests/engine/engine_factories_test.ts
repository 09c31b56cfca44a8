import assert from "node:assert/strict";
import { createEngineFactories } from "../../src/engine/engine_factories.ts";
import { ENGINE_NAMES } from "../../src/engines.ts";
import { loadSettings } from "../../src/settings/load_settings.ts";
import type { ReuseChoice } from "../../src/settings/settings.ts";
import { executable } from "../fakes/fake_files.ts";
import { FakeSystem } from "../fakes/fake_system.ts";

function createSystem(): FakeSystem {
  return new FakeSystem({
    env: { PATH: "/usr/bin" },
    files: { "/usr/bin/podman": executable() },
  });
}

Deno.test("createEngineFactories() has a factory for each engine of the table", () => {
  const system = createSystem();
  const { settings } = loadSettings(system);
  const engines = createEngineFactories({ system, log: () => {}, settings });
  assert.deepEqual(Object.keys(engines), ENGINE_NAMES);
});

Deno.test("EngineFactory.rights() names what the engine runs and reads, and starts nothing", async () => {
  const system = createSystem();
  const { settings } = loadSettings(system);
  const engines = createEngineFactories({ system, log: () => {}, settings });
  const files = `${settings.stateDir}/embedded`;
  const shown = async (name: keyof typeof engines) =>
    (await engines[name].rights()).map(({ name, value }) => `${name} ${value}`);
  assert.deepEqual(await shown("podman"), ["run /usr/bin/podman"]);
  assert.deepEqual(await shown("docker"), []);
  assert.deepEqual(await shown("embedded"), [
    `read ${files}`,
    `write ${files}`,
    "run /usr/bin/deno",
    "run /bin/sh",
  ]);
  assert.deepEqual(system.spawned, []);
});

Deno.test("EngineFactory.rights() names bubblewrap where it is, and starts nothing", async () => {
  const system = new FakeSystem({
    env: { PATH: "/usr/bin" },
    files: { "/usr/bin/bwrap": executable() },
  });
  const { settings } = loadSettings(system);
  const rights = await createEngineFactories({ system, log: () => {}, settings }).embedded.rights();
  assert(rights.some(({ name, value }) => name === "run" && value === "/usr/bin/bwrap"));
  assert.deepEqual(system.spawned, []);
});

Deno.test("the embedded engine is refused for want of rooms only where they are asked for", async () => {
  const system = createSystem();
  const probe = async (reuse: ReuseChoice) => {
    const { settings } = loadSettings(system);
    const engines = createEngineFactories({
      system,
      log: () => {},
      settings: { ...settings, reuse },
    });
    return await engines.embedded.probe();
  };
  const noRooms = /^it makes no rooms \(.*\), and MCP_BRIDGE_REUSE=rooms is set$/;
  for (const reuse of ["rooms", "auto", "never"] as const) {
    const answer = await probe(reuse);
    // this system has none of its files either
    const refusal = answer.usable ? "" : answer.refusal;
    assert.equal(noRooms.test(refusal), reuse === "rooms", refusal);
  }
});

Deno.test("the embedded engine is refused where directories are shared, and podman names them", async () => {
  const system = new FakeSystem({
    env: { PATH: "/usr/bin", MCP_BRIDGE_MOUNTS: "/data;/out:/mnt/o:rw" },
    files: { "/usr/bin/podman": executable() },
  });
  const { settings } = loadSettings(system);
  const engines = createEngineFactories({ system, log: () => {}, settings });
  const answer = await engines.embedded.probe();
  assert.ok(!answer.usable);
  assert.equal(answer.refusal, "it shares no directories, and MCP_BRIDGE_MOUNTS is set");
  const rights = await engines.podman.rights();
  assert.deepEqual(rights.slice(1).map(({ name, value }) => `${name} ${value}`), [
    "read /data",
    "write /out",
  ]);
});

Deno.test("EngineFactory.rights() names what opens Docker Desktop where docker is that", async () => {
  const system = new FakeSystem({
    platform: "darwin",
    env: { PATH: "/usr/local/bin" },
    files: { "/usr/local/bin/docker": executable() },
  });
  const { settings } = loadSettings(system);
  const rights = await createEngineFactories({ system, log: () => {}, settings }).docker.rights();
  assert.deepEqual(rights.map(({ value }) => value), ["/usr/local/bin/docker", "/usr/bin/open"]);
});
