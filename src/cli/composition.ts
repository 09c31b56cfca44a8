import type { BridgeSettings, Job } from "../bridge/messages.ts";
import { loadSettings } from "../config/load_settings.ts";
import {
  defaultConcurrency,
  type Machine,
  sandboxLifetimeSeconds,
  type Settings,
} from "../config/settings.ts";
import { prepareStateDir } from "../config/state_dir.ts";
import { createEngineSelection } from "../launcher/engine_selection.ts";
import { startBridgeWorker, type StartWorker } from "../launcher/bridge_worker.ts";
import { launch } from "../launcher/launch.ts";
import { LiveConfiguration } from "../launcher/live_configuration.ts";
import { createBrowserOpener } from "../launcher/open_browser.ts";
import { createReadyClaims } from "../launcher/ready_claims.ts";
import { createServerStarter } from "../launcher/server_starter.ts";
import type { Log } from "../system/log.ts";
import type { System } from "../system/system.ts";
import { VERSION } from "./version.ts";

/** What every command begins with. */
export interface Surroundings {
  readonly system: System;
  readonly log: Log;
  /** Starts the confined half. @default {startBridgeWorker} */
  readonly startWorker?: StartWorker | null;
}

/** Settings that a command's flags decide instead of the environment. */
export type SettingOverrides = Partial<Pick<Settings, "runtime">>;

/** Reads the settings and says on stderr which variables look misspelled. */
export function readSettings(
  { system, log }: Surroundings,
  overrides: SettingOverrides = {},
): Settings {
  const { settings, warnings } = loadSettings(system, { variableNames: system.envNames() });
  for (const warning of warnings) log("warning", warning);
  return { ...settings, ...overrides };
}

/**
 * Starts the bridge for a job and sees it to its end.
 *
 * @returns the exit code for the program
 */
export async function runJob(
  surroundings: Surroundings,
  work: { readonly job: Job; readonly settings: Settings },
): Promise<number> {
  const { system, log } = surroundings;
  const { job, settings } = work;
  const { root, bridge: directory } = await prepareStateDir(system, settings.stateDir);
  const configuration = new LiveConfiguration({ system, log, settings, directory });
  const engine = createEngineSelection({ system, log, settings });
  if (job.kind === "serve") engine.begin();
  const claims = createReadyClaims({
    system,
    log,
    stateDir: root,
    poolSize: settings.poolSize,
    lifetimeSeconds: sandboxLifetimeSeconds(settings),
  });
  const stop = new AbortController();
  try {
    return await launch({
      system,
      log,
      job,
      settings: toBridgeSettings(settings, { directory, machine: system }),
      configuration,
      engine: engine.selected,
      claimReady: (name, wanted) => claims.claim(name, wanted),
      openBrowser: createBrowserOpener(system),
      startServer: createServerStarter({
        system,
        log,
        discovery: () => configuration.discovery(),
        signal: stop.signal,
      }),
      startWorker: surroundings.startWorker ?? startBridgeWorker,
    });
  } finally {
    stop.abort();
    await claims.release();
  }
}

function toBridgeSettings(
  settings: Settings,
  place: { readonly directory: string; readonly machine: Machine },
): BridgeSettings {
  const { directory, machine } = place;
  const { timeoutMs, maxTimeoutMs, outputMode, maxOutput, poolSize } = settings;
  return {
    timeoutMs,
    maxTimeoutMs,
    outputMode,
    maxOutput,
    directory,
    version: VERSION,
    poolSize,
    maxConcurrency: settings.maxConcurrency ??
      defaultConcurrency(machine, settings.memoryBytes),
    idleTimeoutMs: settings.runtimeIdleTimeoutMs,
    lifetimeSeconds: sandboxLifetimeSeconds(settings),
  };
}
