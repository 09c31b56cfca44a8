import { fileURLToPath } from "node:url";

/** Modules of the tests as the program is shipped: each one file, with nothing left to resolve. */
export interface Bundle extends AsyncDisposable {
  /** Absolute path of a module. */
  path(name: BundledName): string;
  /** The launcher and the hostile modules as one executable; `null` when it is run as JavaScript. */
  readonly executable: string | null;
}

export interface BundleOptions {
  /** The Deno that compiles an executable, if there is to be one. @default {null} */
  readonly compiler?: string | null;
}

const ENTRIES = [
  "launcher_main",
  "control_main",
  "hostile_bridge",
  "locked_hostile_bridge",
] as const;

export type BundledName = (typeof ENTRIES)[number];

/**
 * Bundles the tests' modules. From source, packages could not be forbidden: the program's own are
 * packages too.
 */
export async function bundleForTests({ compiler = null }: BundleOptions = {}): Promise<Bundle> {
  const directory = await Deno.realPath(await Deno.makeTempDir({ prefix: "bridge-bundle-" }));
  const sources = ENTRIES.map((name) => fileURLToPath(new URL(`./${name}.ts`, import.meta.url)));
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--quiet", "--platform", "deno", "--outdir", directory, ...sources],
    stdin: "null",
  }).output();
  if (!success) throw new Error(`Cannot bundle: ${new TextDecoder().decode(stderr)}`);
  const executable = compiler === null ? null : `${directory}/launcher`;
  if (compiler !== null) await compile(compiler, directory);
  return {
    executable,
    path: (name) => `${directory}/${name}.js`,
    [Symbol.asyncDispose]: () => Deno.remove(directory, { recursive: true }),
  };
}

/** Compiles as the release is compiled, but for what only the sandbox needs. */
async function compile(compiler: string, directory: string): Promise<void> {
  const { success, stderr } = await new Deno.Command(compiler, {
    args: [
      ...[
        "compile",
        "--quiet",
        "--no-config",
        "--no-lock",
        "--no-check",
        "--no-remote",
        "--no-npm",
      ],
      // the launcher's rights, as in the release: what refuses is to be the Worker's own set
      ...["--allow-all", "--no-prompt", "--unstable-worker-options", "--no-code-cache"],
      "--v8-flags=--disallow-code-generation-from-strings",
      `--include=${directory}/hostile_bridge.js`,
      `--include=${directory}/locked_hostile_bridge.js`,
      `--output=${directory}/launcher`,
      `${directory}/launcher_main.js`,
    ],
    stdin: "null",
  }).output();
  if (!success) throw new Error(`Cannot compile: ${new TextDecoder().decode(stderr)}`);
}
