/**
 * The flags of a script's command line. With `--help`, and with a flag that it does not have, it says
 * how the script is used and ends it, with 0 and 2.
 *
 * @param parse throws for a flag that there is not
 */
export function readFlags<T extends { readonly help?: boolean }>(
  usage: string,
  parse: (args: string[]) => T,
): T {
  try {
    const flags = parse([...Deno.args]);
    if (flags.help !== true) return flags;
    Deno.stdout.writeSync(new TextEncoder().encode(usage));
    Deno.exit(0);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    Deno.stderr.writeSync(new TextEncoder().encode(`${message}\n\n${usage}`));
    Deno.exit(2);
  }
}
