import assert from "node:assert/strict";
import { formatCleaned } from "../../src/cli/commands/clean.ts";
import { loadSettings } from "../../src/settings/load_settings.ts";
import type { Cleaned, Engine, EngineFactory } from "../../src/engine/engine.ts";
import { clean, findLeftovers } from "../../src/engine/clean.ts";
import { FakeSystem } from "../fakes/fake_system.ts";

type Probe = Pick<EngineFactory, "probe">;

function usable(cleaned: Cleaned): Probe {
  const engine: Engine = {
    name: "podman",
    start: () => Promise.reject(new Error("clean starts nothing")),
    leftovers: () => Promise.resolve(cleaned.removed),
    clean: () => Promise.resolve(cleaned),
  };
  return { probe: () => Promise.resolve({ usable: true, engine }) };
}

function refused(refusal: string): Probe {
  return {
    probe: () => Promise.resolve({ usable: false, name: "docker", refusal, remedy: null }),
  };
}

Deno.test("clean() asks every engine, and tells what was removed, skipped and not possible", async () => {
  const system = new FakeSystem();
  const { settings } = loadSettings(system);
  const dead = `container 1 1000:77:5:-:-:1\n`;
  system.files.put(`${settings.stateDir}/ready/77-old`, dead);
  const places = await clean({
    system,
    log: () => {},
    settings,
    engines: {
      podman: usable({ removed: ["container 3f2a"], problem: null }),
      docker: refused("not on PATH"),
      embedded: { probe: () => Promise.reject(new Error("disk is gone")) },
    },
  });
  assert.equal(
    formatCleaned(places),
    "Removed container 3f2a (podman)\n" +
      "Skipped docker: not on PATH\n" +
      "Cannot clean embedded: disk is gone\n" +
      "Removed ready/77-old (state directory)\n",
  );
  assert.deepEqual(await system.files.list(`${settings.stateDir}/ready`), []);
});

Deno.test("clean() says so when there is nothing", async () => {
  const system = new FakeSystem();
  const { settings } = loadSettings(system);
  const engines = { podman: usable({ removed: [], problem: null }) };
  const places = await clean({ system, log: () => {}, settings, engines });
  assert.equal(formatCleaned(places), "Nothing was left behind.\n");
});

Deno.test("findLeftovers() names what clean() would remove, and leaves it", async () => {
  const system = new FakeSystem();
  const { settings } = loadSettings(system);
  system.files.put(`${settings.stateDir}/ready/77-old`, `container 1 1000:77:5:-:-:1\n`);
  const options = {
    system,
    log: () => {},
    settings,
    engines: {
      podman: usable({ removed: ["container 3f2a"], problem: null }),
      docker: refused("not on PATH"),
      embedded: { probe: () => Promise.reject(new Error("disk is gone")) },
    },
  };
  const expected = [
    { place: "podman", found: ["container 3f2a"], problem: null },
    { place: "docker", found: [], problem: null },
    { place: "embedded", found: [], problem: "disk is gone" },
    { place: "state directory", found: ["ready/77-old"], problem: null },
  ];
  assert.deepEqual(await findLeftovers(options), expected);
  assert.deepEqual(await findLeftovers(options), expected);
});
