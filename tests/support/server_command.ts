import { fileURLToPath } from "node:url";

/** A server's start as configuration files write it. */
export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
}

/** How to start `tests/servers/<name>.ts`, with arguments of its own. */
export function serverCommand(name: string, ...args: readonly string[]): ServerCommand {
  const file = fileURLToPath(new URL(`../servers/${name}.ts`, import.meta.url));
  const rights = ["--allow-read", "--allow-write", "--allow-env"];
  return { command: Deno.execPath(), args: ["run", ...rights, "--no-prompt", file, ...args] };
}
