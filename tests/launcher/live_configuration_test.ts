import assert from "node:assert/strict";
import type { Log } from "../../src/log.ts";
import { loadSettings } from "../../src/settings/load_settings.ts";
import { LiveConfiguration } from "../../src/launcher/live_configuration.ts";
import { FakeSystem } from "../fakes/fake_system.ts";

const CONFIG = "/home/ada/.config/mcp/servers/all.json";

interface Stage {
  readonly system: FakeSystem;
  readonly configuration: LiveConfiguration;
  /** Writes the configuration anew, and lets time pass. */
  edit(text: string): void;
}

function createStage(servers: unknown, log: Log = () => {}): Stage {
  const system = new FakeSystem({ files: { [CONFIG]: JSON.stringify({ mcpServers: servers }) } });
  const { settings } = loadSettings(system);
  const directory = `${settings.stateDir}/bridge`;
  const packages = `${settings.stateDir}/packages`;
  const configuration = new LiveConfiguration({ system, log, settings, directory, packages });
  let modified = 0;
  return {
    system,
    configuration,
    edit(text) {
      modified++;
      system.files.put(CONFIG, { kind: "file", bytes: new TextEncoder().encode(text), modified });
      system.clock.advance(2_000);
    },
  };
}

Deno.test("LiveConfiguration.current() tells the bridge the tools and the times of a definition", async () => {
  const { configuration } = createStage({
    a: { command: "a", disabledTools: ["rm"], timeout: 500 },
    b: { command: "b" },
  });
  const [a, b] = await configuration.current();
  assert.deepEqual([a?.tools, a?.timeouts], [{ allow: null, deny: ["rm"] }, { callMs: 500 }]);
  assert.deepEqual([b?.tools, b?.timeouts], [undefined, undefined]);
});

Deno.test("LiveConfiguration.changed() is quiet while the files stay as they are", async () => {
  const { system, configuration } = createStage({ a: { command: "a" } });
  await configuration.current();
  system.clock.advance(10_000);
  assert.equal(await configuration.changed(), null);
});

Deno.test("LiveConfiguration.changed() does not wait for the first reading", async () => {
  const stage = createStage({ a: { command: "a" } });
  stage.edit(JSON.stringify({ mcpServers: {} }));
  assert.equal(await stage.configuration.changed(), null);
  await stage.configuration.current();
});

Deno.test("LiveConfiguration.changed() looks at the files every two seconds at most", async () => {
  const stage = createStage({});
  await stage.configuration.current();
  stage.edit(JSON.stringify({ mcpServers: { b: { command: "b" } } }));
  assert.deepEqual(
    (await stage.configuration.changed())?.map(({ name }) => name),
    ["b"],
  );
  stage.system.files.remove(CONFIG);
  assert.equal(await stage.configuration.changed(), null);
  stage.system.clock.advance(2_000);
  assert.deepEqual(await stage.configuration.changed(), []);
});

Deno.test("LiveConfiguration counts a definition's revisions and tells nothing of what is in it", async () => {
  const stage = createStage({ a: { command: "a", env: { T: "secret1" } }, b: { command: "b" } });
  const before = await stage.configuration.current();
  const servers = { a: { command: "a", env: { T: "secret2" } }, b: { command: "b" } };
  stage.edit(JSON.stringify({ mcpServers: servers }));
  const after = await stage.configuration.changed();
  const revisions = [before, after].map((one) => one?.map(({ revision }) => revision));
  assert.deepEqual(revisions, [[1, 1], [2, 1]]);
  assert.doesNotMatch(JSON.stringify(after), /secret/);
});

Deno.test("LiveConfiguration keeps what a file defined while the file cannot be read", async () => {
  const stage = createStage({ a: { command: "a" } });
  await stage.configuration.current();
  stage.edit('{ "mcpServers": {');
  const names = (await stage.configuration.changed())?.map(({ name }) => name);
  assert.deepEqual(names, ["a"]);
  const { files } = await stage.configuration.discovery();
  assert.match(files[0]?.problem ?? "", /kept as they were before/);
  stage.edit('{ "mcpServers": {} }');
  assert.deepEqual(await stage.configuration.changed(), []);
});

/** As when the working directory was removed; the returned function brings it back. */
function loseDirectory(system: FakeSystem): () => void {
  const cwd = system.cwd();
  system.cwd = () => {
    throw new Error("no working directory");
  };
  return () => void (system.cwd = () => cwd);
}

Deno.test("LiveConfiguration.current() reads again after a first reading that failed", async () => {
  const { system, configuration } = createStage({ a: { command: "a" } });
  const bringBack = loseDirectory(system);
  await assert.rejects(configuration.current(), /no working directory/);
  bringBack();
  assert.deepEqual((await configuration.current()).map(({ name }) => name), ["a"]);
  assert.equal((await configuration.discovery()).servers.length, 1);
});

Deno.test("LiveConfiguration keeps the last reading when a later one fails, and reads again", async () => {
  const lost: (() => void)[] = [];
  const stage = createStage({ a: { command: "a" } }, (_level, text) => {
    // between the look and the reading, and only the first time
    if (text.includes("has changed") && lost.length === 0) lost.push(loseDirectory(stage.system));
  });
  const { configuration, system } = stage;
  const names = async () => (await configuration.discovery()).servers.map(({ name }) => name);
  assert.deepEqual(await names(), ["a"]);
  stage.edit(JSON.stringify({ mcpServers: { b: { command: "b" } } }));
  await assert.rejects(async () => await configuration.changed(), /no working directory/);
  assert.deepEqual(await names(), ["a"]);
  lost[0]?.();
  system.clock.advance(2_000);
  assert.notEqual(await configuration.changed(), null);
  assert.deepEqual(await names(), ["b"]);
});
