/** Waiting in tests: for an event where there is one, else by looks that have an end. */

/** Milliseconds that no healthy machine needs, a loaded one included. */
const PATIENCE_MS = 20_000;
/** Milliseconds after which a process of a test has hung. */
const HUNG_MS = 120_000;
/** The most milliseconds between two looks; the first follow each other at once. */
const MAX_PAUSE_MS = 50;

/** One turn of the event loop: what was ready to happen has happened. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

/**
 * Waits until a condition holds.
 *
 * @param what says what should come true; a function is asked when it has not
 * @param patienceMs milliseconds after which it is given up
 * @throws {Error} with those words, when it has not come true by then
 */
export async function eventually(
  what: string | (() => string),
  condition: () => boolean | Promise<boolean>,
  patienceMs: number = PATIENCE_MS,
): Promise<void> {
  const deadline = performance.now() + patienceMs;
  for (let looks = 0; !await condition(); looks++) {
    if (performance.now() > deadline) {
      throw new Error(`Never came true: ${typeof what === "string" ? what : what()}`);
    }
    const pause = Math.min(looks, MAX_PAUSE_MS);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

/**
 * Ends a process that a test starts and waits for, when it has hung: the test then fails, instead of
 * waiting for ever.
 */
export function whenHung(): AbortSignal {
  return AbortSignal.timeout(HUNG_MS);
}
