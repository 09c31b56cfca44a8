/**
 * The program's exit status, which the first process of a container writes to stderr last, on a
 * descriptor that the program cannot reach. Its twin is `src/python/sandbox_runtime/supervisor.py`.
 *
 * It arrives at once; an engine reports the end of a container a tenth of a second later. In the
 * embedded engine JavaScript writes it, from closures that the program cannot reach.
 */
const REPORT = /\0exit (\d{1,3})\n$/;

/** The exit status reported at the end of a stderr text, or `null`. */
export function readExitReport(text: string): number | null {
  const match = REPORT.exec(text);
  return match === null ? null : Number(match[1]);
}
