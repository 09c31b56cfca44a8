import assert from "node:assert/strict";
import { describeSettings } from "../../src/settings/describe_settings.ts";
import { loadSettings } from "../../src/settings/load_settings.ts";
import { type SettingName, SETTINGS, settingsOfBridge } from "../../src/settings/settings.ts";
import { FakeSystem } from "../fakes/fake_system.ts";

Deno.test("describeSettings() documents every variable", () => {
  const rows = describeSettings();
  assert.equal(rows.length, Object.keys(SETTINGS).length);
  for (const row of rows) {
    assert.match(row.variable, /^MCP_(?:BRIDGE_[A-Z_]+|SERVERS_CONFIG)$/);
    assert.notEqual(row.default, "");
    assert.notEqual(row.allowed, "");
    assert.match(row.description, /\.$/);
  }
});

Deno.test("describeSettings() tells the defaults that loadSettings() gives", () => {
  const inWords = [
    "MCP_BRIDGE_CALL_TIMEOUT",
    "MCP_BRIDGE_CPUS",
    "MCP_BRIDGE_MAX_CONCURRENCY",
    "MCP_BRIDGE_MOUNTS",
    "MCP_BRIDGE_OCI_RUNTIME",
    "MCP_BRIDGE_PACKAGE_INDEX",
    "MCP_BRIDGE_PASS_ENV",
    "MCP_BRIDGE_POOL",
    "MCP_BRIDGE_PRIVATE_HOSTS",
    "MCP_BRIDGE_STATE_DIR",
    "MCP_SERVERS_CONFIG",
  ];
  const env = Object.fromEntries(
    describeSettings().map((row) => [row.variable, row.default])
      .filter(([variable]) => !inWords.includes(variable ?? "")),
  );
  assert.deepEqual(
    loadSettings(new FakeSystem({ env })).settings,
    loadSettings(new FakeSystem()).settings,
  );
});

Deno.test("settingsOfBridge() leaves out what only the launcher needs", () => {
  const { settings } = loadSettings(new FakeSystem());
  const names = Object.keys(settingsOfBridge(settings)) as SettingName[];
  assert.ok(names.includes("timeoutMs"));
  assert.ok(!names.includes("stateDir") && !names.includes("image"));
  assert.deepEqual(names, names.filter((name) => SETTINGS[name].bridge));
});
