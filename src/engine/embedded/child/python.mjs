// @ts-check
// deno-lint-ignore-file explicit-module-boundary-types -- JSDoc has the types

/**
 * Loads CPython. The literal dynamic imports name files that lie beside this one in the prepared
 * folder only; being literal they are part of the module graph, which needs no permission to read.
 */

import { enterShell } from "./shell.mjs";

/** What Pyodide wants to be told of its packages: that there are none, for this very build. */
const NO_PACKAGES = {
  info: {
    abi_version: "2026_0",
    arch: "wasm32",
    platform: "emscripten_5_0_3",
    python: "3.14.2",
  },
  packages: {},
};

/** What a program finds in `os.environ`; `HOME` is also where it starts. */
const ENVIRONMENT = {
  HOME: "/workspace",
  LANG: "C.UTF-8",
  LOGNAME: "nobody",
  PWD: "/workspace",
  TERM: "dumb",
  USER: "nobody",
};

/**
 * @typedef {object} LoadOptions
 * @property {Uint8Array} library the standard library, a zip
 * @property {Uint8Array} [snapshot] memory to begin with; without it CPython starts from nothing
 * @property {boolean} [willSnapshot] whether a snapshot is to be taken
 * @property {object} [jsGlobals] what Python sees as the module `js`; the realm if not given
 * @property {(text: string) => void} report takes complaints
 * @property {(code: number) => void} exit ends the process
 */

/**
 * @param {LoadOptions} options
 * @returns {Promise<any>} Pyodide's public object
 */
export async function loadPython(
  { library, snapshot, willSnapshot, jsGlobals, report, exit },
) {
  const { default: wasm } = await import("./pyodide.asm.wasm", { with: { type: "bytes" } });
  const files = { "pyodide.asm.wasm": wasm, "python_stdlib.zip": library };
  enterShell({ files, report, exit });
  const { default: createPyodideModule } = await import("./pyodide.asm.mjs");
  const { loadPyodide } = await import("./pyodide.mjs");
  return await loadPyodide({
    indexURL: "/",
    createPyodideModule,
    lockFileContents: NO_PACKAGES,
    env: ENVIRONMENT,
    stdin: () => null,
    stdout: report,
    stderr: report,
    ...(jsGlobals === undefined ? {} : { jsglobals: jsGlobals }),
    ...(snapshot === undefined ? {} : { _loadSnapshot: snapshot }),
    ...(willSnapshot === true ? { _makeSnapshot: true } : {}),
  });
}
