import type { Log } from "../log.ts";
import type { Settings } from "../settings/settings.ts";
import type { System } from "../system/system.ts";
import type { EngineName } from "../ipc/port.ts";
import { sandboxLifetimeSeconds } from "../settings/settings.ts";
import { probeContainerEngine } from "./container/probe.ts";
import { createBundledFiles } from "./embedded/bundled_files.ts";
import { createEmbeddedEngine } from "./embedded/embedded_engine.ts";
import { createPackageFiles } from "./embedded/pyodide_files.ts";
import type { EngineProbe } from "./engine.ts";
import { LOADER } from "../python/modules.ts";

export interface EngineCandidatesOptions {
  readonly system: System;
  readonly log: Log;
  readonly settings: Settings;
}

/** Every engine, by the question whether it can be used. */
export function createCandidates(
  { system, log, settings }: EngineCandidatesOptions,
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
