import assert from "node:assert/strict";
import { discover } from "../../src/discovery/discover.ts";
import { CLIENT_LOCATIONS } from "../../src/discovery/client_table.ts";
import { fingerprint } from "../../src/discovery/fingerprint.ts";
import { FakeSystem } from "../fakes/fake_system.ts";
import { CLIENT_HOMES } from "./corpus/client_homes.ts";

const SETTINGS = { stateDir: "/state", allowSelfServer: false, configFiles: [] };
const MACHINES = [
  { platform: "linux", home: "/home/ada", cwd: "/work/project" },
  { platform: "darwin", home: "/Users/ada", cwd: "/work/project" },
  { platform: "windows", home: "C:\\Users\\ada", cwd: "D:\\work\\project" },
] as const;

Deno.test("CLIENT_LOCATIONS has a fixture for each of the user's rows", () => {
  const rows = CLIENT_LOCATIONS.filter(({ scope }) => scope === "user");
  assert.deepEqual(
    rows.map(({ client }) => client).sort(),
    CLIENT_HOMES.map(({ client }) => client).sort(),
  );
});

for (const machine of MACHINES) {
  Deno.test(`discover() finds the file of each client on ${machine.platform}`, async () => {
    for (const fixture of CLIENT_HOMES) {
      const path = fixture[machine.platform];
      if (path === null) continue;
      const system = new FakeSystem({ ...machine, files: { [path]: fixture.text } });
      const { servers, files } = await discover({ system, settings: SETTINGS, log: () => {} });
      const about = `${fixture.client} at ${path}`;
      assert.deepEqual(
        servers.map(({ name, origin, availability }) => [
          name,
          origin.client,
          origin.file,
          origin.scope,
          availability.state,
        ]),
        [["a", fixture.client, path, "user", "ready"]],
        about,
      );
      assert.deepEqual(files.map(({ problem }) => problem), [null], about);
    }
  });
}

Deno.test("discover() finds files where a client's variable says", async () => {
  const table: [string, string, string][] = [
    ["CLAUDE_CONFIG_DIR", "/moved/.claude.json", "Claude Code"],
    ["CODEX_HOME", "/moved/config.toml", "Codex"],
    ["COPILOT_HOME", "/moved/mcp-config.json", "Copilot CLI"],
    ["XDG_CONFIG_HOME", "/moved/opencode/opencode.json", "OpenCode"],
    ["XDG_CONFIG_HOME", "/moved/zed/settings.json", "Zed"],
    ["XDG_CONFIG_HOME", "/moved/Code/User/mcp.json", "VS Code"],
  ];
  for (const [variable, path, client] of table) {
    const { text } = CLIENT_HOMES.find((fixture) => fixture.client === client) ?? { text: "" };
    const system = new FakeSystem({ env: { [variable]: "/moved" }, files: { [path]: text } });
    const { servers } = await discover({ system, settings: SETTINGS, log: () => {} });
    assert.deepEqual(servers.map(({ origin }) => origin.file), [path], client);
  }
});

Deno.test("discover() takes an administrator's servers before a user's, and a user's before defaults", async () => {
  const entry = (command: string) => `{ "mcpServers": { "a": { "command": "${command}" } } }`;
  const files = {
    "/etc/claude-code/managed-mcp.json": entry("managed"),
    "/home/ada/.claude.json": entry("own"),
    "/etc/gemini-cli/system-defaults.json": entry("default"),
  };
  const system = new FakeSystem({ ...MACHINES[0], files });
  const { servers: [server] } = await discover({ system, settings: SETTINGS, log: () => {} });
  assert.ok(server?.definition?.kind === "stdio" && server.definition.command === "managed");
  assert.deepEqual(server.shadowed.map(({ file }) => file), Object.keys(files).slice(1));
});

Deno.test("discover() reads every profile of VS Code after the default one, and follows their changes", async () => {
  const profile = (id: string) => `/home/ada/.config/Code/User/profiles/${id}/mcp.json`;
  const entry = (name: string) => `{ "servers": { "${name}": { "command": "${name}" } } }`;
  const files = {
    "/home/ada/.config/Code/User/mcp.json": entry("main"),
    [profile("1f")]: entry("first"),
    [profile("2e")]: entry("second"),
  };
  const system = new FakeSystem({ ...MACHINES[0], files });
  const names = async () =>
    (await discover({ system, settings: SETTINGS, log: () => {} })).servers.map(({ name }) => name);
  assert.deepEqual(await names(), ["main", "first", "second"]);
  const before = fingerprint(system, SETTINGS);
  system.files.put(profile("3d"), entry("third"));
  assert.notEqual(fingerprint(system, SETTINGS), before);
  assert.deepEqual(await names(), ["main", "first", "second", "third"]);
});
