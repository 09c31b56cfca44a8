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
 * Flags of V8 that the sandbox needs, as `src/engine/embedded/child_argv.ts` has them. They bind the
 * bridge as well, which needs no code from strings and runs no WebAssembly.
 * The limit of memory is a setting, so the sandbox sets it itself (`child/memory.mjs`).
 */
const V8_FLAGS = [
  "--disallow-code-generation-from-strings",
  "--no-wasm-deopt",
  // MiB of each half of the space for young objects: with V8's own 16 a bridge that has worked holds
  // 8 MB more, to no gain that could be measured; the task `serve` has it too
  "--max-semi-space-size=2",
];

/**
 * More stack than V8's own 984 KiB, for recursion in Python that goes through C code: that of a
 * function under `functools.cache` then ends past Python's own limit of 1,000 and not at 700. No more than this: the
 * thread of a Worker has 2 MiB, and with 4000 V8 runs past its end and aborts where it should throw.
 */
const V8_STACK_FLAGS = ["--stack-size=1600", "--wasm-stack-switching-stack-size=1600"];

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
