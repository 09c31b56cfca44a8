// @ts-check
// deno-lint-ignore-file explicit-module-boundary-types -- JSDoc has the types

/**
 * The streams and the exit of the process. This module keeps what it needs of `Deno`, so that its
 * functions work after `Deno` is deleted from the realm.
 */

const { stdin, stdout, stderr, exit: exitProcess } = Deno;
const encoder = new TextEncoder();

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
 * size takes some time to end. `src/sandbox/exit_report.ts` defines its form.
 *
 * @param {number} code
 * @returns {never}
 */
export function exit(code) {
  report(`\0exit ${code}`);
  return exitProcess(code);
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
