import assert from "node:assert/strict";
import { formatWelcome } from "../../src/cli/format_welcome.ts";
import { VERSION } from "../../src/cli/version.ts";
import { discover } from "../../src/discovery/discover.ts";
import { loadSettings } from "../../src/settings/load_settings.ts";
import { FakeSystem } from "../fakes/fake_system.ts";

const PODMAN = { state: { engine: "podman", attempts: [], advice: null } } as const;

async function discovered(files: Readonly<Record<string, unknown>>) {
  const texts = Object.entries(files).map(([path, value]) => [path, JSON.stringify(value)]);
  const system = new FakeSystem({ files: Object.fromEntries(texts) });
  const { settings } = loadSettings(system);
  return await discover({ system, settings, log: () => {} });
}

Deno.test("formatWelcome() says what was found and which commands come next", async () => {
  const discovery = await discovered({
    "/home/ada/.claude.json": {
      mcpServers: { a: { command: "x" }, b: { command: "y" }, us: { command: "mcp-code-bridge" } },
    },
    "/home/ada/.cursor/mcp.json": { mcpServers: { c: { command: "z", disabled: true } } },
  });
  const commands = new Set(["run", "servers"]);
  const text = formatWelcome({ discovery, engine: PODMAN, commands });
  assert.equal(
    text,
    `mcp-code-bridge ${VERSION} gives a model one tool, run_python, in place of all the tools
of your MCP servers. A client starts it; \`mcp-code-bridge serve\` waits for one.

  Engine   podman
  Servers  3 found: 2 from Claude Code, 1 from Cursor; 1 cannot be used yet
  Clients  Claude Code, Cursor; started by Claude Code

Next:
  mcp-code-bridge servers         the servers, and why one cannot be used
  mcp-code-bridge run -c "6 * 7"  run a program
`,
  );
});

Deno.test("formatWelcome() of an empty account says that nothing was found, and why no engine", async () => {
  const engine = { problem: "Cannot start\x1b[2J sandbox" };
  const commands = new Set(["register"]);
  const text = formatWelcome({ discovery: await discovered({}), engine, commands });
  assert.match(
    text,
    /Engine {3}none: Cannot start\S+ sandbox\n {2}Servers {2}none found\n {2}Clients {2}none found\n/,
  );
  assert.ok(!text.includes("\x1b"));
  assert.match(text, /\n {2}mcp-code-bridge register {2}let a client start the bridge\n$/);
});
