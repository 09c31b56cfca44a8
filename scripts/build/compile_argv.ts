import { join } from "node:path";
import { MADE_FOLDER, PYODIDE_FOLDER } from "../../src/engine/embedded/bundled_files.ts";
import { BUNDLED_MAIN, BUNDLED_WORKER } from "./bundle_argv.ts";
import { isWindows, type Target } from "./targets.ts";

export interface CompileArgvOptions {
  /** Folder of the bundle. */
  readonly bundle: string;
  /** The executable to write. */
  readonly output: string;
  readonly target: Target;
}

/**
 * Flags of V8 that the sandbox needs. They bind the bridge as well, and its Worker: a larger
 * `--stack-size` is not among them, because a Worker's thread has 2 MiB of stack, and V8 would run
 * past its end instead of throwing. The stacks that Python runs on are V8's own and may be larger.
 * The limit of memory is a setting, so the sandbox sets it itself (`child/memory.mjs`).
 */
const V8_FLAGS = ["--disallow-code-generation-from-strings"];
const V8_STACK_FLAGS = ["--wasm-stack-switching-stack-size=4000"];

/** Arguments of the Deno that compiles. */
export function buildCompileArgv(options: CompileArgvOptions): readonly string[] {
  const { bundle, output, target } = options;
  return [
    "compile",
    "--quiet",
    // what is compiled is a bundle: it needs nothing from anywhere
    "--no-config",
    "--no-lock",
    "--no-check",
    "--no-remote",
    "--no-npm",
    // the launcher's rights; the bridge gets its own, and a sandbox drops them all
    "--allow-all",
    "--no-prompt",
    "--unstable-worker-options",
    // a cache of code would lie in the directory for temporary files, under a name known to all users
    "--no-code-cache",
    `--v8-flags=${[...V8_FLAGS, ...(isWindows(target) ? [] : V8_STACK_FLAGS)].join(",")}`,
    `--include=${join(bundle, BUNDLED_WORKER)}`,
    `--include=${join(bundle, PYODIDE_FOLDER)}`,
    `--include=${join(bundle, MADE_FOLDER)}`,
    `--target=${target}`,
    `--output=${output}`,
    join(bundle, BUNDLED_MAIN),
  ];
}
