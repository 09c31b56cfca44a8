/** Whether a command line asks for the MCP server and for nothing else. */
export function asksToServe(args: readonly string[]): boolean {
  const [command = "serve", ...rest] = args;
  return command === "serve" && rest.length === 0;
}
