import assert from "node:assert/strict";
import { resolveSettings } from "../../src/settings/resolve_settings.ts";
import type { Setting } from "../../src/settings/setting.ts";
import { type SettingName, SETTINGS, type Settings } from "../../src/settings/settings.ts";
import type { SettingsFile } from "../../src/settings/settings_file.ts";
import { isAsStrict, type Tightening } from "../../src/settings/tightening.ts";
import { FakeSystem } from "../fakes/fake_system.ts";

/**
 * What a project's file may do to each setting before it is trusted. A new setting has to choose here
 * too, so that nobody opens one to cloned repositories by the way.
 */
const DECLARED: Readonly<Record<SettingName, Tightening>> = {
  runtime: "never",
  image: "never",
  timeoutMs: "lower",
  maxTimeoutMs: "lower",
  callTimeoutMs: "lower",
  memoryBytes: "lower",
  pids: "lower",
  cpus: "never",
  containerUser: "never",
  ociRuntime: "never",
  requireRootless: "never",
  limits: "never",
  reuse: ["auto", "never"],
  runtimeIdleTimeoutMs: "never",
  mounts: "never",
  packageIndex: "never",
  stateDir: "never",
  savedTools: ["on", "same-grant", "off"],
  serverIdleTimeoutMs: "lower",
  serverGraceMs: "never",
  serverConcurrency: "lower",
  toolChanges: ["flag", "refuse"],
  poolSize: "never",
  maxConcurrency: "lower",
  outputMode: "never",
  maxOutput: "lower",
  maxValues: "lower",
  logLevel: "never",
  allowSelfServer: [true, false],
  configFiles: "never",
  passEnv: "never",
  privateHosts: "never",
};

Deno.test("every setting becomes stricter as it is declared here", () => {
  const tightens = Object.fromEntries(
    Object.entries<Setting<unknown>>(SETTINGS).map(([name, setting]) => [name, setting.tightens]),
  );
  assert.deepEqual(tightens, DECLARED);
});

Deno.test("the values of an order are values of their setting", () => {
  const context = { source: new FakeSystem(), folder: "/work/project" };
  for (const [name, { kind, tightens }] of Object.entries<Setting<unknown>>(SETTINGS)) {
    if (typeof tightens === "string") continue;
    for (const value of tightens) assert.equal(kind.read(value, context), value, name);
    assert.ok(tightens.length > 1 && new Set(tightens).size === tightens.length, name);
  }
});

Deno.test("isAsStrict() takes what is equal or stricter, and nothing without a direction", () => {
  const table: [Tightening, unknown, unknown, boolean][] = [
    ["lower", 5, 5, true],
    ["lower", 5, 4, true],
    ["lower", 5, 6, false],
    ["lower", null, 6, true],
    ["lower", null, null, true],
    ["lower", 5, null, false],
    ["lower", undefined, 5, false],
    ["never", 5, 5, false],
    ["never", null, null, false],
    [["on", "same-grant", "off"], "on", "off", true],
    [["on", "same-grant", "off"], "same-grant", "same-grant", true],
    [["on", "same-grant", "off"], "off", "same-grant", false],
    [["auto", "never"], "rooms", "never", false],
    [["auto", "never"], "auto", "rooms", false],
    [[false, true], true, false, false],
    [[false, true], false, true, true],
  ];
  for (const [tightens, before, after, expected] of table) {
    const shown = `${JSON.stringify(tightens)}: ${before} -> ${after}`;
    assert.equal(isAsStrict(tightens, { before, after }), expected, shown);
  }
});

/** Values of each setting in a file, from weak to strict. */
const VALUES: Readonly<Record<SettingName, readonly unknown[]>> = {
  runtime: ["embedded", "container"],
  image: ["localhost/a:1", "docker.io/library/python:3.12-slim"],
  timeoutMs: [100_000, 1000],
  maxTimeoutMs: [200_000, 60_000],
  callTimeoutMs: [100_000, 1000],
  memoryBytes: [1024 ** 3, 64 * 1024 ** 2],
  pids: [256, 64],
  cpus: [4, 0.5],
  containerUser: [{ kind: "fixed", user: "1:1" }, { kind: "range", from: 1, to: 2 }],
  ociRuntime: ["/tmp/evil", "runsc"],
  requireRootless: [false, true],
  limits: ["partial", "full"],
  reuse: ["auto", "never"],
  runtimeIdleTimeoutMs: [600_000, 10_000],
  packageIndex: [new URL("http://evil.example/"), new URL("https://pypi.org/simple/")],
  mounts: [[{ source: "/data", target: "/mnt/data", writable: true }], []],
  stateDir: ["/tmp/evil", "/work/project/.mcp-bridge"],
  savedTools: ["on", "off"],
  serverIdleTimeoutMs: [1_200_000, 60_000],
  serverGraceMs: [10_000, 1000],
  serverConcurrency: [100, 10],
  toolChanges: ["flag", "refuse"],
  poolSize: [10, 0],
  maxConcurrency: [100, 1],
  outputMode: ["json", "compact"],
  maxOutput: [100_000, 1000],
  maxValues: [10_000_000, 10_000],
  logLevel: ["debug", "error"],
  allowSelfServer: [true, false],
  configFiles: [["/tmp/evil.json"], []],
  passEnv: [["*"], []],
  privateHosts: [["metadata.internal"], []],
};

function fileOf(name: SettingName, value: unknown, believed: boolean): SettingsFile {
  const entries = new Map([[name, { value, written: "", line: 1 }]]);
  return { shown: believed ? "~/own.jsonc" : "./project.jsonc", believed, entries };
}

Deno.test("resolveSettings() lets a project's file make each setting stricter, and never weaker", () => {
  const system = new FakeSystem();
  for (const [name, [weak, strict]] of Object.entries(VALUES) as [SettingName, unknown[]][]) {
    const value = (...files: SettingsFile[]): unknown =>
      resolveSettings(system, files).values[name];
    const ofProject = (one: unknown) => fileOf(name, one, false);
    const own = (one: unknown) => fileOf(name, one, true);
    assert.deepEqual(value(own(strict), ofProject(weak)), strict, `${name} is not weakened`);
    const expected = DECLARED[name] === "never" ? weak : strict;
    assert.deepEqual(value(own(weak), ofProject(strict)), expected, `${name} is made stricter`);
    const refused = resolveSettings(system, [own(strict), ofProject(weak)]).refused;
    assert.equal(refused.length, 1, `${name} is told`);
    assert.match(refused[0]?.reason ?? "", /^(only a trusted file may set it|not stricter than )/);
  }
});

/** The settings with a value of a file of the project that nobody has trusted. */
function tightened(
  values: Partial<Settings>,
  env: Readonly<Record<string, string>> = {},
): Partial<Settings> {
  const entries = new Map(
    Object.entries(values).map(([name, value]) =>
      [name as SettingName, { value, written: `${value}`, line: 1 }] as const
    ),
  );
  const file = { shown: "./project.jsonc", believed: false, entries };
  return resolveSettings(new FakeSystem({ env }), [file]).values;
}

Deno.test("resolveSettings() lowers the time-out with the maximum of a project's file", () => {
  assert.equal(tightened({ maxTimeoutMs: 10_000 }).timeoutMs, 10_000);
  const set = tightened({ maxTimeoutMs: 10_000 }, { MCP_BRIDGE_TIMEOUT: "20s" });
  assert.equal(set.timeoutMs, 10_000, "also one that the user has set");
  const both = tightened({ maxTimeoutMs: 10_000, timeoutMs: 20_000 });
  assert.deepEqual([both.timeoutMs, both.maxTimeoutMs], [10_000, 10_000]);
});

Deno.test("resolveSettings() lets no default become weaker by what a project's file makes stricter", () => {
  // less memory for each would leave room for more programs at once
  const env = { MCP_BRIDGE_MEMORY: "2g" };
  const own = resolveSettings(new FakeSystem({ env })).values.maxConcurrency;
  assert.equal(own, 2);
  const system = new FakeSystem();
  const user = fileOf("memoryBytes", 2 * 1024 ** 3, true);
  const project = fileOf("memoryBytes", 64 * 1024 ** 2, false);
  assert.equal(resolveSettings(system, [user, project]).values.maxConcurrency, 2);
  const trusted = { ...project, believed: true };
  assert.equal(resolveSettings(system, [user, trusted]).values.maxConcurrency, 4, "the control");
});
