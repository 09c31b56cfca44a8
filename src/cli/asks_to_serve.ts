import type { Streams } from "../system/system.ts";

/**
 * Whether a command line starts the MCP server and has nothing else in it. Without a command it does
 * when a client has started us, and not when a person sits there.
 */
export function asksToServe(
  args: readonly string[],
  { stdinIsTerminal, stdoutIsTerminal }: Pick<Streams, "stdinIsTerminal" | "stdoutIsTerminal">,
): boolean {
  const [command, ...rest] = args;
  if (command === undefined) return !(stdinIsTerminal && stdoutIsTerminal);
  return command === "serve" && rest.length === 0;
}
