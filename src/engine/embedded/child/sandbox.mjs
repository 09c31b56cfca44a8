// @ts-check
// deno-lint-ignore-file explicit-module-boundary-types -- JSDoc has the types

/**
 * The embedded sandbox: CPython in a process without permissions, which exchanges bytes over stdin
 * and stdout. The Python runtime interprets these bytes; see `EmbeddedPort` in
 * `src/python/loader.py`.
 *
 * The order is: load Python from its snapshot, check that no right is left, strip the realm, then
 * read the first byte. So nothing of the user's program arrives before that.
 */

import { createCapture } from "./capture.mjs";
import { lockDown } from "./lock_down.mjs";
import { exit, readIn, report, writeOut } from "./process.mjs";
import { requireNoRights } from "./rights.mjs";
import reseedSource from "./reseed_random.py" with { type: "text" };

/** Exit status after the end of stdin, when the bridge has left. */
const LEFT = 1;
/** Exit status after an uncaught exception, the same as a native interpreter's. */
const UNCAUGHT = 1;
/** Exit status for a fault of the sandbox, not of the program: `EX_SOFTWARE`. */
const FAULT = 70;
/** Exit status after a crash of the interpreter, the same as a native one's after `abort()`. */
const ABORTED = 134;
const CHUNK_BYTES = 64 * 1024;

/**
 * @typedef {object} SandboxParts
 * @property {string} loader the Python program that receives the first message
 * @property {Uint8Array} library the standard library, a zip
 * @property {Uint8Array} snapshot memory to start from
 * @property {(options: import("./interpreter.mjs").LoadOptions) => Promise<any>} load loads the
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
  // the first could create another interpreter, the others keep tens of megabytes in memory
  for (const name of ["createPyodideModule", "_loadSnapshot", "lockFileContents"]) {
    delete api.config[name];
  }
  api.on_fatal = (/** @type {{ status?: unknown }} */ { status }) =>
    exit(typeof status === "number" ? status : ABORTED);
  // Deno's own message would show the paths of these files
  for (const name of ["error", "unhandledrejection"]) addEventListener(name, endUncaught);
  requireNoRights();
  lockDown();

  pyodide.runPython(reseedSource, { globals: pyodide.toPy({}) });
  const namespace = pyodide.toPy({ __name__: "loader" });
  // asynchronous, so that the event loop's first turn is over before the user waits
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
 * Passes stdin to Python. Ends the process at the end of stdin, when nobody waits for it any more.
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
