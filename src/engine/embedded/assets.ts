import { join } from "node:path";
import { BridgeError, EngineError, messageOf } from "../../errors.ts";
import type { Log } from "../../log.ts";
import { once } from "../../system/once.ts";
import { makeOwnDirectory } from "../../system/own_directory.ts";
import type { System } from "../../system/system.ts";
import { runtimeVersion } from "../../system/runtime_version.ts";
import { assetKey } from "./asset_key.ts";
import { assetNames, buildAssets } from "./build_assets.ts";
import { CHECKSUMS_NAME, findFault } from "./checksums.ts";
import { CHILD_SOURCES } from "./child_sources.ts";
import { PYODIDE_VERSION, type PyodideFiles } from "./pyodide_files.ts";
import {
  findOldAssets,
  nameBuilding,
  nameRemains,
  noteUse,
  removeOldAssets,
} from "./old_assets.ts";
import type { EngineParts } from "../engine.ts";

export interface EmbeddedAssetsOptions {
  readonly system: System;
  readonly log: Log;
  /** Told what is prepared; `null` when that is over. @default it is dropped */
  readonly onProgress?: ((text: string | null) => void) | undefined;
  /** Absolute path of the directory with one folder for each version of the assets. */
  readonly root: string;
  readonly files: PyodideFiles;
  /** Source of the Python program that receives the first message. */
  readonly loader: string;
  /** The runtime that the loader imports: Python source by dotted module name. */
  readonly runtime: Readonly<Record<string, string>>;
}

/**
 * The folder of files from which sandboxes start: `<root>/<key>/`. It is built once for each
 * version of its parts, checked once by each bridge, and shared by all bridges of a user.
 */
export class EmbeddedAssets implements EngineParts {
  readonly #options: EmbeddedAssetsOptions;
  readonly #sources: Readonly<Record<string, string>>;
  readonly #names: readonly string[];
  #prepared = once(() => this.#prepareOrExplain());

  constructor(options: EmbeddedAssetsOptions) {
    this.#options = options;
    this.#sources = {
      ...CHILD_SOURCES,
      "loader.py": options.loader,
      "runtime.json": JSON.stringify(options.runtime),
    };
    this.#names = assetNames(this.#sources);
  }

  /**
   * Builds the folder if it is missing or its files have changed.
   *
   * @returns its absolute path
   * @throws {EngineError} `EMBEDDED_ASSETS`; the next call retries
   */
  async prepare(): Promise<string> {
    const directory = await this.#prepared.get();
    if (await this.#options.system.files.info(join(directory, CHECKSUMS_NAME)) !== null) {
      return directory;
    }
    // the state directory was emptied while this bridge ran
    this.#prepared = once(() => this.#prepareOrExplain());
    return await this.#prepared.get();
  }

  /** Whether the folder is there, and whether its files are as they were written. Makes nothing. */
  async look(): Promise<{ readonly made: boolean; readonly fault: string | null }> {
    const directory = join(this.#options.root, await this.#key());
    if (await this.#options.system.files.info(directory) === null) {
      return { made: false, fault: null };
    }
    return { made: true, fault: await this.#fault(directory) };
  }

  /** The folders that `clean()` would remove, relative to the root. */
  async leftovers(): Promise<readonly string[]> {
    const { system, root } = this.#options;
    return await findOldAssets(system, { root, current: await this.#key() });
  }

  /**
   * Removes what other versions and interrupted builds left behind.
   *
   * @returns the names of what was removed, relative to the root
   */
  async clean(): Promise<readonly string[]> {
    const { system, root } = this.#options;
    return await removeOldAssets(system, { root, current: await this.#key() });
  }

  async #prepareOrExplain(): Promise<string> {
    try {
      return await this.#prepare();
    } catch (error) {
      if (error instanceof BridgeError) throw error;
      throw new EngineError(
        "EMBEDDED_ASSETS",
        `Cannot prepare the embedded engine in "${this.#options.root}": ${messageOf(error)}`,
        { cause: error },
      );
    }
  }

  async #prepare(): Promise<string> {
    const { system, log, root, onProgress = () => {} } = this.#options;
    const key = await this.#key();
    const directory = join(root, key);
    await makeOwnDirectory(system.files, root);
    // recorded before the check, so that no other bridge removes the folder after it
    await noteUse(system, { root, key });
    const fault = await this.#fault(directory);
    if (fault === null) return directory;
    if (await system.files.info(directory) !== null) {
      log("warning", `Rebuilding the embedded engine in "${directory}": ${fault}`);
    }
    const doing = "Preparing the embedded engine: up to 10 s, once";
    log("info", doing);
    onProgress(doing);
    const began = system.clock.monotonic();
    try {
      await this.#build(directory);
    } finally {
      onProgress(null);
    }
    const seconds = (system.clock.monotonic() - began) / 1000;
    log("info", `The embedded engine is prepared: ${seconds.toFixed(1)} s`);
    return directory;
  }

  /** Builds in a temporary folder and renames it, so that no bridge sees a partial one. */
  async #build(directory: string): Promise<void> {
    const { system, files, root } = this.#options;
    const building = join(root, nameBuilding(system.pid));
    try {
      await makeOwnDirectory(system.files, building);
      await buildAssets(building, { system, files, sources: this.#sources });
      await this.#moveIntoPlace(building, directory);
    } finally {
      await system.files.remove(building);
    }
    const fault = await this.#fault(directory);
    if (fault === null) return;
    throw new EngineError(
      "EMBEDDED_ASSETS",
      `Cannot prepare the embedded engine: "${directory}" was built and is damaged (${fault}); ` +
        "find the program that changes it, then remove the directory",
    );
  }

  async #moveIntoPlace(building: string, directory: string): Promise<void> {
    const { system, root } = this.#options;
    try {
      // not looked at before: another bridge may put the same in place between look and rename
      return await system.files.rename(building, directory);
    } catch (error) {
      if (await system.files.info(directory) === null) throw error;
    }
    // an intact folder of another bridge is kept
    if (await this.#fault(directory) === null) return;
    const remains = join(root, nameRemains(system.pid));
    await system.files.rename(directory, remains);
    await system.files.remove(remains);
    try {
      await system.files.rename(building, directory);
    } catch (error) {
      if (await this.#fault(directory) !== null) throw error;
    }
  }

  #fault(directory: string): Promise<string | null> {
    return findFault(this.#options.system, directory, this.#names);
  }

  #key(): Promise<string> {
    return assetKey({
      pyodideVersion: PYODIDE_VERSION,
      runtimeVersion: runtimeVersion(),
      sources: this.#sources,
    });
  }
}
