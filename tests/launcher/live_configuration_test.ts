import assert from "node:assert/strict";
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

function createStage(servers: unknown): Stage {
  const system = new FakeSystem({ files: { [CONFIG]: JSON.stringify({ mcpServers: servers }) } });
  const { settings } = loadSettings(system);
  const directory = `${settings.stateDir}/bridge`;
  const configuration = new LiveConfiguration({ system, log: () => {}, settings, directory });
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
    (await stage.configuration.changed())?.servers.map(({ server }) => server.name),
    ["b"],
  );
  stage.system.files.remove(CONFIG);
  assert.equal(await stage.configuration.changed(), null);
  stage.system.clock.advance(2_000);
  assert.deepEqual((await stage.configuration.changed())?.servers, []);
});

Deno.test("LiveConfiguration counts a definition's revisions and tells nothing of what is in it", async () => {
  const stage = createStage({ a: { command: "a", env: { T: "secret1" } }, b: { command: "b" } });
  const before = await stage.configuration.current();
  const servers = { a: { command: "a", env: { T: "secret2" } }, b: { command: "b" } };
  stage.edit(JSON.stringify({ mcpServers: servers }));
  const after = await stage.configuration.changed();
  const revisions = [before, after].map((one) => one?.servers.map(({ server }) => server.revision));
  assert.deepEqual(revisions, [[1, 1], [2, 1]]);
  assert.doesNotMatch(JSON.stringify(after), /secret/);
});

Deno.test("LiveConfiguration keeps what a file defined while the file cannot be read", async () => {
  const stage = createStage({ a: { command: "a" } });
  await stage.configuration.current();
  stage.edit('{ "mcpServers": {');
  const names = (await stage.configuration.changed())?.servers.map(({ server }) => server.name);
  assert.deepEqual(names, ["a"]);
  const { files } = await stage.configuration.discovery();
  assert.match(files[0]?.problem ?? "", /kept as they were before/);
  stage.edit('{ "mcpServers": {} }');
  assert.deepEqual((await stage.configuration.changed())?.servers, []);
});

Deno.test("LiveConfiguration gives the bridge no right for servers that it cannot connect to", async () => {
  const { configuration } = createStage({ web: { url: "https://example.com/mcp" } });
  const { rights, servers } = await configuration.current();
  assert.deepEqual(rights.filter(({ name }) => name === "net"), []);
  assert.deepEqual(servers[0]?.needs, rights);
});
