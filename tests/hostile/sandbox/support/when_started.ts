/** Tries of one run on a machine that is too busy to start a sandbox. */
const MAX_TRIES = 10;

/** Runs for which a loaded machine has no sandbox in time are tried again: they prove nothing. */
export async function whenStarted<T>(run: () => Promise<T>): Promise<T> {
  for (let tries = 1; tries < MAX_TRIES; tries++) {
    try {
      return await run();
    } catch (error) {
      if (!String(error).includes("no sandbox ready")) throw error;
    }
  }
  return await run();
}
