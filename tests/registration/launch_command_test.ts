import assert from "node:assert/strict";
import { isSelf } from "../../src/discovery/self_server.ts";
import {
  isInNpxCache,
  isSourceForm,
  launchCommand,
  type LaunchForm,
} from "../../src/registration/launch_command.ts";
import { FakeSystem } from "../fakes/fake_system.ts";
import { MACHINES } from "./support/machines.ts";

const HERE: LaunchForm = { kind: "here" };
const NPM: LaunchForm = { kind: "npm", version: "0.1.0", directory: "/state" };

async function lineOf(system: FakeSystem, form: LaunchForm): Promise<readonly string[]> {
  const { command, args } = await launchCommand(system, { form, denoVersion: "2.9.6" });
  return [command, ...args];
}

Deno.test("launchCommand() names the executable alone", async () => {
  for (const machine of MACHINES) {
    const system = new FakeSystem({ ...machine, compiled: true });
    assert.deepEqual(await lineOf(system, HERE), [machine.execPath]);
  }
});

Deno.test("launchCommand() runs the source by Deno, and npx looks into no other folder", async () => {
  const expected = [
    ["npx", "--prefix", "/src/bridge", "--script-shell", "/bin/sh", "--prefer-offline"],
    ["-y", "deno@2.9.6", "run", "--quiet", "--config", "/src/bridge/deno.json"],
    ["-P=launcher", "--no-prompt", "/src/bridge/main.ts"],
  ].flat();
  const source = new FakeSystem({ mainModule: "/src/bridge/main.ts" });
  assert.deepEqual(await lineOf(source, HERE), expected);
  const bundle = "/src/bridge/dist/bundle";
  const bundled = new FakeSystem({ mainModule: `${bundle}/main.js`, bundle });
  assert.deepEqual(await lineOf(bundled, HERE), expected);
  assert.ok(isSourceForm(expected, source));
  assert.ok(!isSourceForm([...expected.slice(0, -1), "/evil/main.ts"], source));
});

Deno.test("launchCommand() has npx start the package without asking the registry", async () => {
  const line = [
    ["npx", "-y", "--prefer-offline", "--prefix", "/state", "--script-shell", "/bin/sh"],
    ["-p", "mcp-code-bridge@0.1.0", "mcp-code-bridge-native"],
  ].flat();
  assert.deepEqual(await lineOf(new FakeSystem(), NPM), line);
});

Deno.test("launchCommand() gives the script of npx to Node.js on Windows", async () => {
  const node = "C:\\Program Files\\nodejs";
  const script = `${node}\\node_modules\\npm\\bin\\npx-cli.js`;
  const files = { [`${node}\\npx.cmd`]: "", [`${node}\\node.exe`]: "", [script]: "" };
  const env = { PATH: node };
  const system = new FakeSystem({ ...MACHINES[2], env, files, compiled: true });
  const [command = "", ...args] = await lineOf(system, { ...NPM, directory: "C:\\state" });
  assert.deepEqual([command, args[0]], [`${node}\\node.exe`, script]);
  assert.ok(await isSelf({ kind: "stdio", command, args, env: {} }, system));
  const other = { kind: "stdio", command, args: [script, "-y", "other@1"], env: {} } as const;
  assert.ok(!await isSelf(other, system));
  const without = new FakeSystem({ ...MACHINES[2], env, compiled: true });
  assert.equal((await lineOf(without, NPM))[0], "npx");
});

Deno.test("isInNpxCache() knows an executable that is gone with npx's cache", () => {
  assert.ok(isInNpxCache("/home/ada/.npm/_npx/1a2b/node_modules/@x/linux-x64/mcp-code-bridge"));
  assert.ok(isInNpxCache("C:\\Users\\ada\\AppData\\Local\\npm-cache\\_npx\\1a\\x.exe"));
  assert.ok(!isInNpxCache("/usr/lib/node_modules/mcp-code-bridge/bin/mcp-code-bridge"));
});
