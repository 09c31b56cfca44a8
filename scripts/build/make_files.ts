import { join } from "node:path";
import { EmbeddedAssets } from "../../src/engine/embedded/assets.ts";
import {
  COMPRESSED_SUFFIX,
  MADE_FOLDER,
  SUM_SUFFIX,
} from "../../src/engine/embedded/bundled_files.ts";
import { createPackageFiles, MADE_FILE_NAMES } from "../../src/engine/embedded/pyodide_files.ts";
import { sha256 } from "../../src/system/sha256.ts";
import { LOADER, RUNTIME_MODULES } from "../../src/python/modules.ts";
import { createDenoSystem } from "../../src/system/deno_system.ts";
import { compress } from "./compress.ts";

export interface MakeFilesOptions {
  /** Absolute path of the bundle's folder. */
  readonly bundle: string;
  /** Absolute path of a folder to prepare the engine in. */
  readonly cache: string;
}

/**
 * Adds to a bundle the files that the embedded engine would otherwise build at its first use: the
 * repacked library and the memory snapshot. They depend only on Pyodide's version, not on the
 * platform or the runtime that built them.
 *
 * @throws {Error} when they cannot be built
 */
export async function makeFiles({ bundle, cache }: MakeFilesOptions): Promise<void> {
  const system = createDenoSystem();
  const assets = new EmbeddedAssets({
    system,
    log: (_level, message) => system.streams.writeStderr(`${message}\n`),
    root: cache,
    files: createPackageFiles(system.files),
    loader: LOADER,
    runtime: RUNTIME_MODULES,
  });
  const made = await assets.prepare();
  const folder = join(bundle, MADE_FOLDER);
  await Deno.mkdir(folder, { recursive: true });
  for (const name of MADE_FILE_NAMES) {
    const bytes = await Deno.readFile(join(made, name));
    const path = join(folder, name);
    await Deno.writeFile(path + COMPRESSED_SUFFIX, await compress(bytes));
    await Deno.writeTextFile(path + SUM_SUFFIX, `${await sha256(bytes)}\n`);
  }
}
