import { DEPTH_VARIABLE } from "../../discovery/self_server.ts";
import type { System } from "../../system/system.ts";
import type { Check } from "../check.ts";
import { type Finding, finding } from "../finding.ts";

/** Programs that take over the children of processes that have ended. */
const INITS: ReadonlySet<string> = new Set([
  "systemd",
  "init",
  "tini",
  "dumb-init",
  "docker-init",
  "catatonit",
  "s6-svscan",
]);
const MAX_PROCESSES = 10_000;
const MAX_ENVIRONMENT_BYTES = 2 * 1024 * 1024;
const MAX_STAT_BYTES = 4_096;

/**
 * Servers that outlive their bridge: they carry the variable that every server is given, and were
 * taken over by the system. Only on Linux, where a user's processes can be looked at so.
 */
export const orphanProcesses: Check = {
  name: "processes of dead bridges",
  async run({ system }) {
    if (system.platform !== "linux") return [];
    const pids = (await system.files.list("/proc")).filter((name) => /^\d{1,10}$/.test(name));
    const findings: Finding[] = [];
    for (const pid of pids.slice(0, MAX_PROCESSES)) {
      const orphan = await lookAt(pid, system);
      if (orphan === null) continue;
      findings.push(finding("leftover.process", {
        subject: `process ${pid}`,
        text: `${orphan} was started as a server by a bridge that has ended`,
        remedy: `run: kill ${pid}, unless it is meant to go on`,
      }));
    }
    return findings;
  },
};

/** Name of the program of a process that is left over; `null` for any other. */
async function lookAt(pid: string, system: System): Promise<string | null> {
  const environment = await read(system, `/proc/${pid}/environ`, MAX_ENVIRONMENT_BYTES);
  const marked = environment?.split("\0").some((pair) => pair.startsWith(`${DEPTH_VARIABLE}=`));
  if (marked !== true) return null;
  const own = await readStat(pid, system);
  const parent = own === null ? null : await readStat(own.parent, system);
  return own !== null && parent !== null && INITS.has(parent.name) ? own.name : null;
}

/** Fields 2 and 4 of `/proc/PID/stat` (proc(5)): the program's name and the parent's id. */
async function readStat(
  pid: string,
  system: System,
): Promise<{ readonly name: string; readonly parent: string } | null> {
  const stat = await read(system, `/proc/${pid}/stat`, MAX_STAT_BYTES);
  const [, name, parent] = /^\d+ \((.*)\) \S (\d+) /s.exec(stat ?? "") ?? [];
  return name === undefined || parent === undefined ? null : { name, parent };
}

/** `null` for what is another user's, or has ended meanwhile. */
async function read(system: System, path: string, maxBytes: number): Promise<string | null> {
  return await system.files.readText(path, maxBytes).catch(() => null);
}
