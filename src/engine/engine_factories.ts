import type { ContainerEngineName, EngineName } from "../engines.ts";
import { locateProgram } from "../executables/locate_program.ts";
import type { Log } from "../log.ts";
import { LOADER, RUNTIME_MODULES } from "../python/modules.ts";
import { roomsLifetimeSeconds, sandboxLifetimeSeconds } from "../settings/sandbox_lifetime.ts";
import type { Settings } from "../settings/settings.ts";
import { pathsOf } from "../system/paths.ts";
import type { System } from "../system/system.ts";
import { openerOf } from "./container/machine/docker_desktop.ts";
import { MachineKeeper } from "./container/machine/machine_keeper.ts";
import { WITHOUT_MOUNTS } from "./container/mount_sources.ts";
import { probeContainerEngine } from "./container/probe.ts";
import { refuseWithoutRooms } from "./container/rooms.ts";
import { locateBubblewrap } from "./embedded/bubblewrap.ts";
import { createBundledFiles } from "./embedded/bundled_files.ts";
import { createEmbeddedEngine } from "./embedded/embedded_engine.ts";
import { createPackageFiles } from "./embedded/pyodide_files.ts";
import type { EngineFactories, EngineFactory, EngineProbe, EngineRight } from "./engine.ts";

export interface EngineFactoriesOptions {
  readonly system: System;
  readonly log: Log;
  readonly settings: Settings;
  /** Told what is done so that an engine can be used; `null` when it is over. @default it is dropped */
  readonly onProgress?: (text: string | null) => void;
  /** Called before an engine's machine is stopped. */
  readonly onStop?: (name: EngineName) => void;
}

/** Creates the factory of every engine. Starts nothing. */
export function createEngineFactories(options: EngineFactoriesOptions): EngineFactories {
  return {
    podman: containerEngine("podman", options),
    docker: containerEngine("docker", options),
    embedded: embeddedEngine(options),
  };
}

function containerEngine(
  name: ContainerEngineName,
  { system, log, settings, onProgress = () => {}, onStop = () => {} }: EngineFactoriesOptions,
): EngineFactory {
  const keeper = new MachineKeeper({
    system,
    log,
    engine: name,
    stateDir: settings.stateDir,
    idleMs: settings.runtimeIdleTimeoutMs,
    onProgress,
    onStop: () => onStop(name),
  });
  return {
    close: () => keeper.close(),
    probe: (timeoutMs) =>
      probeContainerEngine({
        name,
        system,
        log,
        image: settings.image,
        stateDir: settings.stateDir,
        mounts: settings.mounts,
        keeper,
        loader: LOADER,
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
        selfTestDir: settings.stateDir,
        reuse: { choice: settings.reuse, lifetimeSeconds: roomsLifetimeSeconds(settings) },
        demands: {
          ociRuntime: settings.ociRuntime,
          requireRootless: settings.requireRootless,
          limits: settings.limits,
        },
        user: settings.containerUser,
        limits: {
          memoryBytes: settings.memoryBytes,
          pids: settings.pids,
          cpus: settings.cpus,
          lifetimeSeconds: sandboxLifetimeSeconds(settings),
        },
      }),
    async rights(): Promise<readonly EngineRight[]> {
      const located = await locateProgram(system, name);
      const shared = settings.mounts.map(({ source, writable }): EngineRight => ({
        name: writable ? "write" : "read",
        value: source,
        reason: "programs see it (MCP_BRIDGE_MOUNTS)",
      }));
      if (!located.found) return [];
      // on Linux docker is seldom Docker Desktop
      const opener: readonly EngineRight[] = name === "docker" && system.platform !== "linux"
        ? [{ name: "run", value: openerOf(system), reason: "to open an older Docker Desktop" }]
        : [];
      return [
        { name: "run", value: located.path, reason: `the sandboxes (engine: ${name})` },
        ...opener,
        ...shared,
      ];
    },
  };
}

function embeddedEngine(
  { system, log, settings, onProgress = () => {} }: EngineFactoriesOptions,
): EngineFactory {
  const { stateDir, memoryBytes } = settings;
  return {
    async probe(): Promise<EngineProbe> {
      if (settings.reuse === "rooms") {
        const { refusal, remedy } = refuseWithoutRooms("each run has a process of its own");
        return { usable: false, name: "embedded", refusal, remedy };
      }
      if (settings.mounts.length > 0) {
        return { usable: false, name: "embedded", ...WITHOUT_MOUNTS };
      }
      return await createEmbeddedEngine({
        system,
        log,
        stateDir,
        limits: { memoryBytes, lifetimeSeconds: sandboxLifetimeSeconds(settings) },
        onProgress,
        loader: LOADER,
        runtime: RUNTIME_MODULES,
        files: system.bundle === null
          ? createPackageFiles(system.files)
          : createBundledFiles(system.files, system.bundle),
      });
    },
    async rights(): Promise<readonly EngineRight[]> {
      const files = pathsOf(system.platform).join(stateDir, "embedded");
      const reason = "the embedded engine's files";
      const limits: readonly EngineRight[] = system.platform === "windows"
        ? []
        : [{ name: "run", value: "/bin/sh", reason: "to set their limits" }];
      const bubblewrap = await locateBubblewrap(system);
      const wrapper: readonly EngineRight[] = bubblewrap === null
        ? []
        : [{ name: "run", value: bubblewrap, reason: "around the sandboxes, if it works here" }];
      return [
        { name: "read", value: files, reason },
        { name: "write", value: files, reason },
        { name: "run", value: system.execPath, reason: "the sandboxes (engine: embedded)" },
        ...limits,
        ...wrapper,
      ];
    },
  };
}
