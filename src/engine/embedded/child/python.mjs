// @ts-check
// deno-lint-ignore-file explicit-module-boundary-types -- JSDoc has the types

/**
 * Loads CPython from the prepared folder. The dynamic imports name files that exist only there,
 * beside this one. Because the names are literals, the files are part of the module graph, which
 * needs no permission to read.
 */

import { loadInterpreter } from "./interpreter.mjs";

/**
 * @param {import("./interpreter.mjs").LoadOptions} options
 * @returns {Promise<any>} Pyodide's public object
 */
export async function loadPython(options) {
  const { default: wasm } = await import("./pyodide.asm.wasm", { with: { type: "bytes" } });
  return await loadInterpreter({ wasm, importModules }, options);
}

/** @returns {Promise<import("./interpreter.mjs").PyodideModules>} */
async function importModules() {
  const { default: createPyodideModule } = await import("./pyodide.asm.mjs");
  const { loadPyodide } = await import("./pyodide.mjs");
  return { createPyodideModule, loadPyodide };
}
