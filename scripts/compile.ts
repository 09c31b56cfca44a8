/** `deno task compile`: compiles one executable that contains all that it needs. See `--help`. */

import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { sha256 } from "../src/system/sha256.ts";
import { buildBundle } from "./build/build_bundle.ts";
import { compileExecutable } from "./build/compile_executable.ts";
import { makeFiles } from "./build/make_files.ts";
import { COMPILE_USAGE, type CompilePlan, parseCompileFlags } from "./build/parse_compile_flags.ts";
import { runInterruptibly } from "./build/run_interruptibly.ts";
import { formatSize, treeSize } from "./build/sizes.ts";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

async function main(args: readonly string[]): Promise<number> {
  try {
    const plan = parseCompileFlags(args, { target: Deno.build.target, deno: Deno.execPath() });
    if (plan !== null) return await runInterruptibly((resources) => compile(plan, resources));
    Deno.stdout.writeSync(new TextEncoder().encode(COMPILE_USAGE));
    return 0;
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

async function compile(plan: CompilePlan, resources: AsyncDisposableStack): Promise<void> {
  const prepare = async (folder: string): Promise<string> => {
    const bundle = join(folder, "bundle");
    say("Bundling");
    await buildBundle({ root: ROOT, directory: bundle, toCompile: true });
    say("Adding the embedded engine");
    await makeFiles({ bundle, cache: join(folder, "embedded") });
    say(`Compiling for ${plan.target}: ${formatSize(await treeSize(bundle))} of our own`);
    return bundle;
  };
  await compileExecutable(plan, { resources, prepare });
  const bytes = await Deno.readFile(plan.output);
  say(`${resolve(plan.output)}: ${formatSize(bytes.length)}`);
  // in the format of sha256sum, which can check it
  Deno.stdout.writeSync(new TextEncoder().encode(`${await sha256(bytes)}  ${plan.output}\n`));
}

function say(text: string): void {
  // deno-lint-ignore no-console -- the script's own report
  console.error(text);
}

if (import.meta.main) Deno.exit(await main(Deno.args));
