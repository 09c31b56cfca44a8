/** Exit codes of the program, apart from those of a program that `run` ran. */
export const EXIT_CODES = {
  success: 0,
  /** What was asked could not be done. */
  failure: 1,
  /** The command line or a setting cannot be understood. */
  usage: 2,
  /** A fault of ours. */
  internal: 70,
} as const;
