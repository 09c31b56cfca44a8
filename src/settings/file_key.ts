/** What the variables of settings begin with. The longest comes first. */
const PREFIXES = ["MCP_BRIDGE_", "MCP_"];

/**
 * The key of a setting in a settings file: its variable without the program's prefix, as one word
 * `maxTimeout` (`MCP_BRIDGE_MAX_TIMEOUT`).
 */
export function fileKey(variable: string): string {
  const prefix = PREFIXES.find((one) => variable.startsWith(one)) ?? "";
  return variable.slice(prefix.length).toLowerCase()
    .replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
