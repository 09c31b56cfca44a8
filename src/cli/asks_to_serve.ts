/** Whether a command line starts the MCP server and has nothing else in it. */
export function asksToServe(args: readonly string[]): boolean {
  const [command = "serve", ...rest] = args;
  return command === "serve" && rest.length === 0;
}
