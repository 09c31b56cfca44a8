// @ts-check
// deno-lint-ignore-file explicit-module-boundary-types -- JSDoc has the types

/**
 * The streams and the exit of the process. This module keeps what it needs of `Deno`, so that its
 * functions work after `Deno` is deleted from the realm.
 */

const { stdin, stdout, stderr, exit: exitProcess, args } = Deno;
const encoder = new TextEncoder();

/** Exit status for a fault of the sandbox, not of the program: `EX_SOFTWARE`. */
export const FAULT = 70;

/**
 * The report of each exit status, made before any program runs. It carries the key that the launcher
 * passed as the last argument: only this module knows it, so no other text on stderr is a report.
 */
const REPORTS = Array.from(
  { length: 256 },
  (_, status) => encoder.encode(`\0exit ${status} ${args.at(-1) ?? ""}\n`),
);

/**
 * Reads from stdin; `null` at its end.
 *
 * @param {Uint8Array} buffer
 * @returns {Promise<number | null>}
 */
export function readIn(buffer) {
  return stdin.read(buffer);
}

/**
 * Reports the exit status and ends the process. The report comes first, because a process of this
 * size takes some time to end. `src/engine/embedded/exit_seal.ts` defines its form.
 *
 * A program can call this with anything. What is no integer could be reported and not be a status
 * that the process can end with.
 *
 * @param {number} code
 * @returns {never}
 */
export function exit(code) {
  const status = (code | 0) === code ? code & 0xff : FAULT;
  stderr.writeSync(/** @type {Uint8Array} */ (REPORTS[status]));
  return exitProcess(status);
}

/**
 * Writes all bytes to stdout; returns when the pipe has them.
 *
 * @param {Uint8Array} bytes
 */
export function writeOut(bytes) {
  let rest = bytes;
  while (rest.length > 0) rest = rest.subarray(stdout.writeSync(rest));
}

/**
 * Writes a line to stderr.
 *
 * @param {string} text
 */
export function report(text) {
  let rest = encoder.encode(`${text}\n`);
  while (rest.length > 0) rest = rest.subarray(stderr.writeSync(rest));
}
