/** Modules that are started by their path, and so are entries of the bundle. */
const ENTRIES = ["main.ts", "src/bridge/worker.ts", "src/bridge/reader_worker.ts"] as const;

/** Their paths in the bundle. All other modules are beside the first. */
export const BUNDLED_MAIN = "main.js";
export const BUNDLED_WORKERS = ["src/bridge/worker.js", "src/bridge/reader_worker.js"] as const;

/**
 * Arguments with which Deno builds the bundle, run in the root of the repository. A module that is
 * imported dynamically becomes a file that is loaded on demand.
 *
 * @param directory folder of the bundle
 */
export function buildBundleArgv(directory: string): readonly string[] {
  return [
    "bundle",
    "--quiet",
    "--frozen",
    "--platform=deno",
    "--minify",
    "--code-splitting",
    `--outdir=${directory}`,
    ...ENTRIES,
  ];
}
