import assert from "node:assert/strict";
import { link } from "../fakes/fake_files.ts";
import { FakeSystem } from "../fakes/fake_system.ts";
import {
  backupsOf,
  createMachine,
  fileOf,
  MACHINES,
  run,
  SLUGS,
  textOf,
} from "./support/machines.ts";

const CURSOR = "/home/ada/.cursor/mcp.json";
const MANY =
  '{\n  "mcpServers": {\n    "a": { "command": "x", "env": { "KEY": "canary" } }\n  }\n}\n';

for (const machine of MACHINES) {
  Deno.test(`register makes the file of each client on ${machine.platform}`, async () => {
    for (const slug of SLUGS) {
      const system = new FakeSystem({ ...machine, compiled: true });
      const { code, stdout } = await run(system, ["register", slug]);
      assert.equal(code, 0, slug);
      const text = textOf(system, fileOf(slug, machine.platform)) ?? "";
      assert.ok(text.includes(JSON.stringify(machine.execPath)), `${slug}: ${text}`);
      assert.match(stdout, /was not found on this machine/);
      assert.deepEqual(backupsOf(system), []);
      assert.match((await run(system, ["register", slug])).stdout, /nothing to change/, slug);
      assert.equal((await run(system, ["unregister", slug])).code, 0);
      assert.equal(textOf(system, fileOf(slug, machine.platform)), null, slug);
    }
  });
}

Deno.test("register offers the clients that are installed, and takes a yes", async () => {
  const files = { [CURSOR]: "{}", "/home/ada/.claude/x": "", "/home/ada/.codex/auth.json": "" };
  for (const [answer, registered] of [["n\n", 0], ["y\n", 3]] as const) {
    const system = createMachine(files);
    const { code, stdout } = await run(system, ["register"], answer);
    assert.equal(code, registered === 0 ? 1 : 0);
    assert.ok(stdout.startsWith(
      "Clients on this machine:\n  claude-code  ~/.claude.json\n  cursor       ~/.cursor/mcp.json\n" +
        "  codex        ~/.codex/config.toml\nEnter the bridge into all of them? [y/N] ",
    ));
    assert.equal(stdout.match(/: added "code-bridge"/g)?.length ?? 0, registered);
  }
});

Deno.test("register says what to type where nobody can be asked", async () => {
  const system = createMachine({ [CURSOR]: MANY });
  const { code, stdout, stderr } = await run(system, ["register"]);
  assert.equal(code, 2);
  assert.match(stdout, /cursor {2}~\/\.cursor\/mcp\.json/);
  assert.match(stderr, /type mcp-code-bridge register cursor, or add --all/);
  assert.equal(textOf(system, CURSOR), MANY);
  assert.match((await run(system, ["register", "--dry-run"])).stdout, /^Cursor: would add/);
  assert.equal(textOf(system, CURSOR), MANY);
  assert.equal((await run(system, ["register", "--all"])).code, 0);
  assert.notEqual(textOf(system, CURSOR), MANY);
});

Deno.test("register names the client that was meant", async () => {
  const { code, stderr } = await run(createMachine(), ["register", "curser"]);
  assert.equal(code, 2);
  assert.match(stderr, /Cannot find client "curser": it is not known; did you mean "cursor"\?/);
  assert.equal((await run(createMachine(), ["register", "Claude Code"])).code, 0);
});

Deno.test("register finds no client, and says so", async () => {
  const { code, stdout } = await run(createMachine(), ["register", "--all"]);
  assert.equal(code, 1);
  assert.match(stdout, /No client was found/);
});

Deno.test("register with --dry-run shows what would change, and no more of the file", async () => {
  const system = createMachine({ [CURSOR]: MANY });
  const { code, stdout } = await run(system, ["register", "cursor", "--dry-run"]);
  assert.equal(code, 0);
  assert.equal(
    stdout,
    `Cursor: would add "code-bridge" to ~/.cursor/mcp.json
--- ~/.cursor/mcp.json
+++ ~/.cursor/mcp.json
@@ line 4 @@
+    "code-bridge": {
+      "type": "stdio",
+      "command": "/opt/mcp-code-bridge",
+      "args": []
+    }
`,
  );
  assert.equal(textOf(system, CURSOR), MANY);
  assert.deepEqual(backupsOf(system), []);
});

Deno.test("register makes a backup with the file's bytes and mode, and keeps the mode", async () => {
  const bytes = new TextEncoder().encode(`\ufeff${MANY.replaceAll("\n", "\r\n")}`);
  const system = createMachine({ [CURSOR]: { kind: "file", bytes, mode: 0o640 } });
  assert.equal((await run(system, ["register", "cursor"])).code, 0);
  const [backup = ""] = backupsOf(system);
  assert.equal(backup, `${CURSOR}.backup-mcp-code-bridge-20260101T000000Z`);
  assert.deepEqual(system.files.entries.get(backup), { kind: "file", bytes, mode: 0o640 });
  assert.equal(system.files.entries.get(CURSOR)?.mode, 0o640);
  const text = textOf(system, CURSOR) ?? "";
  assert.ok(text.startsWith("\ufeff{\r\n"));
  assert.ok(!/(?<!\r)\n/.test(text));
});

Deno.test("register writes through a symbolic link, and leaves the link", async () => {
  const real = "/home/ada/dotfiles/cursor.json";
  const system = createMachine({ [real]: MANY, [CURSOR]: link(real) });
  assert.equal((await run(system, ["register", "cursor"])).code, 0);
  assert.equal(system.files.entries.get(CURSOR)?.kind, "symlink");
  assert.match(textOf(system, real) ?? "", /code-bridge/);
  assert.ok(backupsOf(system).every((path) => path.startsWith(CURSOR)));
});

Deno.test("unregister leaves a link and the file that it leads to, though nothing else is in it", async () => {
  const real = "/home/ada/dotfiles/cursor.json";
  const system = createMachine({ [real]: "{}", [CURSOR]: link(real) });
  await run(system, ["register", "cursor"]);
  assert.equal((await run(system, ["unregister", "cursor"])).code, 0);
  assert.equal(textOf(system, real), "{}");
});

Deno.test("register brings an entry up to date and keeps its settings and its place", async () => {
  const before = `{ "mcpServers": {
  "py": {
    "command": "/old/mcp-code-bridge", // mine
    "env": { "MCP_BRIDGE_MEMORY": "1g", "MCP_BRIDGE_POOL": "1", "HTTPS_PROXY": "http://p" },
    "autoApprove": ["run_python"]
  } } }`;
  const system = createMachine({ [CURSOR]: before });
  const set = ["--set", "MCP_BRIDGE_POOL=", "--set", "MCP_BRIDGE_MEMORY=2g"];
  const { stdout } = await run(system, ["register", "cursor", ...set]);
  assert.match(stdout, /Cursor: updated "py" in ~\/\.cursor\/mcp\.json/);
  const text = textOf(system, CURSOR) ?? "";
  assert.ok(text.includes('"command": "/opt/mcp-code-bridge", // mine'));
  assert.ok(text.includes('"autoApprove": ["run_python"]'));
  assert.ok(text.includes('"MCP_BRIDGE_MEMORY": "2g"') && text.includes('"HTTPS_PROXY"'));
  assert.ok(!text.includes("MCP_BRIDGE_POOL") && !text.includes('code-bridge":'));
  const named = await run(system, ["register", "cursor", "--name", "other"]);
  assert.match(named.stdout, /the bridge is in it as "py"; unregister it first/);
  assert.equal(named.code, 1);
});

Deno.test("register knows an entry of the bridge in each form that it writes", async () => {
  const source = [
    "run",
    "--config",
    "/src/deno.json",
    "-P=launcher",
    "--no-prompt",
    "/src/main.ts",
  ];
  const entries = [
    { command: "npx", args: ["--prefix", "/src", "-y", "deno@2.9.6", ...source] },
    { command: "npx", args: ["-y", "--prefix", "/state", "mcp-code-bridge@0.1.0"] },
    { command: "/elsewhere/mcp-code-bridge.exe" },
  ];
  for (const entry of entries) {
    const before = JSON.stringify({ mcpServers: { "code-bridge": entry } });
    const system = createMachine({ [CURSOR]: before });
    assert.match((await run(system, ["register", "cursor"])).stdout, /updated "code-bridge"/);
    assert.match(textOf(system, CURSOR) ?? "", /"command":"\/opt\/mcp-code-bridge"/);
  }
});

Deno.test("register leaves a server of the same name that is another program", async () => {
  const before = '{ "mcpServers": { "code-bridge": { "command": "other" } } }';
  const system = createMachine({ [CURSOR]: before });
  const { code, stdout } = await run(system, ["register", "cursor"]);
  assert.equal(code, 1);
  assert.match(
    stdout,
    /it has a server "code-bridge" that is not this bridge; choose another name/,
  );
  assert.equal(textOf(system, CURSOR), before);
  assert.equal((await run(system, ["register", "cursor", "--name", "py"])).code, 0);
});

Deno.test("register changes no file that it cannot read, and goes on with the others", async () => {
  const codex = "/home/ada/.codex/config.toml";
  const system = createMachine({
    [CURSOR]: '{\n  "mcpServers": {,}\n}',
    [codex]: { kind: "file", bytes: new TextEncoder().encode("a = 1\n"), uid: 7 },
    "/home/ada/.gemini/settings.json": link("/nowhere"),
    "/home/ada/.qwen/settings.json": "{}",
  });
  const { code, stdout } = await run(system, ["register", "--all"]);
  assert.equal(code, 1);
  assert.match(stdout, /^Cursor: Cannot change .*mcp\.json: line 2, column 18: /m);
  assert.match(stdout, /^Codex: Cannot change .*: it belongs to user 7, not to 1000$/m);
  assert.match(stdout, /^Gemini CLI: .*a symbolic link that leads nowhere$/m);
  assert.match(stdout, /^Qwen Code: added/m);
  assert.deepEqual(backupsOf(system).length, 1);
});

Deno.test("register writes nothing when the file is changed meanwhile", async () => {
  const system = createMachine({ [CURSOR]: MANY });
  const { writeAtomic } = system.files;
  // the other program writes when our backup is made
  system.files.writeAtomic = (path, data, mode) => {
    system.files.writeAtomic = writeAtomic;
    system.files.put(CURSOR, `${MANY}\n`);
    return system.files.writeAtomic(path, data, mode);
  };
  const { code, stdout } = await run(system, ["register", "cursor"]);
  assert.equal(code, 1);
  assert.match(stdout, /another program changed it meanwhile; run the command again/);
  assert.equal(textOf(system, CURSOR), `${MANY}\n`);
  assert.deepEqual(backupsOf(system), []);
});

Deno.test("register checks settings and names the one that was meant", async () => {
  const system = createMachine({ [CURSOR]: MANY });
  const refused: readonly (readonly [string, RegExp])[] = [
    ["MCP_BRIDGE_MEMROY=1g", /no setting has that name: did you mean MCP_BRIDGE_MEMORY\?/],
    ["MCP_BRIDGE_MEMORY=1", /Cannot use MCP_BRIDGE_MEMORY="1"/],
    ["MCP_BRIDGE_MEMORY", /NAME=VALUE was expected/],
  ];
  for (const [text, message] of refused) {
    const { code, stderr } = await run(system, ["register", "cursor", "--set", text]);
    assert.equal(code, 2, text);
    assert.match(stderr, message);
  }
  assert.equal(textOf(system, CURSOR), MANY);
});

Deno.test("register takes only names that every client takes", async () => {
  const system = createMachine({ [CURSOR]: MANY });
  for (const name of ["", "a b", "a.b", "ü", "x".repeat(65)]) {
    const { code, stderr } = await run(system, ["register", "cursor", "--name", name]);
    assert.equal(code, 2, name);
    assert.match(stderr, /allowed: 1 to 64 letters, digits, _ and -/);
  }
  assert.equal(textOf(system, CURSOR), MANY);
});

Deno.test("register warns where the client's own lists keep the entry off", async () => {
  const gemini = "/home/ada/.gemini/settings.json";
  const system = createMachine({ [gemini]: '{ "mcp": { "allowed": ["a"] } }' });
  const { stdout } = await run(system, ["register", "gemini-cli"]);
  assert.match(stdout, /"allowed" of this file does not name "code-bridge": add it there\./);
});

Deno.test("register takes the file of OpenCode that is there", async () => {
  const path = "/home/ada/.config/opencode/opencode.jsonc";
  const system = createMachine({ [path]: "{\n  // mine\n}\n" });
  assert.equal((await run(system, ["register", "opencode"])).code, 0);
  assert.match(textOf(system, path) ?? "", /\/\/ mine\n {2}"mcp": \{/);
});

Deno.test("register refuses the form of OpenCode 2", async () => {
  const path = fileOf("opencode", "linux");
  const text = '{ "mcp": { "servers": { "a": { "command": ["x"] } } } }';
  const system = createMachine({ [path]: text });
  const { code, stdout } = await run(system, ["register", "opencode"]);
  assert.equal(code, 1);
  assert.match(stdout, /it has "mcp\.servers", the form of OpenCode 2/);
  assert.equal(textOf(system, path), text);
});

Deno.test("register writes to the file that its client reads, not to one of older versions", async () => {
  const old = "/home/ada/.config/Claude Code/claude_code_config.json";
  const text = '{ "mcpServers": { "a": { "command": "x" } } }';
  const system = createMachine({ [old]: text });
  assert.equal((await run(system, ["register", "claude-code"])).code, 0);
  assert.match(textOf(system, "/home/ada/.claude.json") ?? "", /code-bridge/);
  assert.equal(textOf(system, old), text);
  await run(system, ["unregister", "claude-code"]);
  await run(system, ["import", "claude-code", "--yes"]);
  assert.equal(textOf(system, old), "{}");
  assert.match(textOf(system, "/home/ada/.claude.json") ?? "", /code-bridge/);
  await run(system, ["import", "claude-code", "--undo"]);
  assert.equal(textOf(system, old), text);
  assert.equal(textOf(system, "/home/ada/.claude.json"), null);
});

Deno.test("register with --npx has the client start the package, beside a folder of the user's own", async () => {
  const system = createMachine({ [CURSOR]: "{}" });
  assert.equal((await run(system, ["register", "cursor", "--npx"])).code, 0);
  const state = "/home/ada/.local/state/mcp-code-bridge";
  const { code_bridge: entry } = JSON.parse(
    (textOf(system, CURSOR) ?? "").replace("code-bridge", "code_bridge"),
  ).mcpServers;
  assert.equal(entry.command, "npx");
  assert.deepEqual(entry.args.slice(0, 4), ["-y", "--prefer-offline", "--prefix", state]);
  assert.match(entry.args.at(-2), /^mcp-code-bridge@\d+\.\d+\.\d+$/);
  assert.equal(system.files.entries.get(state)?.mode, 0o700);
  const cached = createMachine({ [CURSOR]: "{}" }, { execPath: "/home/ada/.npm/_npx/1/bridge" });
  await run(cached, ["register", "cursor"]);
  assert.match(textOf(cached, CURSOR) ?? "", /"command": "npx"/);
});

Deno.test("register says what is missing without a home directory", async () => {
  const system = createMachine({}, { home: null });
  const { code, stderr } = await run(system, ["register", "cursor"]);
  assert.equal(code, 2);
  assert.match(stderr, /no home directory is known; set HOME/);
});

Deno.test("register and unregister print JSON", async () => {
  const system = createMachine({ [CURSOR]: MANY });
  const registered = JSON.parse((await run(system, ["register", "cursor", "--json"])).stdout);
  assert.deepEqual(registered, [{
    client: "cursor",
    file: CURSOR,
    outcome: "added",
    names: ["code-bridge"],
    dryRun: false,
    changes: 1,
    backup: `${CURSOR}.backup-mcp-code-bridge-20260101T000000Z`,
    warnings: [],
    problem: null,
    restart: "Cursor takes this up by itself; Settings, MCP shows it.",
  }]);
  const removed = JSON.parse((await run(system, ["unregister", "--all", "--json"])).stdout);
  assert.deepEqual(
    removed.map(({ client, outcome }: Record<string, unknown>) => [client, outcome]),
    [
      ["cursor", "removed"],
    ],
  );
  assert.equal(textOf(system, CURSOR), MANY);
});

Deno.test("unregister takes out every entry of the bridge, and says when there is none", async () => {
  const before =
    '{ "mcpServers": { "a": { "command": "x" }, "one": { "command": "/x/mcp-code-bridge" },' +
    ' "two": { "command": "/opt/mcp-code-bridge" } } }';
  const system = createMachine({ [CURSOR]: before });
  const { stdout } = await run(system, ["unregister", "cursor"]);
  assert.match(stdout, /Cursor: removed "one", "two" from/);
  assert.equal(textOf(system, CURSOR), '{ "mcpServers": { "a": { "command": "x" } } }');
  assert.match(
    (await run(system, ["unregister", "cursor"])).stdout,
    /^Cursor: the bridge is not in ~/,
  );
  assert.match((await run(system, ["unregister", "--all"])).stdout, /No client has the bridge/);
});
