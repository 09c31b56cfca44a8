/** Symbolic links inside the state directory, with real files: what a link leads to stays untouched. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { TRUST_FILE, TrustStore } from "../../src/discovery/trust.ts";
import { CHECKSUMS_NAME, findFault, formatChecksums } from "../../src/engine/embedded/checksums.ts";
import { noteUse, removeOldAssets } from "../../src/engine/embedded/old_assets.ts";
import { formatLease, type Lease } from "../../src/engine/lease.ts";
import { createReadyClaims } from "../../src/engine/ready_claims.ts";
import { createDenoSystem } from "../../src/system/deno_system.ts";
import { makeOwnDirectory } from "../../src/system/own_directory.ts";
import { sha256 } from "../../src/system/sha256.ts";

const KEY = "a".repeat(32);
const OLD_KEY = "b".repeat(32);
/** No process has this id: it is above the kernel's limit. */
const DEAD = 4_194_305;

interface Scene {
  readonly state: string;
  /** A folder outside of the state directory, with one file. */
  readonly outside: string;
  /** Names in the folder outside, and what its file holds. */
  untouched(): Promise<void>;
}

function testLinks(name: string, test: (scene: Scene) => Promise<void>): void {
  // there a link needs a right of its own
  const ignore = Deno.build.os === "windows";
  Deno.test({
    name,
    ignore,
    fn: async () => {
      const root = await Deno.realPath(await Deno.makeTempDir());
      try {
        const [state, outside] = [join(root, "state"), join(root, "outside")];
        await Deno.mkdir(state, { mode: 0o700 });
        await Deno.mkdir(outside, { mode: 0o700 });
        await Deno.writeTextFile(join(outside, "precious"), "content");
        const untouched = async () => {
          assert.deepEqual(await system.files.list(outside), ["precious"]);
          assert.equal(await Deno.readTextFile(join(outside, "precious")), "content");
        };
        await test({ state, outside, untouched });
      } finally {
        await Deno.remove(root, { recursive: true });
      }
    },
  });
}

const system = createDenoSystem();
const log = () => {};

function claimsIn(state: string) {
  return createReadyClaims({
    system,
    log,
    stateDir: state,
    poolSize: null,
    lifetimeSeconds: 300,
  });
}

/** A claim of a bridge that is gone, which the next bridge removes. */
async function deadClaim(): Promise<string> {
  const bootId = (await Deno.readTextFile("/proc/sys/kernel/random/boot_id")).trim();
  const lease: Lease = {
    uid: system.uid(),
    pid: DEAD,
    process: { start: "1", initStart: "1", bootId },
    expiresAt: 1,
  };
  return `container 1 ${formatLease(lease)}\n`;
}

testLinks(
  "ReadyClaims writes and removes nothing through a link in place of ready/",
  async (scene) => {
    const { state, outside } = scene;
    await Deno.symlink(outside, join(state, "ready"));
    const claims = claimsIn(state);
    assert.equal(await claims.claim("podman", 2), 2, "it works alone");
    await claims.release();
    await assert.rejects(
      claims.clean(),
      /"ready" in the state directory is a symbolic link; remove/,
    );
    await scene.untouched();

    await Deno.remove(join(state, "ready"));
    await claims.claim("podman", 2);
    assert.equal((await system.files.list(join(state, "ready"))).length, 1, "the control");
    await claims.release();
  },
);

testLinks("ReadyClaims reads no claim through a link", async ({ state, outside, untouched }) => {
  if (Deno.build.os !== "linux") return;
  const ready = join(state, "ready");
  await Deno.mkdir(ready, { mode: 0o700 });
  const target = `${outside}-claim`;
  await Deno.writeTextFile(target, await deadClaim());
  await Deno.symlink(target, join(ready, `${DEAD}-linked`));
  await Deno.writeTextFile(join(ready, `${DEAD}-plain`), await deadClaim());
  assert.deepEqual(await claimsIn(state).clean(), [`${DEAD}-plain`]);
  assert.equal(await Deno.readTextFile(target), await deadClaim());
  await untouched();
});

testLinks("noteUse() and makeOwnDirectory() write nothing through a link", async (scene) => {
  const { state, outside } = scene;
  const root = join(state, "embedded");
  await Deno.symlink(outside, root);
  await assert.rejects(makeOwnDirectory(system.files, root), /"embedded" .* is a symbolic link/);
  await Deno.remove(root);
  await Deno.symlink(join(outside, "absent"), root);
  await assert.rejects(makeOwnDirectory(system.files, root), /"embedded" .* is a symbolic link/);
  await Deno.remove(root);
  await makeOwnDirectory(system.files, root);
  await Deno.symlink(outside, join(root, "users"));
  await assert.rejects(noteUse(system, { root, key: KEY }), /"users" .* is a symbolic link/);
  await scene.untouched();

  await Deno.remove(join(root, "users"));
  await noteUse(system, { root, key: KEY });
  assert.deepEqual(await system.files.list(join(root, "users")), [`${KEY}.${Deno.pid}`]);
});

testLinks("removeOldAssets() removes nothing through a link", async (scene) => {
  const { state, outside } = scene;
  const root = join(state, "embedded");
  await Deno.symlink(outside, root);
  await assert.rejects(
    removeOldAssets(system, { root, current: KEY }),
    /"embedded" in the state directory is a symbolic link/,
  );
  await Deno.remove(root);
  await Deno.mkdir(root);
  await Deno.symlink(outside, join(root, OLD_KEY));
  await Deno.mkdir(join(root, "users"));
  await Deno.symlink(join(outside, "precious"), join(root, "users", `${OLD_KEY}.${DEAD}`));
  const removed = await removeOldAssets(system, { root, current: KEY });
  // the links themselves are gone, and what they led to is not
  assert.deepEqual(removed, [OLD_KEY]);
  assert.deepEqual(await Array.fromAsync(Deno.readDir(join(root, "users"))), []);
  await scene.untouched();
});

testLinks(
  "findFault() refuses a link in place of a folder, a file or its checksums",
  async (scene) => {
    const { state, outside } = scene;
    const folder = join(state, KEY);
    const fill = async (directory: string) => {
      await Deno.mkdir(directory, { mode: 0o700, recursive: true });
      await Deno.writeTextFile(join(directory, "main.mjs"), "code");
      const sums = formatChecksums(new Map([["main.mjs", await sha256("code")]]));
      await Deno.writeTextFile(join(directory, CHECKSUMS_NAME), sums);
    };
    const fault = () => findFault(system, folder, ["main.mjs"]);
    await fill(folder);
    assert.equal(await fault(), null, "the control");
    const elsewhere = `${outside}-assets`;
    await fill(elsewhere);
    for (
      const [name, reason] of [["main.mjs", /no regular file/], [CHECKSUMS_NAME, /symbolic link/]]
    ) {
      await fill(folder);
      await Deno.remove(join(folder, String(name)));
      await Deno.symlink(join(elsewhere, String(name)), join(folder, String(name)));
      assert.match(await fault() ?? "", reason as RegExp);
      await Deno.remove(join(folder, String(name)));
    }
    await Deno.remove(folder, { recursive: true });
    await Deno.symlink(elsewhere, folder);
    assert.equal(await fault(), "it is not a directory");
  },
);

testLinks("TrustStore reads and writes no list through a link", async ({ state, outside }) => {
  const file = join(state, TRUST_FILE);
  const target = join(outside, "precious");
  const list = JSON.stringify({ version: 1, files: { "/work/a.json": "a".repeat(64) } });
  await Deno.writeTextFile(target, list, { mode: 0o600 });
  const load = () => TrustStore.load({ system, stateDir: state, log });
  await Deno.symlink(target, file);
  const linked = await load();
  assert.equal(await linked.verdict("/work/a.json", "a".repeat(64)), "unknown");
  await assert.rejects(
    linked.add("/work/b.json", { hash: "b".repeat(64), shown: [] }),
    /is not a regular file/,
  );
  assert.equal(await Deno.readTextFile(target), list);

  await Deno.remove(file);
  await Deno.writeTextFile(file, list, { mode: 0o600 });
  const store = await load();
  assert.equal(await store.verdict("/work/a.json", "a".repeat(64)), "trusted", "the control");
  // one that is put there later is replaced
  await Deno.remove(file);
  await Deno.symlink(target, file);
  await store.add("/work/b.json", { hash: "b".repeat(64), shown: [] });
  assert.ok((await Deno.lstat(file)).isFile);
  assert.equal(await Deno.readTextFile(target), list);
});
