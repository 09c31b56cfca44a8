import assert from "node:assert/strict";
import { resolveSettings } from "../../src/settings/resolve_settings.ts";
import type { SettingName } from "../../src/settings/settings.ts";
import type { SettingsFile } from "../../src/settings/settings_file.ts";
import { FakeSystem } from "../fakes/fake_system.ts";

function file(
  shown: string,
  believed: boolean,
  values: Readonly<Partial<Record<SettingName, unknown>>>,
): SettingsFile {
  const entries = Object.entries(values)
    .map(([name, value], index) =>
      [name as SettingName, { value, written: JSON.stringify(value), line: index + 2 }] as const
    );
  return { shown, believed, entries: new Map(entries) };
}

const OWN = file("~/own.jsonc", true, { pids: 100, memoryBytes: 2 ** 28, timeoutMs: 20_000 });

Deno.test("resolveSettings() takes a variable before a project's file, that before the user's, that before the default", () => {
  const system = new FakeSystem({ env: { MCP_BRIDGE_PIDS: "300" } });
  const project = file("./p.jsonc", false, { pids: 20, memoryBytes: 2 ** 27 });
  const { values, origins, problems, refused } = resolveSettings(system, [OWN, project]);
  assert.deepEqual(
    [values.pids, values.memoryBytes, values.timeoutMs, values.maxOutput],
    [300, 2 ** 27, 20_000, 40_000],
  );
  const { pids, memoryBytes, timeoutMs, maxOutput } = origins;
  assert.deepEqual({ pids, memoryBytes, timeoutMs, maxOutput }, {
    pids: { kind: "variable" },
    memoryBytes: { kind: "file", file: "./p.jsonc", line: 3 },
    timeoutMs: { kind: "file", file: "~/own.jsonc", line: 4 },
    maxOutput: { kind: "default" },
  });
  assert.deepEqual([problems, refused], [[], []]);
});

Deno.test("resolveSettings() takes the nearest of a project's files that are trusted", () => {
  const root = file("/repo/p.jsonc", true, { pids: 50, image: "localhost/root:1" });
  const near = file("./p.jsonc", true, { pids: 1000 });
  const { values } = resolveSettings(new FakeSystem(), [OWN, root, near]);
  assert.deepEqual([values.pids, values.image], [1000, "localhost/root:1"]);
});

Deno.test("resolveSettings() compares a project's file with all that lies below it", () => {
  const root = file("/repo/p.jsonc", false, { pids: 50 });
  const near = file("./p.jsonc", false, { pids: 60 });
  const { values, refused } = resolveSettings(new FakeSystem(), [OWN, root, near]);
  assert.equal(values.pids, 50);
  assert.deepEqual(refused, [{
    file: "./p.jsonc",
    line: 2,
    key: "pids",
    reason: "not stricter than 50",
  }]);
});

Deno.test("resolveSettings() says nothing of a value that a variable replaces anyway", () => {
  const system = new FakeSystem({ env: { MCP_BRIDGE_IMAGE: "localhost/mine:1" } });
  const { values, refused } = resolveSettings(system, [
    file("./p.jsonc", false, { image: "localhost/evil:1" }),
  ]);
  assert.equal(values.image, "localhost/mine:1");
  assert.deepEqual(refused, []);
});

Deno.test("resolveSettings() refuses a time-out above the maximum and names both sources", () => {
  const system = new FakeSystem();
  const own = file("~/own.jsonc", true, { timeoutMs: 60_000, maxTimeoutMs: 40_000 });
  assert.deepEqual(resolveSettings(system, [own]).problems, [
    'Cannot use "timeout": 60000 (~/own.jsonc, line 2): longer than "maxTimeout" (~/own.jsonc, ' +
    "line 3), which is 40s; lower the first or raise the second",
  ]);
  const { problems: [problem] } = resolveSettings(
    new FakeSystem({ env: { MCP_BRIDGE_MAX_TIMEOUT: "10s" } }),
    [file("~/own.jsonc", true, { timeoutMs: 60_000 })],
  );
  assert.match(
    problem ?? "",
    /"timeout": 60000 .* longer than MCP_BRIDGE_MAX_TIMEOUT, which is 10s/,
  );
});

Deno.test("resolveSettings() knows all but the state directory where no directory can be chosen", () => {
  const system = new FakeSystem({ platform: "windows", home: null });
  const { values, undecided, problems } = resolveSettings(system);
  assert.deepEqual([...undecided.keys()], ["stateDir"]);
  assert.match(undecided.get("stateDir") ?? "", /no home directory is known/);
  assert.deepEqual(problems, []);
  assert.equal(values.maxConcurrency, 4);
});
