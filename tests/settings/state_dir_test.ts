import assert from "node:assert/strict";
import { ConfigError } from "../../src/errors.ts";
import {
  findStateDirProblem,
  prepareStateDir,
  prepareStateDirIfPossible,
} from "../../src/settings/state_dir.ts";
import { type FakeEntry, link } from "../fakes/fake_files.ts";
import { FakeSystem, type FakeSystemOptions } from "../fakes/fake_system.ts";

const DIR = "/home/ada/.local/state/mcp-code-bridge";

function systemWith(entry: FakeEntry, options: FakeSystemOptions = {}): FakeSystem {
  return new FakeSystem({ ...options, files: { [DIR]: entry } });
}

async function modeOf(system: FakeSystem, path: string): Promise<string | undefined> {
  return (await system.files.info(path))?.mode?.toString(8);
}

Deno.test("prepareStateDir() makes the directory and the confined half's folder, for the owner only", async () => {
  const system = new FakeSystem();
  assert.deepEqual(await prepareStateDir(system, DIR), {
    root: DIR,
    bridge: `${DIR}/bridge`,
    packages: `${DIR}/packages`,
  });
  assert.equal(await modeOf(system, DIR), "700");
  assert.equal(await modeOf(system, `${DIR}/bridge`), "700");
});

Deno.test("prepareStateDir() narrows a directory that others could read", async () => {
  const system = systemWith({ kind: "directory", mode: 0o775 });
  await prepareStateDir(system, DIR);
  assert.equal(await modeOf(system, DIR), "700");
});

Deno.test("prepareStateDir() takes no directory with other files away from other users", async () => {
  const system = systemWith({ kind: "directory", mode: 0o755 });
  system.files.put(`${DIR}/passwd`, "");
  await assert.rejects(prepareStateDir(system, DIR), /it holds other files, and other users may/);
  assert.equal(await modeOf(system, DIR), "755");
  system.files.put(`${DIR}/bridge`, { kind: "directory", mode: 0o755 });
  system.files.put(`${DIR}/bridge/tools/a.json`, "");
  await prepareStateDir(system, DIR);
  assert.equal(await modeOf(system, DIR), "700");
  assert.equal(await modeOf(system, `${DIR}/bridge`), "700");
});

Deno.test("prepareStateDir() refuses a directory that is not safely ours", async () => {
  const table: [FakeEntry, RegExp][] = [
    [link("/tmp/elsewhere"), /it is a symbolic link/],
    [{ kind: "file" }, /it is not a directory/],
    [{ kind: "directory", uid: 1001 }, /it belongs to user 1001, not to 1000/],
    [{ kind: "directory", mode: 0o1777 }, /everybody may write to it \(mode 1777\)/],
  ];
  for (const [entry, reason] of table) {
    await assert.rejects(prepareStateDir(systemWith(entry), DIR), (error) => {
      assert.ok(error instanceof ConfigError);
      assert.equal(error.code, "BAD_STATE_DIR");
      assert.ok(error.message.startsWith(`Cannot use state directory "${DIR}": `));
      assert.match(error.message, reason);
      return true;
    });
  }
});

Deno.test("prepareStateDir() refuses a planted link in place of the confined half's folder", async () => {
  const system = systemWith({ kind: "directory", mode: 0o700 });
  system.files.put(`${DIR}/bridge`, link("/home/ada"));
  await assert.rejects(prepareStateDir(system, DIR), /bridge": it is a symbolic link/);
});

Deno.test("prepareStateDirIfPossible() goes on without a directory that cannot be made, not with a bad one", async () => {
  const told: string[] = [];
  const options = {
    root: DIR,
    log: (level: string, text: string) => told.push(`${level} ${text}`),
  };
  const full = new FakeSystem();
  full.files.makeDirectory = () => Promise.reject(new Error("No space left on device"));
  assert.deepEqual(await prepareStateDirIfPossible(full, options), {
    root: DIR,
    bridge: `${DIR}/bridge`,
    packages: `${DIR}/packages`,
  });
  assert.equal(told.length, 1);
  assert.match(told[0] ?? "", /^warning Cannot use state directory .*: No space left on device; /);
  await assert.rejects(
    prepareStateDirIfPossible(systemWith(link("/tmp/elsewhere")), options),
    (error) => error instanceof ConfigError && error.code === "BAD_STATE_DIR",
  );
});

Deno.test("prepareStateDir() works where there are no modes and owners", async () => {
  const system = new FakeSystem({ platform: "windows", home: "C:\\Users\\ada" });
  const { bridge } = await prepareStateDir(system, "C:\\L\\mcp-code-bridge");
  assert.equal(bridge, "C:\\L\\mcp-code-bridge\\bridge");
});

Deno.test("findStateDirProblem() finds nothing wrong with a directory that is not there", async () => {
  assert.equal(await findStateDirProblem(new FakeSystem(), DIR), null);
});

Deno.test("prepareStateDir() keeps nothing in a folder for temporary files, where a program may run", async () => {
  const system = new FakeSystem({ home: null });
  const root = "/tmp/mcp-code-bridge-1000";
  await assert.rejects(prepareStateDir(system, root), (error) => {
    assert.ok(error instanceof ConfigError);
    assert.match(error.message, /no home directory is known; set HOME, or MCP_BRIDGE_STATE_DIR/);
    return true;
  });
  const options = { root, log: () => {} };
  assert.equal((await prepareStateDirIfPossible(system, options)).root, root);
  assert.equal(await modeOf(system, root), "700");
  for (const bad of [link("/home/eve"), { kind: "directory", mode: 0o700, uid: 1001 } as const]) {
    system.files.put(root, bad);
    await assert.rejects(prepareStateDirIfPossible(system, options), { code: "BAD_STATE_DIR" });
  }
});
