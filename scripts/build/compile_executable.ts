import { basename, join, resolve } from "node:path";
import { buildCompileArgv } from "./compile_argv.ts";
import type { CompilePlan } from "./parse_compile_flags.ts";
import { runDeno, TRUST_PROXY } from "./run_deno.ts";
import { makeTemporaryFolder } from "./run_interruptibly.ts";

export interface CompileExecutableOptions {
  readonly resources: AsyncDisposableStack;
  /** Writes the bundle to compile into an empty folder. @returns the bundle's folder */
  readonly prepare: (folder: string) => Promise<string>;
}

/**
 * Compiles in a folder beside the executable, which is then moved to its place: one that is there
 * stays until another is complete, and nothing else is left.
 *
 * @throws {Error} when it cannot be compiled, with what may help
 */
export async function compileExecutable(
  plan: CompilePlan,
  { resources, prepare }: CompileExecutableOptions,
): Promise<void> {
  const directory = resolve(plan.directory);
  const output = resolve(plan.output);
  await Deno.mkdir(directory, { recursive: true });
  const folder = await makeTemporaryFolder(resources, { dir: directory, prefix: ".compiling-" });
  const compiled = join(folder, basename(output));
  const bundle = await prepare(folder);
  const args = buildCompileArgv({ bundle, output: compiled, target: plan.target });
  const advice = `if it could not download its base runtime, denort: ${TRUST_PROXY}, or ` +
    `DENORT_BIN to the path of a denort of the same version`;
  await runDeno(plan.deno, { args, cwd: folder, advice });
  await Deno.rename(compiled, output);
}
