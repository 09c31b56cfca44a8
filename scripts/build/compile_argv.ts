import { join } from "node:path";
import { MADE_FOLDER, PYODIDE_FOLDER } from "../../src/engine/embedded/bundled_files.ts";
import { BUNDLED_MAIN, BUNDLED_WORKERS } from "./bundle_argv.ts";
import { isWindows, type Target } from "./targets.ts";

export interface CompileArgvOptions {
  /** Folder of the bundle. */
  readonly bundle: string;
  /** The executable to write. */
  readonly output: string;
  readonly target: Target;
}

/**
 * V8 flags that the sandbox needs, as in `src/engine/embedded/child_argv.ts`. They also apply to
 * the bridge, which needs no code from strings and runs no WebAssembly. The memory limit is a
 * setting, so the sandbox sets it itself (`child/memory.mjs`).
 */
const V8_FLAGS = [
  "--disallow-code-generation-from-strings",
  "--no-wasm-deopt",
  "--wasm-tiering-budget=130000000",
  // MiB of each half of the space for young objects; with V8's default of 16, a bridge that has
  // worked uses 8 MB more, without a measurable gain; the task `serve` has this flag too
  "--max-semi-space-size=2",
];

/**
 * More stack than V8's default of 984 KiB, for recursion in Python through C code: that of a
 * function under `functools.cache` ends after 700 calls by default, and with this only after
 * Python's own limit of 1,000. The size cannot be larger, because a Worker's thread has 2 MiB: with
 * 4000, V8 exceeds them and aborts instead of throwing.
 */
const V8_STACK_FLAGS = ["--stack-size=1600", "--wasm-stack-switching-stack-size=1600"];

/** Arguments with which Deno compiles the executable. */
export function buildCompileArgv(options: CompileArgvOptions): readonly string[] {
  const { bundle, output, target } = options;
  return [
    "compile",
    "--quiet",
    // a bundle needs no configuration, no packages and no network
    "--no-config",
    "--no-lock",
    "--no-check",
    "--no-remote",
    "--no-npm",
    // the launcher's rights; the bridge gets its own, and a sandbox drops them all
    "--allow-all",
    "--no-prompt",
    "--unstable-worker-options",
    // the code cache would be a temporary file with a name that all users know
    "--no-code-cache",
    `--v8-flags=${[...V8_FLAGS, ...(isWindows(target) ? [] : V8_STACK_FLAGS)].join(",")}`,
    ...BUNDLED_WORKERS.map((name) => `--include=${join(bundle, name)}`),
    `--include=${join(bundle, PYODIDE_FOLDER)}`,
    `--include=${join(bundle, MADE_FOLDER)}`,
    `--target=${target}`,
    `--output=${output}`,
    join(bundle, BUNDLED_MAIN),
  ];
}
