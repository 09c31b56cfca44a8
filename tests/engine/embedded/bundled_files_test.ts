import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { createBundledFiles } from "../../../src/engine/embedded/bundled_files.ts";
import { sha256 } from "../../../src/system/sha256.ts";
import { FakeSystem } from "../../fakes/fake_system.ts";

const BYTES = new TextEncoder().encode("a library");

function bundle(files: Readonly<Record<string, string | Uint8Array>>) {
  return createBundledFiles(new FakeSystem({ files }).files, "/bundle");
}

Deno.test("createBundledFiles() reads modules as they lie there and expands the rest", async () => {
  const files = bundle({
    "/bundle/pyodide/pyodide.mjs": "a module",
    "/bundle/pyodide/python_stdlib.zip.gz": gzipSync(BYTES),
  });
  assert.equal(new TextDecoder().decode(await files.read("pyodide.mjs")), "a module");
  assert.deepEqual(await files.read("python_stdlib.zip"), BYTES);
});

Deno.test("createBundledFiles() refuses to run modules that are not Pyodide's", async () => {
  const files = bundle({ "/bundle/pyodide/pyodide.asm.mjs": "something else" });
  await assert.rejects(files.check(), {
    code: "EMBEDDED_ASSETS",
    message: /"pyodide\.asm\.mjs" .* has SHA-256 .*; install this program again/,
  });
});

Deno.test("createBundledFiles() has no made files where the bundle has none", async () => {
  assert.equal(await bundle({}).readMade("library.zip"), null);
});

Deno.test("createBundledFiles() gives a made file when its hash is right, and else refuses it", async () => {
  const stored = { "/bundle/made/library.zip.gz": gzipSync(BYTES) };
  const sum = await sha256(BYTES);
  const sound = bundle({ ...stored, "/bundle/made/library.zip.sha256": `${sum}\n` });
  assert.deepEqual(await sound.readMade("library.zip"), BYTES);
  const changed = bundle({ ...stored, "/bundle/made/library.zip.sha256": "0".repeat(64) });
  await assert.rejects(changed.readMade("library.zip"), /"library\.zip" has SHA-256/);
});
