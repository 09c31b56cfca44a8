// @ts-check
// deno-lint-ignore-file explicit-module-boundary-types -- JSDoc has the types

/**
 * The one place of the sandbox that touches its process. Each function keeps what it needs, so that
 * all of them go on working when `Deno` is no longer there.
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
 * Ends the process, and says so first: a process of this size takes a while to go. The form is that
 * of `src/sandbox/exit_report.ts`.
 *
 * @param {number} code
 * @returns {never}
 */
export function exit(code) {
  report(`\0exit ${code}`);
  return exitProcess(code);
}

/**
 * Writes all of it to stdout; returns when the pipe has it.
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
