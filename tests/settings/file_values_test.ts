import assert from "node:assert/strict";
import { CfWorkerJsonSchemaValidator } from "@modelcontextprotocol/client/validators/cf-worker";
import { fileKey } from "../../src/settings/file_key.ts";
import type { Setting } from "../../src/settings/setting.ts";
import { type SettingName, SETTINGS } from "../../src/settings/settings.ts";
import { settingsSchema } from "../../src/settings/settings_schema.ts";
import { FakeSystem } from "../fakes/fake_system.ts";

interface Examples {
  readonly accepted: readonly unknown[];
  readonly refused: readonly unknown[];
  /** Refused by the program alone: a schema cannot say why. */
  readonly beyond?: readonly unknown[];
}

const TIMES: Examples = {
  accepted: [30, 1.5, "30", "1500ms", "30s", "2m", "1h"],
  refused: ["", "soon", "30 s", " 30s", "-1s", "1d", -1, 0, 1e9, true, null, ["30s"], {}],
  beyond: ["0s", "48h"],
};
const COUNTS: Examples = {
  accepted: [64],
  refused: [-1, 64.5, 1e9, "64", true, null, [64], {}],
};
const SWITCHES: Examples = { accepted: [true, false], refused: ["true", "on", 1, 0, null, []] };
const NO_TEXT = [1, true, null, [], {}];

/** Values of each setting in a settings file. */
const EXAMPLES: Readonly<Record<SettingName, Examples>> = {
  runtime: { accepted: ["auto", "embedded"], refused: ["", "lxc", "AUTO", ...NO_TEXT] },
  image: {
    accepted: ["python:3.12-slim", "localhost/a/b@sha256:" + "a".repeat(64)],
    refused: NO_TEXT,
    beyond: ["", "--privileged", "a b"],
  },
  timeoutMs: TIMES,
  maxTimeoutMs: TIMES,
  callTimeoutMs: TIMES,
  memoryBytes: {
    accepted: [536_870_912, "536870912", "512m", "1g", "1G", "512MiB", "64mb"],
    refused: ["", "512 m", "-1", "lots", "1.5g", 1, 1.5, -1, true, null, [], {}],
    beyond: ["1", "512", "9t"],
  },
  pids: COUNTS,
  cpus: { accepted: [0.5, 2], refused: [0, -1, 2000, "0.5", true, null, [], {}] },
  containerUser: {
    accepted: ["65534:65534", "200000-265535"],
    refused: ["", "root", "0:0", "1000", "1:0", ...NO_TEXT],
    beyond: ["9-3"],
  },
  ociRuntime: {
    accepted: ["runsc", "/opt/gvisor/runsc"],
    refused: NO_TEXT,
    beyond: ["", "--privileged", "bin/runsc"],
  },
  requireRootless: SWITCHES,
  limits: { accepted: ["full", "partial"], refused: ["", "none", ...NO_TEXT] },
  reuse: { accepted: ["auto", "rooms", "never"], refused: ["", "always", ...NO_TEXT] },
  runtimeIdleTimeoutMs: TIMES,
  packageIndex: {
    accepted: ["https://pypi.org/simple/", "http://localhost:8080/simple/"],
    refused: NO_TEXT,
    beyond: ["", "pypi.org", "file:///etc/passwd", "ftp://pypi.org/"],
  },
  mounts: {
    accepted: [[], ["/data"], ["/data:/mnt/in:rw", "/reports"]],
    refused: ["/data", 1, null, [1], Array.from({ length: 33 }, (_, at) => `/data/${at}`)],
    beyond: [["/"], ["data"], ["/data:/etc"], ["/data", "/other/data"]],
  },
  stateDir: {
    accepted: ["/var/lib/bridge", "~/state", "state"],
    refused: NO_TEXT,
    beyond: ["/", "~", "~root/x", "/a\nb"],
  },
  savedTools: { accepted: ["on", "same-grant", "off"], refused: ["", true, "all", null] },
  serverIdleTimeoutMs: TIMES,
  serverGraceMs: { ...TIMES, accepted: [3, "500ms", "60s"], beyond: ["2m"] },
  serverConcurrency: COUNTS,
  toolChanges: { accepted: ["flag", "refuse"], refused: ["", "accept", ...NO_TEXT] },
  poolSize: { ...COUNTS, accepted: [0, 64] },
  maxConcurrency: COUNTS,
  outputMode: { accepted: ["toon", "compact", "json"], refused: ["", "yaml", ...NO_TEXT] },
  maxOutput: { ...COUNTS, accepted: [1000] },
  maxValues: { ...COUNTS, accepted: [10_000] },
  logLevel: { accepted: ["debug", "error"], refused: ["", "loud", ...NO_TEXT] },
  allowSelfServer: SWITCHES,
  configFiles: {
    accepted: [[], ["/etc/mcp.json", "~/mine.json", "rel.json"]],
    refused: ["/etc/mcp.json", [1], [null], [["a"]], Array(101).fill("/a"), true, null, {}],
    beyond: [[""], ["/a\nb"]],
  },
  passEnv: {
    accepted: [[], ["AWS_*", "GH_TOKEN"]],
    refused: ["AWS_*", ["*"], [""], ["A B"], [1], Array(101).fill("A"), null],
  },
  privateHosts: {
    accepted: [[], ["mcp.corp.example", "Build-7"]],
    refused: ["mcp.corp.example", [1], Array(65).fill("a"), null, {}],
    beyond: [["a b"], ["https://a"], [""]],
  },
};

const context = { source: new FakeSystem(), folder: "/work/project" };
const settings = Object.entries<Setting<unknown>>(SETTINGS) as [SettingName, Setting<unknown>][];

function isRead({ kind }: Setting<unknown>, value: unknown): boolean {
  try {
    kind.read(value, context);
    return true;
  } catch (error) {
    assert.ok(error instanceof SyntaxError || error instanceof RangeError, String(error));
    assert.match(
      error.message,
      /allowed|longer than|cannot be shown|name a directory in it|lie in each other/,
    );
    return false;
  }
}

Deno.test("a settings file and its schema accept and refuse the same values", () => {
  // it writes into the schema
  const validate = new CfWorkerJsonSchemaValidator()
    .getValidator(structuredClone(settingsSchema()) as unknown as Record<string, unknown>);
  for (const [name, setting] of settings) {
    const key = fileKey(setting.variable);
    const { accepted, refused, beyond = [] } = EXAMPLES[name];
    const verdicts = (values: readonly unknown[]) =>
      values.map((value) => [
        JSON.stringify(value).slice(0, 60),
        isRead(setting, value),
        validate({ [key]: value }).valid,
      ]);
    const all = (values: readonly unknown[], read: boolean, valid: boolean) =>
      values.map((value) => [JSON.stringify(value).slice(0, 60), read, valid]);
    assert.deepEqual(verdicts(accepted), all(accepted, true, true), key);
    assert.deepEqual(verdicts(refused), all(refused, false, false), key);
    assert.deepEqual(verdicts(beyond), all(beyond, false, true), key);
  }
  assert.ok(validate({ $schema: "./schema.json" }).valid);
  assert.ok(!validate({ timout: "30s" }).valid);
});

Deno.test("every kind writes what it reads", () => {
  for (const [name, { kind }] of settings) {
    for (const value of EXAMPLES[name].accepted) {
      const read = kind.read(value, context);
      assert.deepEqual(kind.read(kind.write(read), context), read, name);
    }
  }
});

/** What stands between the items of a list in a variable, where it is no comma. */
const SEPARATORS: Partial<Record<SettingName, string>> = { configFiles: ":", mounts: ";" };

Deno.test("a value means the same in a file and in a variable", () => {
  for (const [name, { kind }] of settings) {
    for (const value of EXAMPLES[name].accepted) {
      const text = Array.isArray(value) ? value.join(SEPARATORS[name] ?? ",") : `${value}`;
      assert.deepEqual(kind.read(value, context), kind.parse(text, context.source), name);
    }
  }
});

Deno.test("a relative path in a settings file starts at the folder of the file", () => {
  const elsewhere = { ...context, folder: "/home/ada/.config/mcp-code-bridge" };
  const { stateDir, configFiles }: Readonly<Record<string, Setting<unknown>>> = SETTINGS;
  assert.equal(
    stateDir?.kind.read("state", elsewhere),
    "/home/ada/.config/mcp-code-bridge/state",
  );
  assert.deepEqual(configFiles?.kind.read(["more/a.json", "~/b.json", "/c.json"], elsewhere), [
    "/home/ada/.config/mcp-code-bridge/more/a.json",
    "/home/ada/b.json",
    "/c.json",
  ]);
  assert.throws(() => stateDir?.kind.read("..", { ...context, folder: "/work/project/sub" }));
});

Deno.test("fileKey() makes one key of each variable", () => {
  assert.equal(fileKey("MCP_BRIDGE_RUNTIME_IDLE_TIMEOUT"), "runtimeIdleTimeout");
  assert.equal(fileKey("MCP_SERVERS_CONFIG"), "serversConfig");
  const keys = settings.map(([, { variable }]) => fileKey(variable));
  assert.equal(new Set(keys).size, keys.length);
  for (const key of keys) assert.match(key, /^[a-z][a-zA-Z]*$/);
});

Deno.test("the address of a package index is shown without its password", () => {
  const { packageIndex }: Readonly<Record<string, Setting<unknown>>> = SETTINGS;
  const kind = packageIndex?.kind;
  const url = kind?.read("https://ada:SECRET@pypi.corp.example/simple/", context);
  assert.equal(kind?.write(url), "https://ada:***@pypi.corp.example/simple/");
});
