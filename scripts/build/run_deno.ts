export interface RunDenoOptions {
  readonly args: readonly string[];
  readonly cwd: string;
  /** What may help if it fails; words of the error. */
  readonly advice?: string;
}

/** Advice for a Deno that downloads, behind a proxy that opens TLS. */
export const TRUST_PROXY = "set DENO_TLS_CA_STORE=system,mozilla behind a proxy that opens TLS";

/**
 * Runs a Deno in a directory, with the environment and the output streams of this process.
 *
 * @throws {Error} when it cannot be started or its exit status is not 0
 */
export async function runDeno(
  deno: string,
  options: RunDenoOptions,
): Promise<void> {
  const { args, cwd, advice } = options;
  const shown = `${deno} ${args[0]}`;
  const command = new Deno.Command(deno, { args: [...args], cwd, stdin: "null" });
  let code: number;
  try {
    const child = command.spawn();
    ({ code } = await child.status);
  } catch (error) {
    throw new Error(`Cannot run \`${shown}\`: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  }
  if (code === 0) return;
  const told = advice === undefined ? "" : `; ${advice}`;
  throw new Error(`Cannot go on: \`${shown}\` ended with exit code ${code}${told}`);
}
