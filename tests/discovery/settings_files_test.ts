import assert from "node:assert/strict";
import { readSettingsFiles } from "../../src/discovery/read_settings_files.ts";
import {
  findSettings,
  settingsPlaces,
  userSettingsFile,
} from "../../src/discovery/settings_places.ts";
import { inspectFile, trustFile } from "../../src/discovery/trust_file.ts";
import { ConfigError } from "../../src/errors.ts";
import { loadSettings } from "../../src/settings/load_settings.ts";
import { createDenoSystem } from "../../src/system/deno_system.ts";
import { type FakeEntry, link } from "../fakes/fake_files.ts";
import { FakeSystem, type FakeSystemOptions } from "../fakes/fake_system.ts";

const OWN = "/home/ada/.config/mcp-code-bridge/mcp-code-bridge.jsonc";
const PROJECT = "/work/project/mcp-code-bridge.jsonc";

function systemWith(
  files: Readonly<Record<string, string | FakeEntry>>,
  options: FakeSystemOptions = {},
): FakeSystem {
  return new FakeSystem({ ...options, files });
}

/** The settings as a command reads them, with what is said of the files. */
async function read(system: FakeSystem) {
  const { files, warnings } = await findSettings(system);
  return { ...loadSettings(system, { files }).settings, warnings };
}

async function refusal(system: FakeSystem): Promise<string> {
  const error: unknown = await findSettings(system).then(() => null, (thrown) => thrown);
  assert.ok(error instanceof ConfigError && error.code === "BAD_SETTING", String(error));
  return error.message;
}

async function trust(system: FakeSystem): Promise<readonly string[]> {
  const { settings } = loadSettings(system);
  const options = { system, settings, log: () => {} };
  const inspected = await inspectFile(PROJECT, options);
  await trustFile(inspected, options);
  return inspected.decisions;
}

Deno.test("userSettingsFile() is in the user's folder for settings on each platform", () => {
  const table: [FakeSystemOptions, string | null][] = [
    [{}, OWN],
    [{ env: { XDG_CONFIG_HOME: "/xdg" } }, "/xdg/mcp-code-bridge/mcp-code-bridge.jsonc"],
    [{ env: { XDG_CONFIG_HOME: "relative" } }, OWN],
    [
      { platform: "darwin", home: "/Users/ada" },
      "/Users/ada/.config/mcp-code-bridge/mcp-code-bridge.jsonc",
    ],
    [
      { platform: "windows", home: "C:\\Users\\ada", env: { APPDATA: "D:\\Data" } },
      "D:\\Data\\mcp-code-bridge\\mcp-code-bridge.jsonc",
    ],
    [
      { platform: "windows", home: "C:\\Users\\ada" },
      "C:\\Users\\ada\\AppData\\Roaming\\mcp-code-bridge\\mcp-code-bridge.jsonc",
    ],
    [{ home: null }, null],
  ];
  for (const [options, expected] of table) {
    assert.equal(userSettingsFile(new FakeSystem(options)), expected);
  }
});

Deno.test("settingsPlaces() are the user's file, then those from the root of the repository downwards", () => {
  const system = systemWith({ "/work/.git/HEAD": "" });
  assert.deepEqual(settingsPlaces(system).map(({ file, scope }) => [scope, file]), [
    ["user", OWN],
    ["project", "/work/mcp-code-bridge.jsonc"],
    ["project", PROJECT],
  ]);
  const cwd = "/home/ada/.config/mcp-code-bridge";
  assert.deepEqual(settingsPlaces(new FakeSystem({ cwd })).map(({ file }) => file), [OWN]);
});

Deno.test("findSettings() finds nothing where there is no file, and needs no home directory", async () => {
  for (const system of [new FakeSystem(), new FakeSystem({ home: null })]) {
    assert.deepEqual(await findSettings(system), { files: [], warnings: [] });
  }
});

Deno.test("findSettings() refuses what is wrong with the user's own file", async () => {
  assert.match(
    await refusal(systemWith({ [OWN]: '{\n "pids": 8,\n "cpus": "many" }' })),
    /"pids": 8 \(~\/\.config\/mcp-code-bridge\/mcp-code-bridge\.jsonc, line 2, column 10\): too small.*\n.*"cpus": "many"/,
  );
  assert.match(await refusal(systemWith({ [OWN]: "{" })), /line 1, column 2/);
  const pipe: FakeEntry = { kind: "other" };
  assert.match(await refusal(systemWith({ [OWN]: pipe })), /it is not a regular file/);
  assert.match(await refusal(systemWith({ [OWN]: link("/nowhere") })), /leads nowhere/);
  assert.match(
    await refusal(systemWith({ [OWN]: `{${" ".repeat(300_000)}}` })),
    /it has 300002 bytes; at most 262144 are read/,
  );
});

Deno.test("findSettings() follows a link to the user's own file, as people link their dotfiles", async () => {
  const system = systemWith({
    "/dotfiles/bridge.jsonc": '{ "pids": 64 }',
    [OWN]: link("/dotfiles/bridge.jsonc"),
  });
  assert.equal((await read(system)).pids, 64);
});

Deno.test("findSettings() uses a project's file only where it is stricter, and names the command", async () => {
  const text = '{\n "timeout": "10s",\n "memory": "2g",\n "image": "localhost/evil" }';
  const { timeoutMs, memoryBytes, image, warnings } = await read(systemWith({ [PROJECT]: text }));
  assert.deepEqual(
    [timeoutMs, memoryBytes, image],
    [10_000, 512 * 1024 ** 2, "docker.io/library/python:3.12-slim"],
  );
  assert.deepEqual(warnings, [
    './mcp-code-bridge.jsonc is used without "memory" (line 3: not stricter than 512m), ' +
    '"image" (line 4: only a trusted file may set it); if you trust it, run: ' +
    "mcp-code-bridge trust ./mcp-code-bridge.jsonc",
  ]);
});

Deno.test("findSettings() goes on without what is wrong with a project's file", async () => {
  const wrong = await read(systemWith({ [PROJECT]: '{ "pids": 8, "timeout": "10s" }' }));
  assert.deepEqual([wrong.pids, wrong.timeoutMs], [128, 10_000]);
  assert.match(wrong.warnings.join(), /Cannot use "pids": 8/);
  for (const entry of ["{", { kind: "other" }, link("/nowhere")] as const) {
    const { pids, warnings } = await read(systemWith({ [PROJECT]: entry }));
    assert.equal(pids, 128);
    assert.match(warnings.join(), /^Cannot use settings file \.\/mcp-code-bridge\.jsonc: /);
  }
});

Deno.test("findSettings() takes all of a project's file once it is trusted, until it changes", async () => {
  const system = systemWith({ [PROJECT]: '{ "image": "localhost/team:1", "timeout": "10s" }' });
  assert.deepEqual(await trust(system), [
    'sets image to "localhost/team:1": only a trusted file may set it',
    'sets timeout to "10s"',
  ]);
  const trusted = await read(system);
  assert.deepEqual([trusted.image, trusted.warnings], ["localhost/team:1", []]);
  system.files.put(PROJECT, '{ "image": "localhost/evil:1", "timeout": "5s" }');
  const changed = await read(system);
  assert.deepEqual([changed.image, changed.timeoutMs], [
    "docker.io/library/python:3.12-slim",
    5_000,
  ]);
  assert.match(changed.warnings.join(), /the file was changed since you trusted it; if you trust/);
});

Deno.test("findSettings() believes the list of the user's state directory, not of one that the project names", async () => {
  const system = systemWith({ [PROJECT]: '{ "stateDir": "./kept" }' });
  assert.equal((await read(system)).stateDir, "/home/ada/.local/state/mcp-code-bridge");
  await trust(system);
  assert.equal((await read(system)).stateDir, "/work/project/kept");
  // a list that came with the repository says nothing
  const list = "/home/ada/.local/state/mcp-code-bridge/trust.json";
  const text = await system.files.readText(list, 10_000);
  system.files.entries.delete(list);
  system.files.put("/work/project/kept/trust.json", text);
  assert.equal((await read(system)).stateDir, "/home/ada/.local/state/mcp-code-bridge");
});

Deno.test("inspectFile() refuses a settings file that is the user's own, or wrong", async () => {
  const system = systemWith({ [OWN]: "{}", [PROJECT]: '{ "pids": 1 }' });
  const { settings } = loadSettings(system);
  const options = { system, settings, log: () => {} };
  await assert.rejects(inspectFile(OWN, options), /it is your own file and needs no trust/);
  await assert.rejects(inspectFile(PROJECT, options), /"pids": 1 .*too small/);
});

Deno.test("inspectFile() shows values of a settings file whole", async () => {
  const hosts = Array.from({ length: 40 }, (_, index) => `host-${index}.example`);
  const system = systemWith({ [PROJECT]: JSON.stringify({ privateHosts: hosts }) });
  const { settings } = loadSettings(system);
  const { decisions } = await inspectFile(PROJECT, { system, settings, log: () => {} });
  assert.match(decisions.join(), /host-39\.example/);
});

Deno.test({
  name: "readSettingsFiles() neither waits for a pipe nor reads a device",
  ignore: Deno.build.os === "windows",
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      const { success } = await new Deno.Command("mkfifo", { args: [`${folder}/pipe`] }).output();
      assert.ok(success);
      await Deno.symlink("/dev/zero", `${folder}/device`);
      const places = ["pipe", "device"].map((name) =>
        ({ file: `${folder}/${name}`, client: "", scope: "project" }) as const
      );
      const { files, warnings } = await readSettingsFiles(places, createDenoSystem());
      assert.deepEqual(files, []);
      assert.equal(warnings.length, 2);
      for (const warning of warnings) assert.match(warning, /it is not a regular file$/);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
