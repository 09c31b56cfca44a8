import assert from "node:assert/strict";
import { main } from "../../src/cli/main.ts";
import { settingsSchema } from "../../src/settings/settings_schema.ts";
import { SETTINGS } from "../../src/settings/settings.ts";
import { FakeSystem, type FakeSystemOptions } from "../fakes/fake_system.ts";

const OWN = "/home/ada/.config/mcp-code-bridge/mcp-code-bridge.jsonc";
const PROJECT = "/work/project/mcp-code-bridge.jsonc";

const MACHINE: FakeSystemOptions = {
  env: { MCP_BRIDGE_MEMORY: "268435456" },
  files: {
    [OWN]: '{\n  "pids": 64,\n  "passEnv": ["AWS_*"]\n}',
    [PROJECT]: '{\n  "timeout": 10,\n  "image": "localhost/\\u202eevil"\n}',
  },
};

async function config(options: FakeSystemOptions, ...flags: readonly string[]) {
  const system = new FakeSystem(options);
  const exitCode = await main(system, ["config", ...flags]);
  const { stdout, stderr } = system.streams;
  return { exitCode, stdout, stderr };
}

Deno.test("config prints each setting with its value, its origin and its default", async () => {
  const { exitCode, stdout } = await config(MACHINE, "--config", "mine.json");
  assert.equal(exitCode, 0);
  const [settings = "", files] = stdout.split("\n\n");
  assert.equal(settings.split("\n").length, Object.keys(SETTINGS).length);
  for (
    const line of [
      "runtime             auto  (default)",
      "timeout             10s  (./mcp-code-bridge.jsonc:2; default: 30s)",
      "callTimeout         the run's remaining time less 10 %  (default)",
      "memory              256m  (MCP_BRIDGE_MEMORY; default: 512m)",
      "pids                64  (~/.config/mcp-code-bridge/mcp-code-bridge.jsonc:2; default: 128)",
      "requireRootless     false  (default)",
      "serversConfig       /work/project/mine.json  (a flag of this command; default: none)",
      "passEnv             AWS_*  (~/.config/mcp-code-bridge/mcp-code-bridge.jsonc:3; default: none)",
    ]
  ) assert.ok(settings.split("\n").includes(line), `${line}\n${settings}`);
  assert.equal(
    files,
    "Settings files, each before those above it:\n" +
      "  ~/.config/mcp-code-bridge/mcp-code-bridge.jsonc (used)\n" +
      "  ./mcp-code-bridge.jsonc (not trusted: used where it is stricter)\n",
  );
});

Deno.test("config warns of what does not count, on stderr", async () => {
  const { stdout, stderr } = await config(MACHINE);
  // the image is not one, so nothing of it is left to be refused
  assert.match(stderr, /Cannot use "image": "localhost\/\\u202eevil".*not an image reference/);
  assert.doesNotMatch(stdout + stderr, /\u202e/);
});

Deno.test("config --explain says all that is known of a setting", async () => {
  const { stdout } = await config(MACHINE, "--explain");
  assert.ok(
    stdout.includes(
      "\n\npids: 64\n" +
        "  from      ~/.config/mcp-code-bridge/mcp-code-bridge.jsonc:2\n" +
        "  default   128\n" +
        "  allowed   16 to 4194304\n" +
        "  variable  MCP_BRIDGE_PIDS\n" +
        "  project   lower\n" +
        "  Most processes and threads in a container.\n\n",
    ),
    stdout,
  );
});

Deno.test("config --json has every setting and every file", async () => {
  const files = { [PROJECT]: '{ "runtime": "embedded", "limits": "partial" }' };
  const { stdout } = await config({ files }, "--json");
  const report = JSON.parse(stdout);
  assert.equal(report.settings.length, Object.keys(SETTINGS).length);
  const { description, ...limits } = report.settings.find(({ key }: { key: string }) =>
    key === "limits"
  );
  assert.match(description, /rootless podman/);
  assert.deepEqual(limits, {
    variable: "MCP_BRIDGE_LIMITS",
    key: "limits",
    default: "full",
    allowed: "full, partial",
    inProject: "if trusted",
    value: "full",
    origin: { kind: "default" },
    problem: null,
  });
  assert.deepEqual(report.files, [
    {
      file: OWN,
      shown: "~/.config/mcp-code-bridge/mcp-code-bridge.jsonc",
      scope: "user",
      state: "absent",
      refused: [],
    },
    {
      file: PROJECT,
      shown: "./mcp-code-bridge.jsonc",
      scope: "project",
      state: "untrusted",
      refused: [
        { line: 1, key: "runtime", reason: "only a trusted file may set it" },
        {
          line: 1,
          key: "limits",
          reason: "only a trusted file may set it",
        },
      ],
    },
  ]);
});

Deno.test("config works without a home directory and names what has no value", async () => {
  assert.equal((await config({ home: null })).exitCode, 0);
  const { exitCode, stdout } = await config({ home: null, platform: "windows", cwd: "C:\\work" });
  assert.equal(exitCode, 0);
  assert.match(stdout, /\nstateDir +none: no home directory is known; set MCP_BRIDGE_STATE_DIR/);
});

Deno.test("config says what is wrong with a setting, and fails", async () => {
  const env = { MCP_BRIDGE_PIDS: "few" };
  const { exitCode, stderr } = await config({ ...MACHINE, env });
  assert.equal(exitCode, 2);
  assert.match(stderr, /^Cannot use MCP_BRIDGE_PIDS="few"/);
});

Deno.test("config --path and config --schema print nothing else", async () => {
  assert.equal((await config({}, "--path")).stdout, `${OWN}\n`);
  const none = await config({ home: null }, "--path");
  assert.deepEqual([none.exitCode, none.stdout], [2, ""]);
  assert.match(none.stderr, /no home directory is known/);
  assert.deepEqual(JSON.parse((await config(MACHINE, "--schema")).stdout), settingsSchema());
});

Deno.test("a command takes its settings from the files, and flags and variables before them", async () => {
  const files = {
    [OWN]: '{ "stateDir": "/own", "logLevel": "error", "serversConfig": ["/a.json"] }',
  };
  const run = async (...args: readonly string[]) => {
    const system = new FakeSystem({ files });
    await main(system, ["permissions", "--json", ...args]);
    return system.streams.stdout;
  };
  const plain = await run();
  assert.match(plain, /"value": "\/own"/);
  assert.match(plain, /"value": "\/a.json"/);
  assert.doesNotMatch(await run("--config", "/b.json"), /"value": "\/a.json"/);
});
