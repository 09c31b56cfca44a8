import { join } from "node:path";
import { parseArgs } from "node:util";
import { findTarget, isWindows, type Target, TARGETS } from "./targets.ts";

export const COMPILE_USAGE = `Usage: deno task compile [--target T] [--out DIR] [--deno PATH]

  --target T   ${TARGETS.join("\n               ")}
               (this machine)
  --out DIR    directory of the executable (dist)
  --deno PATH  the Deno that compiles (the one that runs this script)

DENORT_BIN=PATH names the base runtime; it must have the version of the Deno that compiles. Without
it, that Deno downloads its own.
`;

/** What to compile, and where to. */
export interface CompilePlan {
  readonly target: Target;
  readonly deno: string;
  /** Directory for the executable. */
  readonly directory: string;
  /** Path of the executable. Its name contains the target if `--target` was given. */
  readonly output: string;
}

export interface CompileDefaults {
  /** The target of this machine, as the runtime names it. */
  readonly target: string;
  readonly deno: string;
}

/**
 * Parses the command line of `deno task compile`.
 *
 * @returns `null` for `--help`
 * @throws {Error} when it is not valid, with what is allowed
 */
export function parseCompileFlags(
  args: readonly string[],
  defaults: CompileDefaults,
): CompilePlan | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      target: { type: "string" },
      out: { type: "string" },
      deno: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help === true) return null;
  const name = values.target ?? defaults.target;
  const target = findTarget(name);
  if (target === null) {
    throw new Error(`Cannot compile for "${name}": the targets are ${TARGETS.join(", ")}`);
  }
  const directory = values.out ?? "dist";
  if (directory === "") throw new Error('Cannot compile: --out is ""; name a directory');
  const suffix = values.target === undefined ? "" : `-${target}`;
  const file = `mcp-code-bridge${suffix}${isWindows(target) ? ".exe" : ""}`;
  const deno = values.deno ?? defaults.deno;
  return { target, deno, directory, output: join(directory, file) };
}
