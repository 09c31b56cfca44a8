import { messageOf } from "../errors.ts";
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

/** Every check, in the order in which its findings are shown. All run at once. */
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
    findings.push({ ...one, fixed: options.fix ? await putRight(one) : null });
  }
  return { findings, level: worstOf(findings) };
}

async function runChecks(
  context: DoctorContext,
  onProgress: (text: string) => void,
): Promise<readonly Finding[]> {
  const underWay = new Set(CHECKS.map(({ name }) => name));
  const say = () => onProgress(`Checking ${[...underWay].join(", ")}`);
  say();
  const found = await Promise.all(CHECKS.map(async (check) => {
    const findings = await runCheck(check, context);
    underWay.delete(check.name);
    if (underWay.size > 0) say();
    return findings;
  }));
  return found.flat();
}

async function putRight({ fix }: Finding): Promise<FixResult | null> {
  if (fix === undefined) return null;
  try {
    return { done: true, text: await fix() };
  } catch (error) {
    return { done: false, text: messageOf(error) };
  }
}

function worstOf(findings: readonly Diagnosed[]): Level {
  const left = findings.filter(({ fixed }) => fixed?.done !== true);
  return LEVELS.findLast((level) => left.some((one) => one.level === level)) ?? "ok";
}
