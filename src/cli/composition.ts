import type { CommandContext } from "./command_context.ts";
import type { Job } from "../ipc/messages.ts";
import type { Log } from "../log.ts";
import type { PackageReport } from "../ipc/package_report.ts";
import type { ServerReport } from "../ipc/server_report.ts";
import { findSettings } from "../discovery/settings_places.ts";
import { loadSettings } from "../settings/load_settings.ts";
import { sandboxLifetimeSeconds } from "../settings/sandbox_lifetime.ts";
import { type Settings, settingsOfBridge } from "../settings/settings.ts";
import { prepareStateDirIfPossible } from "../settings/state_dir.ts";
import { createEngineSelection } from "../engine/engine_selection.ts";
import { startBridgeWorker } from "../launcher/bridge_worker.ts";
import { GroupGuard } from "../launcher/group_guard.ts";
import { launch } from "../launcher/launch.ts";
import { createDefinitionDigest } from "../launcher/definition_digest.ts";
import { LiveConfiguration } from "../launcher/live_configuration.ts";
import { createBrowserOpener } from "../launcher/open_browser.ts";
import { createReadyClaims } from "../engine/ready_claims.ts";
import { createServerConnector } from "../launcher/server_connector.ts";
import { createServerStarter } from "../launcher/server_starter.ts";
import { VERSION } from "./version.ts";

/** Settings that a command's flags override. */
export type SettingOverrides = Partial<Pick<Settings, "runtime" | "configFiles">>;

/**
 * Reads the settings from variables and files, sets the log level, and warns of keys and variables
 * that look misspelled and of what files set in vain. A later change of a file does not count.
 *
 * @throws {ConfigError} `BAD_SETTING`
 */
export async function readSettings(
  { system, log, notices = log, setLogLevel }: CommandContext,
  overrides: SettingOverrides = {},
): Promise<Settings> {
  const { files, warnings: ofFiles } = await findSettings(system);
  const variableNames = system.envNames();
  const { settings, warnings } = loadSettings(system, { variableNames, files });
  setLogLevel(settings.logLevel);
  for (const warning of [...warnings, ...ofFiles]) notices("warning", warning);
  return { ...settings, ...overrides };
}

/**
 * Starts the bridge for a job and waits for its end.
 *
 * @returns the exit status of the program
 */
export async function runJob(
  context: CommandContext,
  work: {
    readonly job: Job;
    readonly settings: Settings;
    /** Takes what the bridge knows of the servers, if the job asks for that. */
    readonly onReports?: (reports: readonly ServerReport[]) => void;
    /** Takes what a sandbox can import, if the job asks for that. */
    readonly onPackages?: (report: PackageReport) => void;
  },
): Promise<number> {
  const { system, log, notices = log, progress } = context;
  const { job, settings } = work;
  const isCommand = job.kind !== "serve";
  const { root, bridge: directory, packages } = await prepareStateDirIfPossible(system, {
    root: settings.stateDir,
    log,
  });
  const configuration = new LiveConfiguration({
    system,
    log: notices,
    settings,
    directory,
    packages,
    digest: createDefinitionDigest({ system, log, stateDir: root }),
  });
  // what is done for an engine is the progress of a command
  const engineLog: Log = (level, message) => {
    if (!isCommand || level !== "info") log(level, message);
  };
  const engine = createEngineSelection({
    system,
    log: engineLog,
    settings,
    onAdvice: (advice) => notices("info", advice),
  });
  engine.watch((text) => text === null ? void progress.end() : progress.say(text));
  if (!isCommand) engine.begin();
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
      settings: {
        ...settingsOfBridge(settings),
        directory,
        packages,
        version: VERSION,
        lifetimeSeconds: sandboxLifetimeSeconds(settings),
        machineBytes: system.totalMemoryBytes,
        processors: system.cpuCount,
      },
      configuration,
      engine: engine.selected,
      engineState: engine.looked,
      watchEngine: engine.watch.bind(engine),
      claimReady: (name, wanted) => claims.claim(name, wanted),
      openBrowser: createBrowserOpener(system),
      onReports: work.onReports,
      onPackages: work.onPackages,
      startServer: createServerStarter({
        system,
        log,
        settings,
        discovery: () => configuration.discovery(),
        guard: new GroupGuard({ system, log }),
        signal: stop.signal,
      }),
      connectServer: createServerConnector({
        system,
        log,
        discovery: () => configuration.discovery(),
        // a third of a start's time, which only servers by URL need
        network: async () => (await import("../system/node_network.ts")).createNetwork(),
        privateHosts: settings.privateHosts,
        stateDir: root,
      }),
      startWorker: context.startWorker ?? startBridgeWorker,
      streams: progress.streams(),
    });
  } finally {
    stop.abort();
    await Promise.all([claims.release(), engine.close()]);
  }
}
