/** Seconds after its start in which a sandbox may be given to another run: 15 minutes. */
export const MAX_AGE_SECONDS = 15 * 60;
