/** Exit statuses of this program, except those that `run` takes from the Python program. */
export const EXIT_CODES = {
  success: 0,
  /** The command failed. */
  failure: 1,
  /** The command line or a setting is not valid. */
  usage: 2,
  /** A fault of this program: `EX_SOFTWARE`. */
  internal: 70,
} as const;
