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

import { createAlarm } from "./alarm.mjs";
import { createCapture } from "./capture.mjs";
import { lockDown } from "./lock_down.mjs";
import { exit, FAULT, readIn, report, writeOut } from "./process.mjs";
import { requireNoRights } from "./rights.mjs";
import wakeUpSource from "./wake_up.py" with { type: "text" };

/** Exit status after the end of stdin, when the bridge has left. */
const LEFT = 1;
/** Exit status after an uncaught exception, the same as a native interpreter's. */
const UNCAUGHT = 1;
/** Exit status after a crash of the interpreter, the same as a native one's after `abort()`. */
const ABORTED = 134;
const CHUNK_BYTES = 64 * 1024;

const encoder = new TextEncoder();
let spoken = false;

/**
 * Writes a frame of the runtime, or of captured output.
 *
 * @param {Uint8Array} frame
 */
function send(frame) {
  spoken = true;
  writeOut(frame);
}

const capture = { stdout: createCapture("stdout", send), stderr: createCapture("stderr", send) };

/**
 * Says something that Python does not print. Until the runtime's first frame nothing of a program is
 * here, and the launcher reads stderr. From then on it is output of the program: Pyodide gives this
 * function away under many names, and only `exit` may write to stderr then.
 *
 * @param {string} text without a final newline
 */
function say(text) {
  if (spoken) capture.stderr(encoder.encode(`${text}\n`));
  else report(text);
}

/**
 * @typedef {object} SandboxParts
 * @property {Uint8Array} library the standard library, a zip
 * @property {Uint8Array} snapshot packed memory to start from
 * @property {(options: import("./interpreter.mjs").LoadOptions) => Promise<any>} load loads the
 *   interpreter
 */

/**
 * Runs one program and ends the process.
 *
 * @param {SandboxParts} parts
 */
export async function runSandbox({ library, snapshot, load }) {
  const jsGlobals = { __proto__: null };
  const pyodide = await load({ library, snapshot, jsGlobals, report: say, exit });
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

  const namespace = pyodide.toPy({ __name__: "wake_up" });
  // asynchronous, so that the event loop's first turn is over before the user waits
  await pyodide.runPythonAsync(wakeUpSource, { globals: namespace });
  const port = namespace.get("boot_embedded")(send, createAlarm(pyodide));

  pyodide.setStdout({ write: capture.stdout });
  pyodide.setStderr({ write: capture.stderr });
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
  try {
    say(String(event.error ?? event.reason));
  } finally {
    exit(UNCAUGHT);
  }
}

/** @param {unknown} error */
function fail(error) {
  try {
    say(String(error));
  } finally {
    exit(FAULT);
  }
}
