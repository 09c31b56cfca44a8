import { fileURLToPath } from "node:url";

/** Servers that `fixture/server.ts` plays for the programs. */
export const PLAYED_SERVERS = [
  "airtable",
  "atlassian",
  "filesystem",
  "git",
  "github",
  "memory",
  "playwright",
  "slack",
  "sqlite",
  "time",
] as const;

/** A server that never answers, as it is found in many configurations. */
export const HANGING_SERVER = "hanging";

/** The servers as an MCP configuration has them. */
export function playedConfiguration(): Record<string, { command: string; args: string[] }> {
  const start = (file: string, ...args: readonly string[]) => ({
    command: Deno.execPath(),
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      "--no-check",
      "--no-config",
      `--allow-read=${fileURLToPath(new URL(".", import.meta.url))}`,
      fileURLToPath(new URL(`./fixture/${file}`, import.meta.url)),
      ...args,
    ],
  });
  return {
    ...Object.fromEntries(PLAYED_SERVERS.map((name) => [name, start("server.ts", name)])),
    [HANGING_SERVER]: start("hanging_server.ts"),
  };
}
