import assert from "node:assert/strict";
import { ConfigError } from "../../src/errors.ts";
import { loadSettings } from "../../src/settings/load_settings.ts";
import { SETTINGS, type Settings } from "../../src/settings/settings.ts";
import { FakeSystem, type FakeSystemOptions } from "../fakes/fake_system.ts";

function load(env: Readonly<Record<string, string>>, options: FakeSystemOptions = {}): Settings {
  return loadSettings(new FakeSystem({ ...options, env })).settings;
}

function refusal(env: Readonly<Record<string, string>>, options: FakeSystemOptions = {}): string {
  let message = "";
  assert.throws(() => load(env, options), (error) => {
    assert.ok(error instanceof ConfigError);
    assert.equal(error.code, "BAD_SETTING");
    message = error.message;
    return true;
  });
  return message;
}

Deno.test("loadSettings() gives the defaults when nothing is set", () => {
  assert.deepEqual(load({}), {
    runtime: "auto",
    image: "docker.io/library/python:3.12-slim",
    timeoutMs: 30_000,
    maxTimeoutMs: 120_000,
    callTimeoutMs: null,
    memoryBytes: 512 * 1024 * 1024,
    pids: 128,
    cpus: null,
    containerUser: { kind: "fixed", user: "65534:65534" },
    ociRuntime: null,
    requireRootless: false,
    limits: "full",
    reuse: "auto",
    mounts: [],
    runtimeIdleTimeoutMs: 300_000,
    savedTools: "on",
    toolChanges: "flag",
    serverIdleTimeoutMs: 600_000,
    serverGraceMs: 5_000,
    serverConcurrency: 64,
    poolSize: null,
    maxConcurrency: 4,
    stateDir: "/home/ada/.local/state/mcp-code-bridge",
    outputMode: "compact",
    maxOutput: 40_000,
    maxValues: 1_000_000,
    logLevel: "info",
    allowSelfServer: false,
    configFiles: [],
    passEnv: [],
    packageIndex: null,
    privateHosts: [],
  });
});

Deno.test("loadSettings() reads every variable", () => {
  const env = {
    MCP_BRIDGE_RUNTIME: "podman",
    MCP_BRIDGE_IMAGE: "localhost/python:3.11-slim",
    MCP_BRIDGE_TIMEOUT: "45",
    MCP_BRIDGE_MAX_TIMEOUT: "10m",
    MCP_BRIDGE_CALL_TIMEOUT: "20",
    MCP_BRIDGE_MEMORY: "1g",
    MCP_BRIDGE_PIDS: "64",
    MCP_BRIDGE_CPUS: "1.5",
    MCP_BRIDGE_CONTAINER_USER: "1000:1000",
    MCP_BRIDGE_OCI_RUNTIME: "/opt/gvisor/runsc wrapper",
    MCP_BRIDGE_REQUIRE_ROOTLESS: "yes",
    MCP_BRIDGE_LIMITS: "partial",
    MCP_BRIDGE_REUSE: "never",
    MCP_BRIDGE_MOUNTS: "/data/reports; ~/out:/mnt/out:rw",
    MCP_BRIDGE_RUNTIME_IDLE_TIMEOUT: "90s",
    MCP_BRIDGE_SAVED_TOOLS: "same-grant",
    MCP_BRIDGE_TOOL_CHANGES: "refuse",
    MCP_BRIDGE_SERVER_IDLE_TIMEOUT: "30m",
    MCP_BRIDGE_SERVER_GRACE: "3s",
    MCP_BRIDGE_SERVER_CONCURRENCY: "4",
    MCP_BRIDGE_POOL: "3",
    MCP_BRIDGE_MAX_CONCURRENCY: "12",
    MCP_BRIDGE_STATE_DIR: "/var/lib/bridge",
    MCP_BRIDGE_OUTPUT_MODE: "json",
    MCP_BRIDGE_MAX_OUTPUT: "5000",
    MCP_BRIDGE_MAX_VALUES: "2000000",
    MCP_BRIDGE_LOG_LEVEL: "debug",
    MCP_BRIDGE_ALLOW_SELF_SERVER: "1",
    MCP_SERVERS_CONFIG: "/etc/mcp.json: ~/mine.json:rel.json",
    MCP_BRIDGE_PASS_ENV: "AWS_*, GH_TOKEN",
    MCP_BRIDGE_PACKAGE_INDEX: "https://index.corp.example/simple",
    MCP_BRIDGE_PRIVATE_HOSTS: "mcp.corp.example, Build-7",
  };
  assert.deepEqual(load(env), {
    runtime: "podman",
    image: "localhost/python:3.11-slim",
    timeoutMs: 45_000,
    maxTimeoutMs: 600_000,
    callTimeoutMs: 20_000,
    memoryBytes: 1024 ** 3,
    pids: 64,
    cpus: 1.5,
    containerUser: { kind: "fixed", user: "1000:1000" },
    ociRuntime: "/opt/gvisor/runsc wrapper",
    requireRootless: true,
    limits: "partial",
    reuse: "never",
    mounts: [
      { source: "/data/reports", target: "/mnt/reports", writable: false },
      { source: "/home/ada/out", target: "/mnt/out", writable: true },
    ],
    runtimeIdleTimeoutMs: 90_000,
    savedTools: "same-grant",
    toolChanges: "refuse",
    serverIdleTimeoutMs: 1_800_000,
    serverGraceMs: 3_000,
    serverConcurrency: 4,
    poolSize: 3,
    maxConcurrency: 12,
    stateDir: "/var/lib/bridge",
    outputMode: "json",
    maxOutput: 5000,
    maxValues: 2_000_000,
    logLevel: "debug",
    allowSelfServer: true,
    configFiles: ["/etc/mcp.json", "/home/ada/mine.json", "/work/project/rel.json"],
    passEnv: ["AWS_*", "GH_TOKEN"],
    packageIndex: new URL("https://index.corp.example/simple"),
    privateHosts: ["mcp.corp.example", "build-7"],
  });
  assert.deepEqual(
    Object.keys(env).sort(),
    Object.values(SETTINGS).map(({ variable }) => variable).sort(),
  );
});

Deno.test("loadSettings() names variable, value and what is allowed in each refusal", () => {
  const table: [string, string, RegExp][] = [
    ["MCP_BRIDGE_RUNTIME", "lxc", /allowed: auto, container, podman, docker, embedded/],
    ["MCP_BRIDGE_IMAGE", "--privileged", /not an image reference.*allowed: registry/],
    ["MCP_BRIDGE_TIMEOUT", "soon", /allowed: seconds \(30\) or a unit/],
    ["MCP_BRIDGE_MAX_TIMEOUT", "2d", /allowed: seconds/],
    ["MCP_BRIDGE_MEMORY", "512", /too small; allowed: 32m to 1t/],
    ["MCP_BRIDGE_MEMORY", "1g --privileged", /allowed: bytes/],
    ["MCP_BRIDGE_PIDS", "8", /allowed: 16 to/],
    ["MCP_BRIDGE_CPUS", "-1", /allowed: a positive decimal/],
    ["MCP_BRIDGE_CPUS", "0", /too small/],
    ["MCP_BRIDGE_OCI_RUNTIME", "--privileged", /allowed: a name \(runsc\), or an absolute path/],
    ["MCP_BRIDGE_OCI_RUNTIME", "bin/runsc", /absolute path/],
    ["MCP_BRIDGE_OCI_RUNTIME", "runsc --debug", /absolute path/],
    ["MCP_BRIDGE_LIMITS", "none", /allowed: full, partial/],
    ["MCP_BRIDGE_REQUIRE_ROOTLESS", "maybe", /allowed: 1/],
    ["MCP_BRIDGE_CONTAINER_USER", "0:0", /0 is root.*allowed: ids from 1/],
    ["MCP_BRIDGE_RUNTIME_IDLE_TIMEOUT", "0", /allowed: 1s to 24h/],
    ["MCP_BRIDGE_MAX_CONCURRENCY", "0", /allowed: 1 to 256/],
    ["MCP_BRIDGE_OUTPUT_MODE", "yaml", /allowed: compact, toon, json/],
    ["MCP_BRIDGE_MAX_OUTPUT", "lots", /allowed: 1000 to/],
    ["MCP_BRIDGE_MAX_VALUES", "9999", /allowed: 10000 to 10000000/],
    ["MCP_BRIDGE_LOG_LEVEL", "loud", /allowed: debug, info, warning, error/],
    ["MCP_BRIDGE_CALL_TIMEOUT", "0", /too small; allowed: 100ms to 24h/],
    ["MCP_BRIDGE_ALLOW_SELF_SERVER", "maybe", /allowed: 1, true/],
  ];
  for (const [variable, value, allowed] of table) {
    const message = refusal({ [variable]: value });
    assert.ok(message.startsWith(`Cannot use ${variable}="${value}": `), message);
    assert.match(message, allowed);
  }
});

Deno.test("loadSettings() reports all bad variables at once", () => {
  const message = refusal({
    MCP_BRIDGE_PIDS: "few",
    MCP_BRIDGE_MEMORY: "much",
    MCP_BRIDGE_TIMEOUT: "10s",
  });
  assert.equal(message.split("\n").length, 2);
  assert.match(message, /MCP_BRIDGE_PIDS="few"/);
  assert.match(message, /MCP_BRIDGE_MEMORY="much"/);
});

Deno.test("loadSettings() shows a hostile value escaped and cut", () => {
  const message = refusal({ MCP_BRIDGE_RUNTIME: `\u001b[31m\n${"x".repeat(5000)}` });
  assert.match(message, /"\\u\{1b\}\[31m\\u\{a\}xxx/);
  assert.ok(message.length < 300);
});

Deno.test("loadSettings() refuses a time-out above the maximum and names both", () => {
  const both = refusal({ MCP_BRIDGE_TIMEOUT: "5m", MCP_BRIDGE_MAX_TIMEOUT: "60s" });
  assert.match(both, /MCP_BRIDGE_TIMEOUT="5m".*MCP_BRIDGE_MAX_TIMEOUT, which is 60s/);
  const byDefault = refusal({ MCP_BRIDGE_TIMEOUT: "5m" });
  assert.match(byDefault, /MCP_BRIDGE_MAX_TIMEOUT, which is 120s by default/);
});

Deno.test("loadSettings() lowers the default time-out to a smaller maximum", () => {
  assert.equal(load({ MCP_BRIDGE_MAX_TIMEOUT: "10s" }).timeoutMs, 10_000);
});

Deno.test("loadSettings() takes a blank variable for one that is not set", () => {
  assert.equal(load({ MCP_BRIDGE_PIDS: "  ", MCP_BRIDGE_CPUS: "" }).pids, 128);
});

Deno.test("loadSettings() resolves the state directory", () => {
  const dir = (value: string): string => load({ MCP_BRIDGE_STATE_DIR: value }).stateDir;
  assert.equal(dir("./.mcp-bridge"), "/work/project/.mcp-bridge");
  assert.equal(dir("~/state"), "/home/ada/state");
  assert.equal(dir("/a/../b"), "/b");
});

Deno.test("loadSettings() chooses the user's state directory of each platform", () => {
  assert.equal(load({ XDG_STATE_HOME: "/xdg" }).stateDir, "/xdg/mcp-code-bridge");
  assert.equal(
    load({}, { platform: "darwin", home: "/Users/ada" }).stateDir,
    "/Users/ada/Library/Application Support/mcp-code-bridge",
  );
  assert.equal(
    load({ LOCALAPPDATA: "C:\\L" }, { platform: "windows", home: "C:\\Users\\ada" }).stateDir,
    "C:\\L\\mcp-code-bridge",
  );
});

Deno.test("loadSettings() takes a folder for temporary files when there is no home directory", () => {
  const homeless = { home: null } as const;
  assert.equal(load({}, homeless).stateDir, "/tmp/mcp-code-bridge-1000");
  assert.equal(load({ TMPDIR: "/var/t" }, homeless).stateDir, "/var/t/mcp-code-bridge-1000");
  assert.equal(load({ TMPDIR: "t" }, homeless).stateDir, "/tmp/mcp-code-bridge-1000");
  const windows = { home: null, platform: "windows" } as const;
  assert.match(refusal({}, windows), /no home directory is known; set MCP_BRIDGE_STATE_DIR/);
  assert.equal(load({ MCP_BRIDGE_STATE_DIR: "/s" }, { home: null }).stateDir, "/s");
});

Deno.test("loadSettings() warns of variables that look like settings, with the one that was meant", () => {
  const { warnings } = loadSettings(new FakeSystem(), {
    variableNames: [
      "PATH",
      "MCP_BRIDGE_DEPTH",
      "MCP_BRIDGE_TIMEOUT",
      "MCP_BRIDGE_MEMROY",
      "MCP_BRIDGE_TIME_OUT",
      "MCP_BRIDGE_COLOUR",
    ],
  });
  assert.deepEqual(warnings, [
    "MCP_BRIDGE_COLOUR is not a setting of the bridge",
    "MCP_BRIDGE_MEMROY is not a setting of the bridge: did you mean MCP_BRIDGE_MEMORY?",
    "MCP_BRIDGE_TIME_OUT is not a setting of the bridge: did you mean MCP_BRIDGE_TIMEOUT?",
  ]);
});
