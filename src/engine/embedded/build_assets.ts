import { join } from "node:path";
import type { System } from "../../system/system.ts";
import { CHECKSUMS_NAME, formatChecksums } from "./checksums.ts";
import { LIBRARY_BUILDER, SNAPSHOT_BUILDER } from "./child_sources.ts";
import {
  MADE_FILE_NAMES,
  type MadeFileName,
  PYODIDE_FILE_NAMES,
  type PyodideFiles,
  readPyodideFile,
} from "./pyodide_files.ts";
import { runBuilder } from "./run_builder.ts";
import { sha256 } from "../../system/sha256.ts";

export interface BuildAssetsOptions {
  readonly system: System;
  readonly files: PyodideFiles;
  /** Text of the files that are copied, by name. */
  readonly sources: Readonly<Record<string, string>>;
}

/** The module that builds each file that is not copied. */
const BUILDERS: Readonly<Record<MadeFileName, string>> = {
  "library.zip": LIBRARY_BUILDER,
  "snapshot.bin": SNAPSHOT_BUILDER,
};

const FILE_MODE = 0o600;

/** Names of all files that {@linkcode buildAssets} writes, except the checksums. */
export function assetNames(sources: Readonly<Record<string, string>>): readonly string[] {
  return [...PYODIDE_FILE_NAMES, ...Object.keys(sources), ...MADE_FILE_NAMES];
}

/**
 * Fills a new folder with all files of a sandbox.
 *
 * @throws {EngineError} `EMBEDDED_ASSETS` when a file of Pyodide is missing or has another hash, or
 * a file cannot be built
 */
export async function buildAssets(directory: string, options: BuildAssetsOptions): Promise<void> {
  const { system, files, sources } = options;
  const sums = new Map<string, string>();

  async function put(name: string, data: string | Uint8Array): Promise<void> {
    await system.files.writeAtomic(join(directory, name), data, FILE_MODE);
    sums.set(name, await sha256(data));
  }

  for (const name of PYODIDE_FILE_NAMES) await put(name, await readPyodideFile(files, name));
  for (const [name, text] of Object.entries(sources)) await put(name, text);
  for (const name of MADE_FILE_NAMES) {
    const made = await files.readMade(name);
    await put(name, made ?? await runBuilder(system, join(directory, BUILDERS[name])));
  }
  await put(CHECKSUMS_NAME, formatChecksums(sums));
}
