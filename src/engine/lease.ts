import type { System } from "../system/system.ts";

/**
 * Who owns a container, as far as a later process can check it.
 *
 * | platform | a process is recognised by |
 * |---|---|
 * | Linux | id, start time, id of the boot, and the start time of the process with id 1, which tells process id namespaces apart |
 * | macOS, Windows | its id alone, which may have been given to another process since |
 *
 * What cannot be checked is settled by the time at which the sandbox must have ended anyway.
 */
export interface Lease {
  /** User id, or `null` where the platform has none. */
  readonly uid: number | null;
  readonly pid: number;
  readonly process: ProcessMarks;
  /** End of the sandbox's longest life, in seconds since the Unix epoch. */
  readonly expiresAt: number;
}

/** What tells a process from a later one with the same id; `null` for what cannot be known. */
export interface ProcessMarks {
  /** Clock ticks from the boot of the system to the start of the process. */
  readonly start: string | null;
  /** The same of the process with id 1. */
  readonly initStart: string | null;
  readonly bootId: string | null;
}

/** Seconds that an expired lease is still respected, for clocks and slow machines. */
const EXPIRY_MARGIN_S = 60;
const UNKNOWN = "-";
const LABEL =
  /^(-|[0-9]{1,10}):([0-9]{1,10}):(-|[0-9]{1,20}):(-|[0-9]{1,20}):(-|[0-9a-f-]{36}):([0-9]{1,12})$/;

/** The marks of a process of this system; all are `null` when it does not exist. */
export async function readProcessMarks(system: System, pid: number): Promise<ProcessMarks> {
  if (system.platform !== "linux") return { start: null, initStart: null, bootId: null };
  const [start, initStart, bootId] = await Promise.all([
    startTime(system, pid),
    startTime(system, 1),
    readOrNull(system, "/proc/sys/kernel/random/boot_id"),
  ]);
  return { start, initStart, bootId: bootId?.trim() ?? null };
}

/** The value of a container's lease label. */
export function formatLease(lease: Lease): string {
  const { start, initStart, bootId } = lease.process;
  return [lease.uid, lease.pid, start, initStart, bootId, lease.expiresAt]
    .map((part) => part ?? UNKNOWN)
    .join(":");
}

/** The lease in a label, or `null` when it is not one of this version's. */
export function parseLease(label: string): Lease | null {
  const match = LABEL.exec(label);
  if (match === null) return null;
  const [uid, pid, start, initStart, bootId, expiresAt] = match.slice(1).map((part) =>
    part === UNKNOWN ? null : part
  );
  return {
    uid: uid === null ? null : Number(uid),
    pid: Number(pid),
    process: { start: start ?? null, initStart: initStart ?? null, bootId: bootId ?? null },
    expiresAt: Number(expiresAt),
  };
}

/**
 * Whether the owner of a container is certainly gone. Containers of other users are never judged:
 * their processes may be hidden from us.
 */
export async function isAbandoned(
  system: System,
  container: { readonly lease: Lease; readonly running: boolean },
): Promise<boolean> {
  const { lease, running } = container;
  if (lease.uid !== system.uid()) return false;
  const expired = system.clock.now() / 1000 > lease.expiresAt + EXPIRY_MARGIN_S;

  const owner = lease.process;
  const now = await readProcessMarks(system, lease.pid);
  if (owner.bootId !== now.bootId) {
    // nothing runs on across a boot: a container that does belongs to another machine
    return expired || (!running && owner.bootId !== null && now.bootId !== null);
  }
  if (owner.initStart !== now.initStart) return expired;
  // /proc hides other users' processes: two namespaces would look the same
  if (system.platform === "linux" && now.initStart === null) return expired;
  if (!(await system.processExists(lease.pid))) return true;
  if (owner.start === null || now.start === null) return expired;
  return owner.start !== now.start;
}

/** Field 22 of `/proc/<pid>/stat` (proc(5)), or `null`. */
async function startTime(system: System, pid: number): Promise<string | null> {
  const stat = await readOrNull(system, `/proc/${pid}/stat`);
  if (stat === null) return null;
  // the second field is the program's name in parentheses, with any characters in it
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const start = fields[19];
  return start !== undefined && /^[0-9]{1,20}$/.test(start) ? start : null;
}

async function readOrNull(system: System, path: string): Promise<string | null> {
  try {
    return await system.files.readText(path, 4096);
  } catch {
    return null;
  }
}
