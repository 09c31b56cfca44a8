import type { EngineName } from "../bridge/port.ts";
import { sandboxLifetimeSeconds } from "../config/settings.ts";
import { probeContainerEngine } from "../engine/container/probe.ts";
import { createBundledFiles } from "../engine/embedded/bundled_files.ts";
import { createEmbeddedEngine } from "../engine/embedded/embedded_engine.ts";
import { createPackageFiles } from "../engine/embedded/pyodide_files.ts";
import type { EngineProbe } from "../engine/engine.ts";
import { LOADER } from "../sandbox/python/modules.ts";
import type { EngineSelectionOptions } from "./engine_selection.ts";

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
