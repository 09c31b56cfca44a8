import assert from "node:assert/strict";
import { assetKey, isAssetKey } from "../../../src/engine/embedded/asset_key.ts";
import { runtimeVersion } from "../../../src/system/runtime_version.ts";

const PARTS = {
  pyodideVersion: "314.0.7",
  runtimeVersion: "deno 2.9.6 v8 15.0",
  sources: { "main.mjs": "1", "python.mjs": "2" },
};

Deno.test("assetKey() is the same for the same parts, in any order", async () => {
  const key = await assetKey(PARTS);
  assert.match(key, /^[0-9a-f]{32}$/);
  assert.equal(await assetKey({ ...PARTS, sources: { "python.mjs": "2", "main.mjs": "1" } }), key);
});

Deno.test("assetKey() differs when any part does", async () => {
  const keys = await Promise.all([
    PARTS,
    { ...PARTS, pyodideVersion: "314.0.8" },
    { ...PARTS, runtimeVersion: "deno 2.9.7 v8 15.0" },
    { ...PARTS, sources: { ...PARTS.sources, "main.mjs": "1 " } },
    { ...PARTS, sources: { ...PARTS.sources, "more.mjs": "" } },
    { ...PARTS, sources: { "main.mjs": "2", "python.mjs": "1" } },
  ].map(assetKey));
  assert.equal(new Set(keys).size, keys.length);
});

Deno.test("runtimeVersion() names the runtime and its engine", () => {
  assert.equal(runtimeVersion(), `deno ${Deno.version.deno} v8 ${Deno.version.v8}`);
});

Deno.test("isAssetKey() takes keys and nothing else", () => {
  assert(isAssetKey("0".repeat(32)));
  for (
    const name of ["", "users", "0".repeat(31), "0".repeat(33), "G".repeat(32), "../".repeat(8)]
  ) {
    assert(!isAssetKey(name), name);
  }
});
