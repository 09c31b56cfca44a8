/** Random secrets around a bridge: wherever one is found that should not have it, something leaks. */

import type { ContainerEngineName } from "../../../../src/engines.ts";

export interface Canaries {
  readonly prefix: string;
  /** Variables for the bridge's environment. */
  readonly env: Readonly<Record<string, string>>;
  /** The text of a file. */
  readonly file: string;
  /** Says which secret is in which place: no line when none is. @param texts by their place */
  foundInAny(texts: ReadonlyMap<string, string>): readonly string[];
}

/** Names as users give them to secrets, and one that says nothing. */
const NAMES = [
  "GITHUB_TOKEN",
  "AWS_SECRET_ACCESS_KEY",
  "OPENAI_API_KEY",
  "DB_PASSWORD",
  "PROBE_NOTE",
];

export function plantCanaries(): Canaries {
  // the prefix is random too, so that two suites on a machine do not find each other's
  const prefix = `canary-${hex(4)}-`;
  const secrets = new Map([...NAMES, "file"].map((name) => [name, `${prefix}${hex(16)}`]));
  return {
    prefix,
    env: Object.fromEntries(NAMES.map((name) => [name, secrets.get(name) ?? ""])),
    file: `${secrets.get("file") ?? ""}\n`,
    foundInAny: (texts) =>
      [...texts].flatMap(([place, text]) =>
        [...secrets].filter(([, secret]) => text.includes(secret))
          .map(([name]) => `${name} was found in ${place}`)
      ),
  };
}

/** All that an engine tells of its containers, their logs' places included. */
export async function inspectAll(engine: ContainerEngineName): Promise<string> {
  const ids = await output(engine, "ps", "--all", "--quiet", "--filter", "label=mcp-code-bridge");
  const list = ids.split("\n").filter((id) => id !== "");
  return list.length === 0 ? "" : await output(engine, "inspect", ...list);
}

/** The command lines of all processes. */
export async function allCommands(): Promise<string> {
  const lines: string[] = [];
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    lines.push(await Deno.readTextFile(`/proc/${name}/cmdline`).catch(() => ""));
  }
  return lines.join("\n");
}

async function output(command: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await new Deno.Command(command, { args: [...args], stdin: "null" }).output();
  return new TextDecoder().decode(stdout);
}

function hex(bytes: number): string {
  return crypto.getRandomValues(new Uint8Array(bytes)).toHex();
}
