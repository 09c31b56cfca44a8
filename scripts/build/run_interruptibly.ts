import { signalExitCode } from "../../src/exit_codes.ts";

/** Signals that ask a script to end. Windows knows the first alone. */
const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT"]
  : ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Runs work until it is done or a signal comes, and then disposes of what it made. By default a
 * signal would end the script at once, and leave its folders behind.
 *
 * @param work gets the stack that it registers its resources with
 * @returns an exit code: 0, or that of the signal
 */
export async function runInterruptibly(
  work: (resources: AsyncDisposableStack) => Promise<void>,
): Promise<number> {
  const { promise: interrupted, resolve } = Promise.withResolvers<number>();
  const listeners = SIGNALS.map((name) => ({ name, heard: () => resolve(signalExitCode(name)) }));
  for (const { name, heard } of listeners) Deno.addSignalListener(name, heard);
  try {
    await using resources = new AsyncDisposableStack();
    return await Promise.race([work(resources).then(() => 0), interrupted]);
  } finally {
    for (const { name, heard } of listeners) Deno.removeSignalListener(name, heard);
  }
}

/** A folder that is removed with these resources. */
export async function makeTemporaryFolder(
  resources: AsyncDisposableStack,
  options: Deno.MakeTempOptions,
): Promise<string> {
  const folder = await Deno.realPath(await Deno.makeTempDir(options));
  resources.defer(() => removeFilled(folder));
  return folder;
}

/** Times that a child which is still ending may write into a folder that is being removed. */
const ATTEMPTS = 5;
const PAUSE_MS = 200;

async function removeFilled(folder: string): Promise<void> {
  for (let attempt = 1;; attempt++) {
    try {
      return await Deno.remove(folder, { recursive: true });
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return;
      if (attempt === ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}
