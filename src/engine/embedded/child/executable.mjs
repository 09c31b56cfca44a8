// @ts-check
// deno-lint-ignore-file explicit-module-boundary-types -- JSDoc has the types

/**
 * The embedded sandbox as the compiled executable holds it. The executable starts itself with the
 * rights that it was compiled with and without any choice of V8's flags, so what `deno run` is told
 * by its command line (see `child_argv.ts`) is done here, before the first byte of stdin is read:
 * the files of the prepared folder are read, Pyodide's modules are imported from the executable
 * itself, and then every right is dropped.
 *
 * Known hole of a runtime: in an executable compiled by Deno 2.6, `import()` of a file reads it
 * whatever the rights. What keeps it from a program there is the inner wall alone: code cannot be
 * made from strings, and nothing that a program reaches imports by a name that it is given. Deno 2.9
 * refuses such an import; `tests/compiled/rights_test.ts` holds both to that.
 */

import { loadInterpreter } from "./interpreter.mjs";
import { limitMemory } from "./memory.mjs";
import { exit, report } from "./process.mjs";
import { dropRights } from "./rights.mjs";
import { runSandbox } from "./sandbox.mjs";

/** Status when the fault is ours and not the program's: `EX_SOFTWARE`. */
const FAULT = 70;

/**
 * Runs one program and ends the process.
 *
 * @param {readonly string[]} args absolute path of the prepared folder; bytes of memory
 */
export async function runInExecutable(args) {
  try {
    await run(args);
  } catch (error) {
    // Deno itself would print where the executable's own files lie
    report(String(error));
    exit(FAULT);
  }
}

/** @param {readonly string[]} args */
async function run([directory = "", memoryBytes = ""]) {
  const read = (/** @type {string} */ name) => Deno.readFileSync(`${directory}/${name}`);
  const loader = new TextDecoder().decode(read("loader.py"));
  const library = read("library.zip");
  const snapshot = read("snapshot.bin");
  const pyodide = { wasm: read("pyodide.asm.wasm"), importModules };
  limitMemory(Number(memoryBytes));
  await runSandbox({
    loader,
    library,
    snapshot,
    load: (options) => loadInterpreter(pyodide, options),
  });
}

/**
 * Pyodide's own modules, which lie in the bundle's folder as they were published.
 *
 * @returns {Promise<import("./interpreter.mjs").PyodideModules>}
 */
async function importModules() {
  const { default: createPyodideModule } = await importFromBundle("pyodide.asm.mjs");
  const { loadPyodide } = await importFromBundle("pyodide.mjs");
  dropRights();
  return { createPyodideModule, loadPyodide };
}

/** @param {string} name */
function importFromBundle(name) {
  return import(new URL(`./pyodide/${name}`, import.meta.url).href);
}
