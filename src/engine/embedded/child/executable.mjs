// @ts-check
// deno-lint-ignore-file explicit-module-boundary-types -- JSDoc has the types

/**
 * The embedded sandbox in the compiled executable. The executable starts itself, with the rights
 * and V8 flags that were compiled in. So this module does what the command line does for `deno run`
 * (see `child_argv.ts`), before it reads the first byte of stdin. It reads the files of the
 * prepared folder, imports Pyodide's modules from the executable, and then drops every right.
 *
 * Known hole: in an executable compiled by Deno 2.6, `import()` reads any file, whatever the
 * rights. There only the stripped realm protects against it: code cannot be created from strings,
 * and no function that a program can reach imports a name that the program chooses. Deno 2.9
 * refuses such an import; `tests/compiled/rights_test.ts` checks both.
 */

import { loadInterpreter } from "./interpreter.mjs";
import { limitMemory } from "./memory.mjs";
import { exit, FAULT, report } from "./process.mjs";
import { dropRights } from "./rights.mjs";
import { runSandbox } from "./sandbox.mjs";

/**
 * Runs one program and ends the process.
 *
 * @param {readonly string[]} args absolute path of the prepared folder; bytes of memory; the key of
 *   the exit report, which `process.mjs` reads
 */
export async function runInExecutable(args) {
  try {
    await run(args);
  } catch (error) {
    // Deno's own message would show the paths of the executable's files
    report(String(error));
    exit(FAULT);
  }
}

/** @param {readonly string[]} args */
async function run([directory = "", memoryBytes = ""]) {
  const read = (/** @type {string} */ name) => Deno.readFileSync(`${directory}/${name}`);
  const library = read("library.zip");
  const snapshot = read("snapshot.bin");
  const pyodide = { wasm: read("pyodide.asm.wasm"), importModules };
  limitMemory(Number(memoryBytes));
  await runSandbox({
    library,
    snapshot,
    load: (options) => loadInterpreter(pyodide, options),
  });
}

/**
 * Imports Pyodide's modules, which are in the bundle's folder as published.
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
