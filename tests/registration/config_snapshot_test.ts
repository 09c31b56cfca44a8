import assert from "node:assert/strict";
import {
  readSnapshot,
  removeSnapshot,
  writeSnapshot,
} from "../../src/registration/config_snapshot.ts";
import { createDenoSystem } from "../../src/system/deno_system.ts";
import { join } from "../support/paths.ts";

const POSIX = Deno.build.os !== "windows";

Deno.test("writeSnapshot() keeps mode, mark and link of a real file, and makes a backup", async () => {
  const system = createDenoSystem();
  const folder = await Deno.makeTempDir();
  try {
    const real = join(folder, "real.json");
    const path = POSIX ? join(folder, "link.json") : real;
    await Deno.writeTextFile(real, "\ufeff{}");
    // the usual umask would take the group's right to write
    if (POSIX) {
      await Deno.chmod(real, 0o664);
      await Deno.symlink(real, path);
    }
    const snapshot = await readSnapshot(system, path);
    assert.equal(snapshot.text, "{}");
    const { backup } = await writeSnapshot(system, snapshot, '{ "a": 1 }');
    assert.equal(await Deno.readTextFile(real), '\ufeff{ "a": 1 }');
    assert.equal(await Deno.readTextFile(backup ?? ""), "\ufeff{}");
    if (POSIX) {
      assert.ok((await Deno.lstat(path)).isSymlink);
      assert.equal(((await Deno.stat(real)).mode ?? 0) & 0o777, 0o664);
      assert.equal(((await Deno.stat(backup ?? "")).mode ?? 0) & 0o777, 0o664);
    }
    await assert.rejects(writeSnapshot(system, snapshot, "{}"), /changed it meanwhile/);
    await assert.rejects(removeSnapshot(system, snapshot), /changed it meanwhile/);
    const kept = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
    assert.equal(kept.filter((name) => name.includes("backup")).length, 1);
    const copy = await removeSnapshot(system, await readSnapshot(system, real));
    assert.equal(await Deno.readTextFile(copy ?? ""), '\ufeff{ "a": 1 }');
    await assert.rejects(Deno.lstat(real), Deno.errors.NotFound);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("writeSnapshot() makes a file and its folder for the user alone", async () => {
  const system = createDenoSystem();
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, "new", "mcp.json");
    const snapshot = await readSnapshot(system, path);
    assert.deepEqual((await writeSnapshot(system, snapshot, "{}")).backup, null);
    if (POSIX) assert.equal(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o600);
    await assert.rejects(writeSnapshot(system, snapshot, "[]"), /changed it meanwhile/);
    assert.equal(await Deno.readTextFile(path), "{}");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
