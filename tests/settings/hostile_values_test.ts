import assert from "node:assert/strict";
import { ConfigError } from "../../src/errors.ts";
import { loadSettings } from "../../src/settings/load_settings.ts";
import type { Setting } from "../../src/settings/setting.ts";
import { SETTINGS } from "../../src/settings/settings.ts";
import { escapeName } from "../../src/text/escape.ts";
import { FakeSystem, type FakeSystemOptions } from "../fakes/fake_system.ts";

const LONG = "9".repeat(100_000);
const RIGHT_TO_LEFT = "\u202e";

/** Texts that are no value of any setting but a path. */
const NOTHING = [
  "--privileged",
  "-v/:/host",
  "auto --privileged",
  "podman;reboot",
  "$(reboot)",
  "`reboot`",
  "${HOME}",
  "podman\npodman",
  "podman\0",
  "\u001b[31mpodman",
  `pod${RIGHT_TO_LEFT}man`,
  "../../bin/sh",
  "null",
  "undefined",
  "NaN",
  "[]",
  "{}",
  "__proto__",
  "constructor",
  "toString",
  "PODMAN",
  "ｐｏｄｍａｎ",
  LONG,
];

const NO_NUMBERS = [
  "-1",
  "+1",
  "1e9",
  "1e400",
  "0x10",
  "0b1",
  "1_000",
  "1,000",
  "1 000",
  "٣",
  "１６",
  "Infinity",
  "-Infinity",
  "NaN",
  "1;2",
  "64\n64",
  "64 --privileged",
  "64\0",
  "9007199254740993000000",
  LONG,
];

const HOSTILE: Readonly<Record<string, readonly string[]>> = {
  MCP_BRIDGE_RUNTIME: NOTHING,
  MCP_BRIDGE_SAVED_TOOLS: NOTHING,
  MCP_BRIDGE_TOOL_CHANGES: NOTHING,
  MCP_BRIDGE_LIMITS: NOTHING,
  MCP_BRIDGE_REUSE: NOTHING,
  MCP_BRIDGE_OCI_RUNTIME: ["--privileged", "-v", "run sc", "a;b", "../runsc", "./runsc", "$(id)"],
  MCP_BRIDGE_REQUIRE_ROOTLESS: [...NOTHING, "2", "-1", "11", "yes no"],
  MCP_BRIDGE_MAX_VALUES: [...NO_NUMBERS, "0", "9999", "10000001"],
  MCP_BRIDGE_OUTPUT_MODE: NOTHING,
  MCP_BRIDGE_LOG_LEVEL: NOTHING,
  MCP_BRIDGE_ALLOW_SELF_SERVER: [...NOTHING, "2", "-1", "11", "yes no"],
  MCP_BRIDGE_TIMEOUT: [
    ...NO_NUMBERS,
    "0",
    "-5s",
    "1d",
    "99999h",
    "30 s",
    "30S",
    ".5",
    "30s;",
    "1ms",
  ],
  MCP_BRIDGE_MAX_TIMEOUT: [...NO_NUMBERS, "0", "25h", "1w"],
  MCP_BRIDGE_CALL_TIMEOUT: [...NO_NUMBERS, "0", "25h"],
  MCP_BRIDGE_RUNTIME_IDLE_TIMEOUT: [...NO_NUMBERS, "0", "999ms"],
  MCP_BRIDGE_SERVER_IDLE_TIMEOUT: [...NO_NUMBERS, "0", "999ms", "25h"],
  MCP_BRIDGE_SERVER_GRACE: [...NO_NUMBERS, "0", "99ms", "61s"],
  MCP_BRIDGE_SERVER_CONCURRENCY: [...NO_NUMBERS, "0", "1025", "1.5", "4m"],
  MCP_BRIDGE_MEMORY: [
    ...NO_NUMBERS,
    "0",
    "-1g",
    "1p",
    "2t",
    "1g1g",
    "31m",
    "1.5g",
    "512m,swap",
    "g",
  ],
  MCP_BRIDGE_PIDS: [...NO_NUMBERS, "0", "15", "4194305", "1.5"],
  MCP_BRIDGE_CPUS: [...NO_NUMBERS, "0", "0.001", "1025", "1/2", "1.0.0", "0-3"],
  MCP_BRIDGE_POOL: [...NO_NUMBERS, "65", "1.5"],
  MCP_BRIDGE_MAX_CONCURRENCY: [...NO_NUMBERS, "0", "257"],
  MCP_BRIDGE_MAX_OUTPUT: [...NO_NUMBERS, "0", "999", "10000001"],
  MCP_BRIDGE_CONTAINER_USER: [
    "0",
    "0:0",
    "0:1000",
    "1000:0",
    "00:00",
    "00:1",
    "-1:-1",
    "root",
    "root:root",
    "1000",
    "1000:",
    ":1000",
    "1000:1000:1000",
    "0-10",
    "10-9",
    "1-4294967295",
    "1-2-3",
    "1000 :1000",
    "4294967295:1",
    "4294967296:1",
    "1:4294967295",
    "1e3:1",
    "0x3e8:1",
    "١:١",
    "1000:1000 --privileged",
    "1000:1000\n",
    "host",
    "keep-id",
    "nobody:nogroup",
    "${UID}:1",
    LONG,
  ].filter((value) => value.trim() === value),
  MCP_BRIDGE_IMAGE: [
    "--privileged",
    "-v/:/host",
    "python --privileged",
    "python;reboot",
    "python\npython",
    "python\0",
    "$(reboot)",
    "../../etc/passwd",
    "/etc/passwd",
    "./python",
    "dir:/etc",
    "oci-archive:/tmp/x.tar",
    "docker-archive:/tmp/x.tar",
    "docker://python",
    "https://evil.example/python",
    "python:",
    "python:-x",
    "python:a b",
    `python:${"t".repeat(129)}`,
    "python@sha256:00",
    `python@sha256:${"G".repeat(64)}`,
    `python@md5:${"0".repeat(32)}`,
    `python@sha256:${"0".repeat(64)}@sha256:${"0".repeat(64)}`,
    "Python",
    "python//slim",
    "python/",
    "py__/x",
    "-evil.example/python",
    "evil_host.example/python",
    "evil.example:port/python",
    "user:password@evil.example/python",
    "pythоn",
    "\u001b[31mpython",
    `a${"/a".repeat(300)}`,
    LONG,
  ],
  MCP_BRIDGE_PRIVATE_HOSTS: [
    "*",
    "*.example.com",
    ".example.com",
    "example.com:443",
    "https://example.com",
    "10.0.0.0/8",
    "[::1]",
    "::1",
    "a b",
    "a,b c",
    "-a",
    "a-",
    "a..b",
    "a_b",
    "a\0",
    "a\nb",
    `a${RIGHT_TO_LEFT}`,
    "\u001b[31ma",
    "$(reboot)",
    `${"a".repeat(64)}.example`,
    Array.from({ length: 65 }, (_, at) => `h${at}`).join(","),
    LONG,
  ],
  MCP_BRIDGE_STATE_DIR: [
    "/",
    "//",
    "/.",
    "/../..",
    "/home",
    "/home/",
    "/home/ada",
    "/home/ada/x/..",
    "~",
    "~/",
    "~/.",
    "~root",
    "~root/state",
    "~bob/../ada",
    "/work",
    "/work/project",
    ".",
    "./",
    "..",
    "../..",
    "../../../../..",
    "x/../..",
    "a\0b",
    "/state\n/etc",
    "/state\u001b[31m",
    `/state${RIGHT_TO_LEFT}`,
    `/${"a".repeat(5000)}`,
  ],
  MCP_SERVERS_CONFIG: [
    "/a\0b",
    "/a\n/b",
    "/a\u001b[31m",
    `/a${RIGHT_TO_LEFT}`,
    `/${"a".repeat(5000)}`,
    "/a:".repeat(101),
  ],
  MCP_BRIDGE_MOUNTS: [
    "data",
    "./data",
    "..",
    "/data/../etc",
    "/",
    "//",
    "//host/share",
    "/data:/mnt/../etc",
    "/data:/mnt/.",
    "/data:mnt",
    "/data:/mnt",
    "/data:/",
    "/data:/tmp/x",
    "/data:/workspace",
    "/data:/proc/1",
    "/data:/usr/lib",
    "/data:/etc",
    "/data:/mnt/x:rw:rw",
    "/data:/mnt/x:z",
    "/data:/mnt/x:ro,exec",
    "/data:/mnt/x,bind-propagation=shared",
    "/da,ta:/mnt/x",
    '/da"ta:/mnt/x',
    "/data:/mnt/a b",
    "/my data",
    "/data;/other:/mnt/data",
    "/data;/other:/mnt/data/in",
    "/home",
    "/home/ada",
    "/home/ada/",
    "~",
    "~/",
    "~bob/x",
    "/home/ada/.local",
    "/home/ada/.local/state/mcp-code-bridge",
    "/home/ada/.local/state/mcp-code-bridge/bridge",
    "/proc",
    "/proc/self",
    "/sys/fs",
    "/dev",
    "/dev/shm",
    "/run",
    "/run/user/1000",
    "/run/media",
    "${HOME}/x",
    "/a\0",
    `/a${RIGHT_TO_LEFT}`,
    `/${"a".repeat(5000)}`,
    "/a;".repeat(33),
  ],
  MCP_BRIDGE_PASS_ENV: [
    "*",
    "A-B",
    "A B",
    "1A",
    "A=B",
    "A,*B",
    "A**",
    "${HOME}",
    "A\0",
    `A${RIGHT_TO_LEFT}`,
    LONG,
    "A,".repeat(101),
  ],
  MCP_BRIDGE_PACKAGE_INDEX: [
    "pypi.org",
    "//pypi.org/simple",
    "file:///etc/passwd",
    "ftp://pypi.org/",
    "javascript:alert(1)",
    "https://",
    `${RIGHT_TO_LEFT}https://pypi.org`,
    `https://pypi.org/${"a".repeat(2000)}`,
    LONG,
  ],
};

function refusal(env: Readonly<Record<string, string>>, options: FakeSystemOptions = {}): string {
  try {
    loadSettings(new FakeSystem({ ...options, env }));
  } catch (error) {
    assert.ok(error instanceof ConfigError && error.code === "BAD_SETTING", String(error));
    return error.message;
  }
  return "";
}

Deno.test("loadSettings() refuses hostile values and names the variable", () => {
  const variables = Object.values(SETTINGS).map(({ variable }) => variable);
  assert.deepEqual(Object.keys(HOSTILE).sort(), variables.sort(), "every setting has some");
  let count = 0;
  const accepted: string[] = [];
  for (const [variable, values] of Object.entries(HOSTILE)) {
    for (const value of new Set(values)) {
      const message = refusal({ [variable]: value });
      const shown = `${variable}=${JSON.stringify(value.slice(0, 60))}`;
      if (!message.startsWith(`Cannot use ${variable}="`)) accepted.push(shown);
      assert.ok(message.length < 500 && escapeName(message) === message, shown);
      count++;
    }
  }
  assert.deepEqual(accepted, []);
  assert.ok(count >= 350, `${count} values`);
});

Deno.test("a settings file refuses hostile values too", () => {
  // one path here, and a list of them in the variable
  const harmless = ["/a:".repeat(101)];
  const context = { source: new FakeSystem(), folder: "/work/project" };
  const accepted: string[] = [];
  for (const { variable, kind } of Object.values<Setting<unknown>>(SETTINGS)) {
    const isList = kind.schema.type === "array";
    for (const value of HOSTILE[variable] ?? []) {
      if (harmless.includes(value)) continue;
      try {
        kind.read(isList ? [value] : value, context);
        accepted.push(`${variable}=${JSON.stringify(value.slice(0, 60))}`);
      } catch (error) {
        assert.ok(error instanceof SyntaxError || error instanceof RangeError, String(error));
      }
    }
  }
  assert.deepEqual(accepted, []);
});

Deno.test("loadSettings() refuses state directories of Windows that are no directory of the user's", () => {
  const windows = { platform: "windows", home: "C:\\Users\\ada", cwd: "D:\\work" } as const;
  const values = [
    "C:\\",
    "C:/",
    "C:\\Users",
    "c:\\users\\ADA",
    "D:\\",
    "D:\\work",
    "\\\\server\\share\\x",
    "//server/share/x",
    "\\\\.\\pipe\\x",
    "\\\\?\\C:\\x",
    "~",
    "~bob",
    "..",
  ];
  for (const value of values) {
    const message = refusal({ MCP_BRIDGE_STATE_DIR: value }, windows);
    assert.ok(message.startsWith("Cannot use MCP_BRIDGE_STATE_DIR="), `${value} ${message}`);
  }
  assert.equal(refusal({ MCP_BRIDGE_STATE_DIR: "D:\\work\\.mcp-bridge" }, windows), "");
});

Deno.test("loadSettings() takes odd values that are harmless for what they are", () => {
  const load = (env: Readonly<Record<string, string>>) =>
    loadSettings(new FakeSystem({ env })).settings;
  // a directory of its own, however it is named
  for (
    const directory of ["-rf", "--privileged", "$(reboot)", "a b", "x;y", "é", "~x/y".slice(1)]
  ) {
    assert.equal(load({ MCP_BRIDGE_STATE_DIR: directory }).stateDir, `/work/project/${directory}`);
  }
  assert.equal(load({ MCP_BRIDGE_STATE_DIR: "/var/../srv/state" }).stateDir, "/srv/state");
  // always qualified, so that no transport of an engine is meant
  const { image } = load({ MCP_BRIDGE_IMAGE: "containers-storage:python" });
  assert.equal(image, "docker.io/library/containers-storage:python");
  assert.equal(load({ MCP_BRIDGE_PIDS: " 64\n" }).pids, 64);
  assert.equal(load({ MCP_BRIDGE_POOL: "007" }).poolSize, 7);
  assert.equal(load({ MCP_BRIDGE_IMAGE: "evil.example:99/x" }).image, "evil.example:99/x:latest");
});
