import { messageOf } from "../../errors.ts";
import {
  bridgeDirectory,
  findStateDirProblem,
  STATE_DIR_VARIABLE,
  temporaryStateDir,
} from "../../settings/state_dir.ts";
import { pathsOf } from "../../system/paths.ts";
import type { FileInfo, System } from "../../system/system.ts";
import type { Check } from "../check.ts";
import { type Finding, finding } from "../finding.ts";

/** Access for the owner only. */
const PRIVATE_MODE = 0o700;
const OTHERS = 0o077;

/** Whether the state directory is ours alone and can be written. */
export const stateDirectory: Check = {
  name: "state directory",
  async run({ system, settings: { stateDir }, options }) {
    if (!options.settings.hasStateDir) {
      return [finding("state.unknown", {
        subject: STATE_DIR_VARIABLE,
        text: "it is not set, and no home directory is known",
        remedy: `set HOME, or ${STATE_DIR_VARIABLE} to a directory of your own`,
      })];
    }
    let info: FileInfo | null;
    let problem: string | null;
    try {
      info = await system.files.info(stateDir);
      problem = await findStateDirProblem(system, stateDir);
      if (info?.kind === "directory") await system.files.list(stateDir);
    } catch (error) {
      return [finding("state.unreadable", {
        subject: stateDir,
        text: `it cannot be looked at: ${messageOf(error)}`,
        remedy: `make it readable for you, or set ${STATE_DIR_VARIABLE} to another`,
      })];
    }
    if (info === null) {
      return [
        finding("state.absent", { subject: stateDir, text: "made when it is first needed" }),
        ...findTemporary(system, stateDir),
      ];
    }
    if (problem !== null) {
      return [finding("state.unsafe", {
        subject: stateDir,
        text: problem,
        remedy: `remove it, or set ${STATE_DIR_VARIABLE} to another`,
      })];
    }
    const fault = await findWriteFault(system, stateDir);
    return [
      fault === null
        ? finding("state.ready", { subject: stateDir, text: "it is yours and can be written" })
        : finding("state.unwritable", {
          subject: stateDir,
          text: `it cannot be written: ${fault}; no tool, trust or sign-in is kept`,
          remedy: `make it writable for you, or set ${STATE_DIR_VARIABLE} to another`,
        }),
      ...await findOpen(system, stateDir),
      ...findTemporary(system, stateDir),
    ];
  },
};

/** Why a file cannot be written; `null` when one was, which is gone again. */
async function findWriteFault(system: System, directory: string): Promise<string | null> {
  const path = pathsOf(system.platform).join(directory, `doctor-${crypto.randomUUID()}`);
  try {
    await system.files.writeAtomic(path, "", 0o600);
    await system.files.remove(path);
    return null;
  } catch (error) {
    return messageOf(error);
  }
}

/** The directories of ours that others may use, each with the mode that it should have. */
async function findOpen(system: System, stateDir: string): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const path of [stateDir, bridgeDirectory(system.platform, stateDir)]) {
    const info = await system.files.info(path);
    if (info?.kind !== "directory" || info.mode === null || (info.mode & OTHERS) === 0) continue;
    findings.push(finding("state.open", {
      subject: path,
      text: `other users may use it (mode ${info.mode.toString(8).padStart(4, "0")})`,
      remedy: `run: chmod 700 ${path}`,
      async fix() {
        await system.files.setMode(path, PRIVATE_MODE);
        return "set its mode to 0700";
      },
    }));
  }
  return findings;
}

function findTemporary(system: System, stateDir: string): readonly Finding[] {
  if (stateDir !== temporaryStateDir(system)) return [];
  return [finding("state.temporary", {
    subject: stateDir,
    text:
      "it is among temporary files, because no home directory is known: what is kept may vanish",
    remedy: `set HOME, or ${STATE_DIR_VARIABLE} to a directory of your own`,
  })];
}
