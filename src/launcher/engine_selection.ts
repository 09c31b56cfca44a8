import type { EngineName, EngineState } from "../bridge/port.ts";
import { sandboxLifetimeSeconds, type Settings } from "../config/settings.ts";
import { probeContainerEngine } from "../engine/container/probe.ts";
import type { EngineProbe } from "../engine/engine.ts";
import { createBundledFiles } from "../engine/embedded/bundled_files.ts";
import { createEmbeddedEngine } from "../engine/embedded/embedded_engine.ts";
import { createPackageFiles } from "../engine/embedded/pyodide_files.ts";
import { type SelectedEngine, selectEngine } from "../engine/select_engine.ts";
import { LOADER } from "../sandbox/python/modules.ts";
import type { Log } from "../system/log.ts";
import type { System } from "../system/system.ts";

export interface EngineSelectionOptions {
  readonly system: System;
  readonly log: Log;
  readonly settings: Settings;
}

/** The choice of an engine, made once it is needed and asked again only if it failed. */
export interface EngineSelection {
  /** @throws {EngineError} `ENGINE_NOT_FOUND` */
  readonly selected: () => Promise<SelectedEngine>;
  /**
   * Which engine it would be. Nothing is removed or prepared for the answer.
   *
   * @throws {EngineError} `ENGINE_NOT_FOUND`
   */
  state(): Promise<EngineState>;
  /** Makes the choice ahead of the first need, so that the first run does not wait for it. */
  begin(): void;
}

export function createEngineSelection(options: EngineSelectionOptions): EngineSelection {
  let selection: Promise<SelectedEngine> | null = null;
  const choose = () =>
    selectEngine({ runtime: options.settings.runtime, candidates: createCandidates(options) });
  const select = async () => {
    const selected = await choose();
    const { engine, advice } = selected.state;
    if (advice === null) options.log("debug", `Sandboxes run on ${engine}`);
    else options.log("info", advice);
    // what an earlier bridge left is removed beside the first runs, not before them
    selected.engine.reap();
    return selected;
  };
  const selected = () => {
    selection ??= select().catch((error: unknown) => {
      // an engine that is installed or started meanwhile is found by the next call
      selection = null;
      throw error;
    });
    return selection;
  };
  return {
    selected,
    state: async () => (await choose()).state,
    begin() {
      selected().catch(() => {});
    },
  };
}

/** Every engine, by the question whether it can be used. */
export function createCandidates(
  { system, log, settings }: EngineSelectionOptions,
): Readonly<Record<EngineName, () => Promise<EngineProbe>>> {
  const { memoryBytes, stateDir } = settings;
  const lifetimeSeconds = sandboxLifetimeSeconds(settings);
  const container = (name: "podman" | "docker") => () =>
    probeContainerEngine({
      name,
      system,
      log,
      image: settings.image,
      loader: LOADER,
      limits: {
        user: settings.containerUser,
        memoryBytes,
        pids: settings.pids,
        cpus: settings.cpus,
        lifetimeSeconds,
      },
    });
  return {
    podman: container("podman"),
    docker: container("docker"),
    embedded: () =>
      createEmbeddedEngine({
        system,
        log,
        stateDir,
        limits: { memoryBytes, lifetimeSeconds },
        loader: LOADER,
        files: system.bundle === null
          ? createPackageFiles(system.files)
          : createBundledFiles(system.files, system.bundle),
      }),
  };
}
