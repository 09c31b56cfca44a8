import assert from "node:assert/strict";
import {
  findOldAssets,
  nameBuilding,
  nameRemains,
  noteUse,
  removeOldAssets,
} from "../../../src/engine/embedded/old_assets.ts";
import { FakeSystem } from "../../fakes/fake_system.ts";

const ROOT = "/state/embedded";
const CURRENT = "c".repeat(32);
const USED = "a".repeat(32);
const UNUSED = "b".repeat(32);
/** The fake system's only process. */
const ALIVE = 4242;
const DEAD = 9;

function names(system: FakeSystem): Promise<readonly string[]> {
  return system.files.list(ROOT);
}

Deno.test("removeOldAssets() removes what no living process uses or fills", async () => {
  const alive = nameBuilding(ALIVE);
  const system = new FakeSystem({
    files: {
      [`${ROOT}/${CURRENT}/main.mjs`]: "",
      [`${ROOT}/${USED}/main.mjs`]: "",
      [`${ROOT}/${UNUSED}/main.mjs`]: "",
      [`${ROOT}/${alive}/main.mjs`]: "",
      [`${ROOT}/${nameBuilding(DEAD)}/main.mjs`]: "",
      [`${ROOT}/${nameRemains(DEAD)}/main.mjs`]: "",
      [`${ROOT}/users/${USED}.${ALIVE}`]: "",
      [`${ROOT}/users/${UNUSED}.${DEAD}`]: "",
    },
  });
  assert.equal((await findOldAssets(system, { root: ROOT, current: CURRENT })).length, 3);
  const removed = await removeOldAssets(system, { root: ROOT, current: CURRENT });
  assert.equal(removed.length, 3);
  assert.ok(removed.includes(UNUSED));
  assert.deepEqual(await names(system), [USED, alive, CURRENT, "users"].sort());
  assert.deepEqual(await system.files.list(`${ROOT}/users`), [`${USED}.${ALIVE}`]);
});

Deno.test("removeOldAssets() leaves names alone that are not its own", async () => {
  const strange = ["notes.txt", "building-x", "A".repeat(32), "building-9-"];
  const files = Object.fromEntries(strange.map((name) => [`${ROOT}/${name}/x`, ""]));
  const system = new FakeSystem({ files });
  await removeOldAssets(system, { root: ROOT, current: CURRENT });
  assert.deepEqual(await names(system), strange.sort());
});

Deno.test("removeOldAssets() does nothing where nothing was prepared", async () => {
  const system = new FakeSystem();
  await removeOldAssets(system, { root: ROOT, current: CURRENT });
  assert.deepEqual(await names(system), []);
});

Deno.test("noteUse() keeps a folder from being removed", async () => {
  const system = new FakeSystem({ files: { [`${ROOT}/${UNUSED}/main.mjs`]: "" } });
  await noteUse(system, { root: ROOT, key: UNUSED });
  await removeOldAssets(system, { root: ROOT, current: CURRENT });
  assert((await names(system)).includes(UNUSED));
});
