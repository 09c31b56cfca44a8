import { cpus } from "node:os";
import { VERSION } from "../src/cli/version.ts";
import type { EngineName } from "../src/engines.ts";

/** The machine and the time of a measurement. */
export interface MachineFacts {
  readonly date: string;
  readonly version: string;
  readonly quick: boolean;
  readonly cores: number;
  readonly processor: string;
  readonly memoryGib: number;
  readonly kernel: string;
  readonly deno: string;
  readonly engines: Readonly<Record<string, string>>;
  readonly image: string;
  /** One-minute load average at the start, which shows the load by others. */
  readonly load: number | null;
}

/** Reads the facts of this machine. */
export async function describeMachine(
  options: { readonly engines: readonly EngineName[]; readonly quick: boolean },
): Promise<MachineFacts> {
  const versions = await Promise.all(
    options.engines.map(async (name) =>
      [name, name === "embedded" ? "Pyodide" : await versionOf(name)] as const
    ),
  );
  return {
    date: new Date().toISOString(),
    version: VERSION,
    quick: options.quick,
    cores: navigator.hardwareConcurrency,
    processor: cpus()[0]?.model ?? Deno.build.arch,
    memoryGib: Math.round(Deno.systemMemoryInfo().total / 1024 ** 3),
    kernel: `${Deno.build.os} ${Deno.osRelease()}`,
    deno: Deno.version.deno,
    engines: Object.fromEntries(versions),
    image: Deno.env.get("MCP_BRIDGE_IMAGE") ?? "default",
    load: Deno.loadavg()[0] ?? null,
  };
}

async function versionOf(program: string): Promise<string> {
  const { stdout } = await new Deno.Command(program, { args: ["--version"] }).output();
  return new TextDecoder().decode(stdout).trim();
}
