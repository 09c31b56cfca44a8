// @ts-check
// deno-lint-ignore-file explicit-module-boundary-types -- JSDoc has the types

/**
 * Makes the realm look like a plain JavaScript shell. Only in a shell does Pyodide use nothing but
 * what it is given: no `node:fs`, no `fetch`, no dynamic import.
 */

import { setImmediate } from "node:timers";

/** Most bytes that `crypto.getRandomValues` returns in one call. */
const RANDOM_BYTES = 65_536;

/**
 * @typedef {object} ShellOptions
 * @property {Readonly<Record<string, Uint8Array>>} files what Pyodide may read, by base name
 * @property {(text: string) => void} report takes Pyodide's messages, without a final newline
 * @property {(code: number) => void} exit ends the process
 */

/**
 * Call this before Pyodide's modules are evaluated: they inspect the realm while they load.
 *
 * @param {ShellOptions} options
 */
export function enterShell({ files, report, exit }) {
  const realm = /** @type {Record<string, unknown>} */ (globalThis);
  delete realm.process;
  const say = (/** @type {unknown[]} */ ...parts) => report(parts.map(String).join(" "));
  Object.assign(realm, {
    read: refuse,
    load: refuse,
    readbuffer: (/** @type {string} */ path) => readFile(files, path),
    quit: exit,
    os: { __proto__: null, system: randomBase64 },
    console: { __proto__: null, log: say, warn: say, error: say },
    setTimeout: createSetTimeout(globalThis.setTimeout),
  });
}

/** @returns {never} */
function refuse() {
  throw new Error("Cannot read: the sandbox has no files");
}

/**
 * @param {Readonly<Record<string, Uint8Array>>} files
 * @param {string} path
 */
function readFile(files, path) {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return Object.hasOwn(files, name) ? files[name] : refuse();
}

/**
 * Pyodide's source of random bytes in a shell. It runs `sh` to read `/dev/urandom` as base64; here
 * it gets the bytes without a process.
 *
 * @param {string} _program
 * @param {readonly string[]} args
 */
function randomBase64(_program, args) {
  const count = Number(/head -c(\d+) /.exec(args[1] ?? "")?.[1] ?? Number.NaN);
  if (!Number.isSafeInteger(count)) throw new Error("Cannot run a program: there are none");
  let binary = "";
  for (let left = count; left > 0; left -= RANDOM_BYTES) {
    const bytes = crypto.getRandomValues(new Uint8Array(Math.min(left, RANDOM_BYTES)));
    for (const byte of bytes) binary += String.fromCharCode(byte);
  }
  return btoa(binary);
}

/**
 * In a shell Pyodide's event loop schedules every turn with `setTimeout(0)`, which waits for a
 * millisecond or more. An immediate runs at once: a call to the bridge then takes a quarter of the
 * time.
 *
 * @param {typeof setTimeout} later
 */
function createSetTimeout(later) {
  return (/** @type {(...args: unknown[]) => void} */ callback, /** @type {unknown} */ ms) => {
    if (typeof ms === "number" && ms >= 1) return later(callback, ms);
    setImmediate(callback);
    return 0;
  };
}
