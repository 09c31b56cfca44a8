import { join } from "node:path";
import { EngineError, messageOf } from "../../errors.ts";
import type { Log } from "../../log.ts";
import type { ChildProcess, System } from "../../system/system.ts";
import type { Cleaned, Engine, EngineParts, EngineProbe, EngineSandbox } from "../engine.ts";
import { EmbeddedAssets } from "./assets.ts";
import { findBubblewrap } from "./bubblewrap.ts";
import { buildChildArgv } from "./child_argv.ts";
import { type ChildEnvironment, createChildEnvironment } from "./child_environment.ts";
import { SANDBOX_MODULE } from "./child_sources.ts";
import { EmbeddedSandbox } from "./embedded_sandbox.ts";
import { watchMemory } from "./memory_watch.ts";
import type { PyodideFiles } from "./pyodide_files.ts";

/** What a sandbox may use. */
export interface EmbeddedLimits {
  /** Bytes that a program may use; the engine's own memory is not counted. */
  readonly memoryBytes: number;
  /** Longest life of a sandbox in seconds: the idle time and the longest run together. */
  readonly lifetimeSeconds: number;
}

export interface CreateEmbeddedEngineOptions {
  readonly system: System;
  readonly log: Log;
  /** The bridge's state directory, absolute. The engine keeps its files in `embedded/` below it. */
  readonly stateDir: string;
  readonly limits: EmbeddedLimits;
  /** See `EngineFactoriesOptions`. */
  readonly onProgress?: (text: string | null) => void;
  /** Source of the Python program that receives the first message (`src/python/loader.py`). */
  readonly loader: string;
  /** The runtime that the loader imports (`src/python/modules.ts`). */
  readonly runtime: Readonly<Record<string, string>>;
  /** Pyodide's files: from `createPackageFiles()` without a bundle, else `createBundledFiles()`. */
  readonly files: PyodideFiles;
}

/** Resident memory of a sandbox before a program runs (measured: 255 MiB), with a margin. */
const OWN_RESIDENT_BYTES = 320 * 1024 * 1024;

/**
 * Creates the engine that needs no installation. Each sandbox is a process of our own runtime,
 * without permissions, that runs CPython in WebAssembly.
 *
 * Usable when Pyodide's files are present. They are prepared when the first sandbox starts.
 */
export async function createEmbeddedEngine(
  options: CreateEmbeddedEngineOptions,
): Promise<EngineProbe> {
  const { system, log, stateDir, limits, onProgress, loader, runtime, files } = options;
  try {
    await files.check();
  } catch (error) {
    return {
      usable: false,
      name: "embedded",
      refusal: `Pyodide's files cannot be used: ${messageOf(error)}`,
      remedy: null,
    };
  }
  const root = join(stateDir, "embedded");
  const assets = new EmbeddedAssets({ system, log, onProgress, root, files, loader, runtime });
  const bubblewrap = await findBubblewrap(system);
  return { usable: true, engine: new EmbeddedEngine({ system, log, limits, assets, bubblewrap }) };
}

interface EmbeddedEngineOptions {
  readonly system: System;
  readonly log: Log;
  readonly limits: EmbeddedLimits;
  readonly assets: EmbeddedAssets;
  readonly bubblewrap: string | null;
}

class EmbeddedEngine implements Engine {
  readonly name = "embedded";
  readonly #options: EmbeddedEngineOptions;

  constructor(options: EmbeddedEngineOptions) {
    this.#options = options;
  }

  get wrapper(): string | null {
    return this.#options.bubblewrap;
  }

  async start(): Promise<EngineSandbox> {
    const { system, log, assets } = this.#options;
    const directory = await assets.prepare();
    const environment = await createChildEnvironment(system);
    const remove = () => this.#attempt("remove what a sandbox left", environment.remove);
    const reportKey = crypto.randomUUID();
    let process: ChildProcess;
    try {
      process = this.#spawn(join(directory, SANDBOX_MODULE), environment, reportKey);
    } catch (error) {
      await remove();
      throw error;
    }
    const sandbox = new EmbeddedSandbox({ system, log, process, reportKey });
    const stopWatching = this.#watch(process.pid, sandbox);
    process.exited.then(stopWatching).then(remove);
    return sandbox;
  }

  get parts(): EngineParts {
    return this.#options.assets;
  }

  async leftovers(): Promise<readonly string[]> {
    return (await this.#options.assets.leftovers()).map(nameAsset);
  }

  async clean(): Promise<Cleaned> {
    try {
      const names = await this.#options.assets.clean();
      return { removed: names.map(nameAsset), problem: null };
    } catch (error) {
      const problem = messageOf(error);
      this.#options.log("warning", `Cannot remove old files of the embedded engine: ${problem}`);
      return { removed: [], problem };
    }
  }

  #spawn(module: string, { env, cwd }: ChildEnvironment, reportKey: string): ChildProcess {
    const { system, limits, bubblewrap } = this.#options;
    const { platform, execPath, compiled, cpuCount, pid: bridgePid } = system;
    const process = {
      platform,
      execPath,
      compiled,
      cpuCount,
      bridgePid,
      module,
      reportKey,
      bubblewrap,
    };
    const argv = buildChildArgv({ ...process, ...limits });
    try {
      return system.spawn({ argv, env, cwd, ownGroup: true });
    } catch (error) {
      throw new EngineError(
        "SANDBOX_START_FAILED",
        `Cannot start sandbox: "${argv[0]}" does not start: ${messageOf(error)}`,
        { cause: error },
      );
    }
  }

  #watch(pid: number, sandbox: EmbeddedSandbox): () => void {
    const { system, log, limits } = this.#options;
    const limitBytes = limits.memoryBytes + OWN_RESIDENT_BYTES;
    return watchMemory(system, {
      pid,
      limitBytes,
      onExceeded(bytes) {
        log("info", `Killing a sandbox: it uses ${bytes} bytes, and the limit is ${limitBytes}`);
        sandbox.endForMemory();
      },
    });
  }

  async #attempt(what: string, action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.#options.log("warning", `Cannot ${what}: ${messageOf(error)}`);
    }
  }
}

/** A file of the assets as people are told of it, relative to the state directory. */
function nameAsset(name: string): string {
  return `embedded/${name}`;
}
