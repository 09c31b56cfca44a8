/** What the benchmarks find around them: engines, a place that stays, a bridge to start. */

import type { EngineName } from "../src/engines.ts";
import type { Command } from "./row.ts";

/** The engines that can be used here; a container's come first. */
export async function usableEngines(): Promise<readonly EngineName[]> {
  const found: EngineName[] = [];
  for (const name of ["podman", "docker"] as const) {
    try {
      const { success } = await new Deno.Command(name, {
        args: ["info"],
        stdout: "null",
        stderr: "null",
      }).output();
      if (success) found.push(name);
    } catch {
      // not installed
    }
  }
  return [...found, "embedded"];
}

/** A command line as a program and its arguments. */
export function splitCommand(text: string): Command {
  const [command = "", ...args] = text.trim().split(/\s+/);
  return { command, args };
}

/** A directory among the user's caches, made if need be: what takes long is prepared there once. */
export async function cacheDirectory(name: string): Promise<string> {
  const home = Deno.env.get("HOME") ?? Deno.env.get("USERPROFILE") ?? "";
  const cache = Deno.env.get("XDG_CACHE_HOME") ?? `${home}/.cache`;
  const directory = `${cache}/${name}`;
  await Deno.mkdir(directory, { recursive: true, mode: 0o700 });
  return directory;
}

/** Name of the state directory of the bridges that are measured, under the user's caches. */
export const STATE_DIRECTORY = "mcp-code-bridge-bench";
