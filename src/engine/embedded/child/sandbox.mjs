// @ts-check
// deno-lint-ignore-file explicit-module-boundary-types -- JSDoc has the types

/**
 * The embedded sandbox: CPython in a process without any permission, behind bytes on its own stdin
 * and stdout. What those bytes say is the business of the Python runtime: see `EmbeddedPort` in
 * `src/python/loader.py`.
 *
 * In order: load Python from its snapshot, make sure that no right is left, strip the realm, and only
 * then read the first byte. The user's program cannot be known before all of that is done.
 */

import { createCapture } from "./capture.mjs";
import { lockDown } from "./lock_down.mjs";
import { exit, readIn, report, writeOut } from "./process.mjs";
import { requireNoRights } from "./rights.mjs";
import reseedSource from "./reseed_random.py" with { type: "text" };

/** Status of a process that the bridge left: its stdin ended. */
const LEFT = 1;
/** Status after an exception that nobody caught, as a native interpreter has it. */
const UNCAUGHT = 1;
/** Status when the fault is ours and not the program's: `EX_SOFTWARE`. */
const FAULT = 70;
/** Status when the interpreter broke down, as a native one has it after `abort()`. */
const ABORTED = 134;
const CHUNK_BYTES = 64 * 1024;

/**
 * @typedef {object} SandboxParts
 * @property {string} loader the Python program that takes the first message
 * @property {Uint8Array} library the standard library, a zip
 * @property {Uint8Array} snapshot memory to begin with
 * @property {(options: import("./interpreter.mjs").LoadOptions) => Promise<any>} load makes the
 *   interpreter
 */

/**
 * Runs one program and ends the process.
 *
 * @param {SandboxParts} parts
 */
export async function runSandbox({ loader, library, snapshot, load }) {
  const jsGlobals = { __proto__: null };
  const pyodide = await load({ library, snapshot, jsGlobals, report, exit });
  const { _api: api } = pyodide;
  // the one would make another interpreter, the others keep tens of megabytes alive
  for (const name of ["createPyodideModule", "_loadSnapshot", "lockFileContents"]) {
    delete api.config[name];
  }
  api.on_fatal = (/** @type {{ status?: unknown }} */ { status }) =>
    exit(typeof status === "number" ? status : ABORTED);
  // Deno itself would print where these files lie
  for (const name of ["error", "unhandledrejection"]) addEventListener(name, endUncaught);
  requireNoRights();
  lockDown();

  pyodide.runPython(reseedSource, { globals: pyodide.toPy({}) });
  const namespace = pyodide.toPy({ __name__: "loader" });
  // the asynchronous way, so that the first turn of the event loop is not the user's to wait for
  await pyodide.runPythonAsync(loader, { globals: namespace });
  const port = namespace.get("boot_embedded")(writeOut);

  pyodide.setStdout({ write: createCapture("stdout", writeOut) });
  pyodide.setStderr({ write: createCapture("stderr", writeOut) });
  pump(port.receive).catch(fail);
  try {
    exit(await port.run());
  } catch (error) {
    fail(error);
  }
}

/**
 * Hands stdin to Python until it ends: then nobody waits for this sandbox any more.
 *
 * @param {(bytes: Uint8Array) => void} receive
 */
async function pump(receive) {
  const buffer = new Uint8Array(CHUNK_BYTES);
  while (true) {
    const count = await readIn(buffer);
    if (count === null) exit(LEFT);
    receive(buffer.slice(0, count));
  }
}

/** @param {Event & { error?: unknown, reason?: unknown }} event */
function endUncaught(event) {
  event.preventDefault();
  report(String(event.error ?? event.reason));
  exit(UNCAUGHT);
}

/** @param {unknown} error */
function fail(error) {
  report(String(error));
  exit(FAULT);
}
