import assert from "node:assert/strict";
import {
  createPackageFiles,
  PYODIDE_FILE_NAMES,
  PYODIDE_VERSION,
  type PyodideFiles,
  readPyodideFile,
} from "../../../src/engine/embedded/pyodide_files.ts";
import { createDenoSystem } from "../../../src/system/deno_system.ts";

Deno.test("PYODIDE_VERSION and its hashes are those of the package that is locked", async () => {
  const { default: manifest } = await import("pyodide/package.json", { with: { type: "json" } });
  assert.equal(PYODIDE_VERSION, manifest.version);
  const files = createPackageFiles(createDenoSystem().files);
  await files.check();
  for (const name of PYODIDE_FILE_NAMES) {
    assert.notEqual((await readPyodideFile(files, name)).length, 0);
  }
});

Deno.test("readPyodideFile() refuses other bytes and says what to do", async () => {
  const files: PyodideFiles = {
    remedy: "fetch it again",
    check: () => Promise.resolve(),
    readMade: () => Promise.resolve(null),
    read: () => Promise.resolve(new TextEncoder().encode("not Pyodide")),
  };
  await assert.rejects(readPyodideFile(files, "pyodide.mjs"), {
    name: "EngineError",
    code: "EMBEDDED_ASSETS",
    message:
      /^Cannot prepare the embedded engine: "pyodide.mjs" of pyodide .* has SHA-256 .*; fetch it again$/,
  });
});

Deno.test("readPyodideFile() says which file cannot be read, and why", async () => {
  const files: PyodideFiles = {
    remedy: "fetch it again",
    check: () => Promise.resolve(),
    readMade: () => Promise.resolve(null),
    read: () => Promise.reject(new Error("disk on fire")),
  };
  await assert.rejects(readPyodideFile(files, "pyodide.asm.wasm"), {
    code: "EMBEDDED_ASSETS",
    message: /"pyodide.asm.wasm".*\(disk on fire\); fetch it again$/,
  });
});
