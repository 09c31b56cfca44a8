// @ts-check
// deno-lint-ignore-file explicit-module-boundary-types -- JSDoc has the types

/** Loads CPython from the files that its caller gives. */

import { enterShell } from "./shell.mjs";
import { createFromSnapshot, readSnapshot } from "./snapshot.mjs";

/** Pyodide's list of packages: none, for exactly this build. */
const NO_PACKAGES = {
  info: {
    abi_version: "2026_0",
    arch: "wasm32",
    platform: "emscripten_5_0_3",
    python: "3.14.2",
  },
  packages: {},
};

/** A program's `os.environ`; `HOME` is also its working directory. */
const ENVIRONMENT = {
  HOME: "/workspace",
  LANG: "C.UTF-8",
  LOGNAME: "nobody",
  PWD: "/workspace",
  TERM: "dumb",
  USER: "nobody",
};

/**
 * @typedef {object} PyodideParts
 * @property {Uint8Array} wasm the interpreter itself
 * @property {() => Promise<PyodideModules>} importModules evaluates Pyodide's modules; called after
 *   the realm is prepared for them
 */

/**
 * @typedef {object} PyodideModules
 * @property {(settings: any) => Promise<any>} createPyodideModule default export of `pyodide.asm.mjs`
 * @property {(options: object) => Promise<any>} loadPyodide export of `pyodide.mjs`
 */

/**
 * @typedef {object} LoadOptions
 * @property {Uint8Array} library the standard library, a zip
 * @property {Uint8Array} [snapshot] packed memory to start from; without it CPython initializes itself
 * @property {boolean} [willSnapshot] whether a snapshot will be taken
 * @property {object} [jsGlobals] what Python sees as the module `js`; the realm by default
 * @property {(text: string) => void} report takes Pyodide's messages
 * @property {(code: number) => void} exit ends the process
 */

/**
 * @param {PyodideParts} parts
 * @param {LoadOptions} options
 * @returns {Promise<any>} Pyodide's public object
 */
export async function loadInterpreter(
  { wasm, importModules },
  { library, snapshot, willSnapshot, jsGlobals, report, exit },
) {
  const files = { "pyodide.asm.wasm": wasm, "python_stdlib.zip": library };
  enterShell({ files, report, exit });
  const { createPyodideModule, loadPyodide } = await importModules();
  const start = snapshot === undefined ? null : readSnapshot(snapshot);
  return await loadPyodide({
    indexURL: "/",
    createPyodideModule: start === null
      ? createPyodideModule
      : createFromSnapshot(createPyodideModule, start),
    lockFileContents: NO_PACKAGES,
    env: ENVIRONMENT,
    stdin: () => null,
    stdout: report,
    stderr: report,
    ...(jsGlobals === undefined ? {} : { jsglobals: jsGlobals }),
    ...(start === null ? {} : { _loadSnapshot: start.head }),
    ...(willSnapshot === true ? { _makeSnapshot: true } : {}),
  });
}
