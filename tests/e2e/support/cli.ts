import { whenHung } from "../../support/eventually.ts";
import { bridgeCommand, bridgeEnvironment } from "./bridge_command.ts";

/** Where a command runs. */
export interface CliOptions {
  readonly home: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
}

/** What came of it. */
export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command of the program, on the embedded engine unless the environment says otherwise. */
export async function cli(options: CliOptions, ...args: string[]): Promise<CliResult> {
  const bridge = bridgeCommand();
  const process = new Deno.Command(bridge.command, {
    args: [...bridge.args, ...args],
    env: bridgeEnvironment(options.home, {
      MCP_BRIDGE_RUNTIME: "embedded",
      NO_COLOR: "1",
      ...options.env,
    }),
    clearEnv: true,
    cwd: options.cwd ?? options.home,
    signal: whenHung(),
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = process.stdin.getWriter();
  // a command that does not read its stdin may have ended by now
  await writer.write(new TextEncoder().encode(options.stdin ?? "")).catch(() => {});
  await writer.close().catch(() => {});
  const { code, stdout, stderr } = await process.output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}
