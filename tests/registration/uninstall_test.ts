import assert from "node:assert/strict";
import { backupsOf, createMachine, run, textOf } from "./support/machines.ts";

const CURSOR = "/home/ada/.cursor/mcp.json";
const STATE = "/home/ada/.local/state/mcp-code-bridge";
const SERVERS = "/home/ada/.config/mcp/servers/mine.json";
const BEFORE = '{ "mcpServers": { "a": { "command": "x" } } }';

async function createUsed() {
  const system = createMachine({
    [CURSOR]: BEFORE,
    "/home/ada/.codex/auth.json": "{}",
    [SERVERS]: "{}",
    [`${STATE}/bridge/tools.json`]: "x".repeat(2048),
    [`${STATE}/tokens/1.json`]: "secret",
  });
  assert.equal((await run(system, ["register", "--all"])).code, 0);
  return system;
}

Deno.test("uninstall lists what is kept where, and asks", async () => {
  const system = await createUsed();
  const files = new Map(system.files.entries);
  const { code, stdout } = await run(system, ["uninstall"], "n\n");
  assert.equal(code, 1);
  assert.equal(
    stdout,
    `State directory ~/.local/state/mcp-code-bridge (2.1 kB)
  ~/.local/state/mcp-code-bridge/bridge  2.0 kB
  ~/.local/state/mcp-code-bridge/tokens  6 B
Clients that have the bridge, or may have it
  Cursor  ~/.cursor/mcp.json
  Codex  ~/.codex/config.toml
Backups of clients' files
  ~/.cursor/mcp.json.backup-mcp-code-bridge-20260101T000000Z  45 B
Containers that bridges left behind, if there are any
Left
  your servers in ~/.config/mcp/servers
  this program, /opt/mcp-code-bridge
  images of podman and docker, and what npx and Deno keep in their caches
Remove all of this? [y/N] Nothing was removed.
`,
  );
  assert.equal((await run(system, ["uninstall", "--dry-run"])).code, 0);
  assert.equal((await run(system, ["uninstall"])).code, 2);
  assert.deepEqual(new Map(system.files.entries), files);
});

Deno.test("uninstall names the user's settings file, and leaves it", async () => {
  const system = await createUsed();
  const file = "/home/ada/.config/mcp-code-bridge/mcp-code-bridge.jsonc";
  await system.files.makeDirectory("/home/ada/.config/mcp-code-bridge", 0o700);
  await system.files.writeAtomic(file, "{}", 0o600);
  const { code, stdout } = await run(system, ["uninstall"], "y\n");
  assert.equal(code, 0, stdout);
  assert.match(
    stdout,
    /^Left\n.*\n {2}your settings in ~\/\.config\/mcp-code-bridge\/mcp-code-bridge\.jsonc$/m,
  );
  assert.equal(textOf(system, file), "{}");
});

Deno.test("uninstall leaves nothing but the program and the user's own files", async () => {
  const system = await createUsed();
  const { code, stdout } = await run(system, ["uninstall"], "y\n");
  assert.equal(code, 0, stdout);
  assert.match(stdout, /\nWhat is left is the program: \/opt\/mcp-code-bridge\n$/);
  assert.equal(textOf(system, CURSOR), BEFORE);
  assert.equal(textOf(system, SERVERS), "{}");
  assert.equal(textOf(system, "/home/ada/.codex/config.toml"), null);
  assert.deepEqual(backupsOf(system), []);
  const paths = [...system.files.entries.keys()];
  assert.deepEqual(paths.filter((path) => path.includes("mcp-code-bridge")), []);
});

Deno.test("uninstall says whose servers are then in no client", async () => {
  const system = createMachine({ [CURSOR]: BEFORE });
  await run(system, ["import", "cursor", "--yes"]);
  const { stdout } = await run(system, ["uninstall", "--dry-run"]);
  assert.match(stdout, /servers of cursor are then in no client;.*import cursor --undo/);
  const { code } = await run(system, ["uninstall", "--yes"]);
  assert.equal(code, 0);
  assert.match(textOf(system, "/home/ada/.config/mcp/servers/cursor.json") ?? "", /"a"/);
});

Deno.test("uninstall leaves a directory that holds other files, and a client that it cannot change", async () => {
  const system = createMachine({ "/data/photo": "x", [CURSOR]: "{" }, {
    env: { MCP_BRIDGE_STATE_DIR: "/data" },
  });
  const { code, stdout } = await run(system, ["uninstall", "--yes"]);
  assert.equal(code, 1);
  assert.match(stdout, /The state directory \/data is left: it holds other files/);
  assert.match(stdout, /Cursor: Cannot change .*mcp\.json: line 1/);
  assert.equal(textOf(system, "/data/photo"), "x");
});

Deno.test("uninstall prints JSON", async () => {
  const system = await createUsed();
  const { stdout } = await run(system, ["uninstall", "--yes", "--json"]);
  const { stateDir, clients, removed, problems, program } = JSON.parse(stdout);
  assert.deepEqual({ stateDir, clients, removed, problems, program }, {
    stateDir: STATE,
    clients: [
      { client: "cursor", file: CURSOR },
      { client: "codex", file: "/home/ada/.codex/config.toml" },
    ],
    removed: true,
    problems: [],
    program: "/opt/mcp-code-bridge",
  });
});
