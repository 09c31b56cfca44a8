import { bundle } from "./bundle.ts";
import type { Bench, Command } from "./row.ts";

/** The trivial server of `floors/upstream.ts`, bundled. */
export async function bundleUpstream(bench: Bench, ...args: readonly string[]): Promise<Command> {
  const { command, args: own } = await bundle(bench, "upstream");
  return { command, args: [...own, ...args] };
}

/** The environment of a server that is called without the bridge. */
export function plainEnvironment(): Record<string, string> {
  return Deno.env.toObject();
}

/** The number that a program returned. @throws {Error} when it is not a number */
export function toNumber(value: unknown): number {
  if (typeof value === "number") return value;
  throw new Error(`Cannot use the program's result: ${JSON.stringify(value)}`);
}
