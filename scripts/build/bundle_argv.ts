/** Modules that something starts by their path, so that they are entries of the bundle. */
const ENTRIES = ["main.ts", "src/bridge/worker.ts"] as const;

/** The same, as the bundle holds them. Every other module of it lies beside the first. */
export const BUNDLED_MAIN = "main.js";
export const BUNDLED_WORKER = "src/bridge/worker.js";

/**
 * Arguments of the Deno that bundles, to be run in the root of the repository. What is imported only
 * when it is used becomes a file that is loaded only then.
 *
 * @param directory where the bundle goes
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
