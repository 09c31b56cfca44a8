import { join } from "node:path";
import { bundledName, PYODIDE_FOLDER } from "../../src/engine/embedded/bundled_files.ts";
import {
  createPackageFiles,
  PYODIDE_FILE_NAMES,
  readPyodideFile,
} from "../../src/engine/embedded/pyodide_files.ts";
import { createDenoFiles } from "../../src/system/deno_files.ts";
import { buildBundleArgv } from "./bundle_argv.ts";
import { compress } from "./compress.ts";
import { makeRequireLazy } from "./lazy_require.ts";
import { runDeno } from "./run_deno.ts";

export interface BuildBundleOptions {
  /** Absolute path of the repository. */
  readonly root: string;
  /** Absolute path of the bundle's folder. It is emptied first. */
  readonly directory: string;
}

/**
 * Builds the bundle: the whole program as JavaScript, with Pyodide's files. It runs from any
 * directory, without npm and without the network.
 *
 * @throws {Error} when it cannot be built
 */
export async function buildBundle({ root, directory }: BuildBundleOptions): Promise<void> {
  await Deno.remove(directory, { recursive: true }).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
  await runDeno(Deno.execPath(), { args: buildBundleArgv(directory), cwd: root });
  for await (const { name } of Deno.readDir(directory)) {
    if (!name.endsWith(".js")) continue;
    const path = join(directory, name);
    await Deno.writeTextFile(path, makeRequireLazy(await Deno.readTextFile(path)));
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
