/**
 * What the first process of a container says of the program's end, as the last thing on its stderr:
 * the kernel's word, on a descriptor that the program cannot reach. Its twin is
 * `src/python/sandbox_runtime/supervisor.py`.
 *
 * An engine takes a tenth of a second to tell that a container has ended; this is there at once. In the
 * embedded engine JavaScript writes it, out of closures that the stripped realm does not lead to.
 */
const REPORT = /\0exit (\d{1,3})\n$/;

/** The exit status that a text on stderr ends with, or `null`. */
export function readExitReport(text: string): number | null {
  const match = REPORT.exec(text);
  return match === null ? null : Number(match[1]);
}
