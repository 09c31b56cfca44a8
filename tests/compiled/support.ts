import { bridgeCommand } from "../e2e/support/bridge_command.ts";

/**
 * The Deno that compiles what these tests need, or `null` after one printed line: nothing is compiled
 * unless `MCP_BRIDGE_COMPILE_DENO` names one, as `deno task test:binary` does.
 */
export function compilingDeno(): string | null {
  const path = Deno.env.get("MCP_BRIDGE_COMPILE_DENO");
  if (path !== undefined && path !== "") return path;
  // deno-lint-ignore no-console -- the one line that says what was not tested
  console.log("skipped: compiled: MCP_BRIDGE_COMPILE_DENO is not set");
  return null;
}

/** The executable under test, or `null` after one printed line. */
export function testedBinary(): string | null {
  const { command, args } = bridgeCommand();
  if (args.length === 0) return command;
  // deno-lint-ignore no-console -- the one line that says what was not tested
  console.log("skipped: compiled: MCP_BRIDGE_TEST_COMMAND is not set");
  return null;
}

/** The version of a Deno: `[2, 9, 6]`. */
export async function versionOf(deno: string): Promise<readonly number[]> {
  const { stdout } = await new Deno.Command(deno, { args: ["--version"] }).output();
  const [, ...numbers] = /^deno (\d+)\.(\d+)\.(\d+)/.exec(new TextDecoder().decode(stdout)) ?? [];
  if (numbers.length !== 3) throw new Error(`No version of Deno: ${deno}`);
  return numbers.map(Number);
}

/** Whether a version is not before another. */
export function isAtLeast(version: readonly number[], other: readonly number[]): boolean {
  for (const [index, number] of other.entries()) {
    const own = version[index] ?? 0;
    if (own !== number) return own > number;
  }
  return true;
}
