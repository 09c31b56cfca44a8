import { dirname, join } from "node:path";
import { bundledName, PYODIDE_FOLDER } from "../../src/engine/embedded/bundled_files.ts";
import {
  createPackageFiles,
  PYODIDE_FILE_NAMES,
  readPyodideFile,
} from "../../src/engine/embedded/pyodide_files.ts";
import { createDenoFiles } from "../../src/system/deno_files.ts";
import { buildBundleArgv, BUNDLED_MAIN } from "./bundle_argv.ts";
import { compress } from "./compress.ts";
import { hideImports } from "./hide_imports.ts";
import { makeRequireLazy } from "./lazy_require.ts";
import { putInPlace, removeTree } from "./put_in_place.ts";
import { runDeno, TRUST_PROXY } from "./run_deno.ts";

export interface BuildBundleOptions {
  /** Absolute path of the repository. */
  readonly root: string;
  /** Absolute path of the bundle's folder. One that holds the same files is kept, another replaced. */
  readonly directory: string;
  /**
   * Whether `deno compile` takes it, which must see all imports, and loads only what is reached.
   *
   * @default false
   */
  readonly toCompile?: boolean;
}

/**
 * Builds the bundle: the whole program as JavaScript, with Pyodide's files. It runs from any
 * directory, without npm and without the network. It is built beside its place and then put there,
 * so that several may build at once, and what was bundled before still runs.
 *
 * @throws {Error} when it cannot be built
 */
export async function buildBundle(options: BuildBundleOptions): Promise<void> {
  const { directory } = options;
  await Deno.mkdir(dirname(directory), { recursive: true });
  const building = await Deno.makeTempDir({ dir: dirname(directory), prefix: ".building-" });
  try {
    await build({ ...options, directory: building });
    await putInPlace(building, directory);
  } finally {
    await removeTree(building);
  }
}

async function build(options: BuildBundleOptions): Promise<void> {
  const { root, directory, toCompile = false } = options;
  const advice = `if it could not download its bundler: ${TRUST_PROXY}`;
  await runDeno(Deno.execPath(), { args: buildBundleArgv(directory), cwd: root, advice });
  for await (const { name } of Deno.readDir(directory)) {
    if (!name.endsWith(".js")) continue;
    const path = join(directory, name);
    await Deno.writeTextFile(path, makeRequireLazy(await Deno.readTextFile(path)));
  }
  if (!toCompile) {
    const main = join(directory, BUNDLED_MAIN);
    await Deno.writeTextFile(main, hideImports(await Deno.readTextFile(main)));
  }
  const pyodide = createPackageFiles(createDenoFiles());
  const folder = join(directory, PYODIDE_FOLDER);
  await Deno.mkdir(folder);
  for (const name of PYODIDE_FILE_NAMES) {
    const bytes = await readPyodideFile(pyodide, name);
    const stored = bundledName(name);
    await Deno.writeFile(join(folder, stored), stored === name ? bytes : await compress(bytes));
  }
}
