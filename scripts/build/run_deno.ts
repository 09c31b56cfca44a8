/**
 * Runs a Deno in a directory, with this process's environment and its output as ours.
 *
 * @throws {Error} when it does not start or does not end well
 */
export async function runDeno(
  deno: string,
  options: { readonly args: readonly string[]; readonly cwd: string },
): Promise<void> {
  const { args, cwd } = options;
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
  if (code !== 0) throw new Error(`Cannot go on: \`${shown}\` ended with exit code ${code}`);
}
