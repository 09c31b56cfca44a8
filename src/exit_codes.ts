/** Exit codes of the program, apart from those of a program that `run` ran. */
export const EXIT_CODES = {
  success: 0,
  /** What was asked could not be done. */
  failure: 1,
  /** The command line or a setting cannot be understood. */
  usage: 2,
  /** A fault of ours. */
  internal: 70,
  /** `run`: the bridge ended the program, so it has no exit code of its own. As in timeout(1). */
  ended: 124,
} as const;

const SIGNALS: ReadonlyMap<string, number> = new Map([
  ["SIGHUP", 1],
  ["SIGINT", 2],
  ["SIGTERM", 15],
]);

/** Exit code after a signal: 128 plus its number, as shells report it. */
export function signalExitCode(signal: string): number {
  const number = SIGNALS.get(signal);
  return number === undefined ? EXIT_CODES.failure : 128 + number;
}
