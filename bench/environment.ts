/** The environment of the benchmarks: usable engines, persistent directories, command lines. */

import { ENGINE_NAMES, type EngineName, isContainerEngine } from "../src/engines.ts";
import type { Command } from "./row.ts";

/** The engines that can be used here, container engines first. */
export async function usableEngines(): Promise<readonly EngineName[]> {
  const found: EngineName[] = [];
  for (const name of ENGINE_NAMES.filter(isContainerEngine)) {
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

/** Splits a command line at white space into a program and its arguments. */
export function splitCommand(text: string): Command {
  const [command = "", ...args] = text.trim().split(/\s+/);
  return { command, args };
}

/** A directory in the user's cache, created if missing, for files that are prepared only once. */
export async function cacheDirectory(name: string): Promise<string> {
  const home = Deno.env.get("HOME") ?? Deno.env.get("USERPROFILE") ?? "";
  const cache = Deno.env.get("XDG_CACHE_HOME") ?? `${home}/.cache`;
  const directory = `${cache}/${name}`;
  await Deno.mkdir(directory, { recursive: true, mode: 0o700 });
  return directory;
}

/** Name of the state directory of the measured bridges, in the user's cache. */
export const STATE_DIRECTORY = "mcp-code-bridge-bench";
