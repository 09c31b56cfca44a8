/**
 * The program's exit status in the embedded engine, which JavaScript writes to stderr last, from
 * closures that the program cannot reach. It arrives before the process has ended. A container's
 * first process reports more; see `first_process.ts`.
 */
const REPORT = /\0exit (\d{1,3})\n$/;

/** The exit status reported at the end of a stderr text, or `null`. */
export function readExitReport(text: string): number | null {
  const match = REPORT.exec(text);
  return match === null ? null : Number(match[1]);
}
