import assert from "node:assert/strict";
import { describeLauncher } from "../../src/launcher/launcher_rights.ts";
import { LiveConfiguration } from "../../src/launcher/live_configuration.ts";
import { loadSettings } from "../../src/settings/load_settings.ts";
import { executable } from "../fakes/fake_files.ts";
import { FakeSystem } from "../fakes/fake_system.ts";

const CONFIG = "/home/ada/.config/mcp/servers/all.json";

function createSystem(): FakeSystem {
  const servers = {
    files: { command: "npx", args: ["-y", "files"], env: { TOKEN: "hunter22" } },
    lost: { command: "no-such-program" },
    web: { url: "https://example.com/mcp?key=hunter22" },
    web2: { url: "https://example.com/other" },
    old: { type: "sse", url: "http://localhost:3000/sse" },
    gone: { url: "https://gone.example/", disabled: true },
    off: { command: "/bin/off", disabled: true },
  };
  return new FakeSystem({
    env: { PATH: "/usr/bin", SHELL: "/bin/zsh" },
    files: { "/usr/bin/npx": executable(), [CONFIG]: JSON.stringify({ mcpServers: servers }) },
  });
}

Deno.test("describeLauncher() names every program and host that the configuration names, and starts none", async () => {
  const system = createSystem();
  const { settings } = loadSettings(system);
  const directory = `${settings.stateDir}/bridge`;
  const packages = `${settings.stateDir}/packages`;
  const configuration = new LiveConfiguration({
    system,
    log: () => {},
    settings,
    directory,
    packages,
  });
  const rights = await describeLauncher({
    system,
    settings,
    discovery: await configuration.discovery(),
    engine: [{ name: "run", value: "/usr/bin/podman", reason: "the sandboxes" }],
    signal: new AbortController().signal,
  });
  const runs = rights.filter(({ name }) => name === "run").map(({ value, reason }) =>
    `${value}: ${reason}`
  );
  assert.deepEqual(runs, [
    "/usr/bin/podman: the sandboxes",
    "/usr/bin/npx: server files",
    "no-such-program: server lost: not found",
    "/bin/zsh: asked for its PATH, because a server's command is nowhere else",
  ]);
  const hosts = rights.filter(({ name }) => name === "net").map(({ value, reason }) =>
    `${value}: ${reason}`
  );
  assert.deepEqual(hosts, ["example.com:443: servers web, web2", "localhost:3000: server old"]);
  assert.deepEqual(system.spawned, []);
  for (const { reason } of rights) assert.notEqual(reason, "");
  assert.doesNotMatch(JSON.stringify(rights), /hunter22/);
});
