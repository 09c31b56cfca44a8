import { messageOf } from "../errors.ts";
import type { Clock } from "../system/system.ts";
import { within } from "../system/waiting.ts";
import { type Check, runCheck } from "./check.ts";
import { clients } from "./checks/clients.ts";
import { configFiles } from "./checks/config_files.ts";
import { desktopPrograms } from "./checks/desktop_programs.ts";
import { diskSpace } from "./checks/disk_space.ts";
import { embeddedParts } from "./checks/embedded_parts.ts";
import { engineChoice, engines } from "./checks/engines.ts";
import { executable } from "./checks/executable.ts";
import { leftovers } from "./checks/leftovers.ts";
import { network } from "./checks/network.ts";
import { orphanProcesses } from "./checks/orphan_processes.ts";
import { ownFiles } from "./checks/own_files.ts";
import { servers } from "./checks/servers.ts";
import { settings } from "./checks/settings.ts";
import { stateDirectory } from "./checks/state_directory.ts";
import { trialRun } from "./checks/trial_run.ts";
import { unfinishedFiles } from "./checks/unfinished_files.ts";
import { DoctorContext, type DoctorOptions } from "./context.ts";
import type { Finding } from "./finding.ts";
import { type Level, LEVELS } from "./finding_table.ts";

/**
 * Every check, in the order in which its findings are shown. Those that only look run first, all at
 * once: a start makes the state directory, narrows its modes, and removes what was left.
 */
const CHECKS: readonly Check[] = [
  executable,
  settings,
  stateDirectory,
  ownFiles,
  diskSpace,
  engineChoice,
  ...engines,
  embeddedParts,
  trialRun,
  configFiles,
  servers,
  desktopPrograms,
  network,
  clients,
  leftovers,
  unfinishedFiles,
  orphanProcesses,
];

export interface DiagnoseOptions extends DoctorOptions {
  /** Whether what is safe to put right is. */
  readonly fix: boolean;
  /** Takes what is being done. */
  readonly onProgress?: (text: string) => void;
}

/** A finding, and what became of it. */
export interface Diagnosed extends Finding {
  /** `null` where nothing was tried. */
  readonly fixed: FixResult | null;
}

/** What was done about a finding, or why it could not be done. */
export interface FixResult {
  readonly done: boolean;
  readonly text: string;
}

/** What `doctor` found. */
export interface Diagnosis {
  readonly findings: readonly Diagnosed[];
  /** The worst level of what is not put right. */
  readonly level: Level;
}

/** Looks at everything that the bridge depends on. Never throws, and always ends. */
export async function diagnose(options: DiagnoseOptions): Promise<Diagnosis> {
  const context = new DoctorContext(options);
  const found = await runChecks(context, options.onProgress ?? (() => {}));
  const findings: Diagnosed[] = [];
  for (const one of found) {
    findings.push({
      ...one,
      fixed: options.fix ? await putRight(one, options.system.clock) : null,
    });
  }
  return { findings, level: worstOf(findings) };
}

async function runChecks(
  context: DoctorContext,
  onProgress: (text: string) => void,
): Promise<readonly Finding[]> {
  const found = new Map<Check, readonly Finding[]>();
  const runAll = async (checks: readonly Check[]): Promise<void> => {
    const underWay = new Set(checks.map(({ name }) => name));
    const say = () => onProgress(`Checking ${[...underWay].join(", ")}`);
    say();
    await Promise.all(checks.map(async (check) => {
      found.set(check, await runCheck(check, context));
      underWay.delete(check.name);
      if (underWay.size > 0) say();
    }));
  };
  await runAll(CHECKS.filter(({ afterLook }) => afterLook !== true));
  await runAll(CHECKS.filter(({ afterLook }) => afterLook === true));
  return CHECKS.flatMap((check) => found.get(check) ?? []);
}

/** Milliseconds for one: to prepare the embedded engine takes the longest. */
const FIX_MS = 120_000;

async function putRight({ fix }: Finding, clock: Clock): Promise<FixResult | null> {
  if (fix === undefined) return null;
  const fixing = Promise.resolve().then(fix).then(
    (text): FixResult => ({ done: true, text }),
    (error): FixResult => ({ done: false, text: messageOf(error) }),
  );
  const late = { done: false, text: `it did not end within ${FIX_MS / 1000} s` };
  return await within(fixing, { clock, ms: FIX_MS }) ?? late;
}

function worstOf(findings: readonly Diagnosed[]): Level {
  const left = findings.filter(({ fixed }) => fixed?.done !== true);
  return LEVELS.findLast((level) => left.some((one) => one.level === level)) ?? "ok";
}
