import { fileURLToPath } from "node:url";

/** Modules of the tests as the program is shipped: each one file, with nothing left to resolve. */
export interface Bundle extends AsyncDisposable {
  /** Absolute path of a module. */
  path(name: BundledName): string;
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
export async function bundleForTests(): Promise<Bundle> {
  const directory = await Deno.realPath(await Deno.makeTempDir({ prefix: "bridge-bundle-" }));
  const sources = ENTRIES.map((name) => fileURLToPath(new URL(`./${name}.ts`, import.meta.url)));
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--quiet", "--platform", "deno", "--outdir", directory, ...sources],
    stdin: "null",
  }).output();
  if (!success) throw new Error(`Cannot bundle: ${new TextDecoder().decode(stderr)}`);
  return {
    path: (name) => `${directory}/${name}.js`,
    [Symbol.asyncDispose]: () => Deno.remove(directory, { recursive: true }),
  };
}
