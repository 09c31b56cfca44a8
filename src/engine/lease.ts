import type { System } from "../system/system.ts";

/**
 * The owner of a container or of a claim, as far as a later process can check it.
 *
 * | platform | a process is identified by |
 * |---|---|
 * | Linux | its id, its start time, the id of the boot, and the start time of the process with id 1, which distinguishes process id namespaces |
 * | macOS, Windows | its id alone, which the system may since have given to another process |
 *
 * Where that is not enough, the lease is valid until it expires.
 */
export interface Lease {
  /** User id, or `null` where the platform has none. */
  readonly uid: number | null;
  readonly pid: number;
  readonly process: ProcessMarks;
  /** Latest end of the sandbox, in seconds since the Unix epoch. */
  readonly expiresAt: number;
}

/** What distinguishes a process from a later one with the same id; `null` where unknown. */
export interface ProcessMarks {
  /** Clock ticks from the boot of the system to the start of the process. */
  readonly start: string | null;
  /** The same for the process with id 1. */
  readonly initStart: string | null;
  readonly bootId: string | null;
}

/** Seconds that a lease stays valid after it expires: clocks can change and machines can be slow. */
const EXPIRY_MARGIN_S = 60;
const UNKNOWN = "-";
const LABEL =
  /^(-|[0-9]{1,10}):([0-9]{1,10}):(-|[0-9]{1,20}):(-|[0-9]{1,20}):(-|[0-9a-f-]{36}):([0-9]{1,12})$/;

/**
 * Reads the marks of a process of this system. `start` is `null` when the process does not exist;
 * all marks are `null` outside Linux.
 */
export async function readProcessMarks(system: System, pid: number): Promise<ProcessMarks> {
  if (system.platform !== "linux") return { start: null, initStart: null, bootId: null };
  const [start, initStart, bootId] = await Promise.all([
    startTime(system, pid),
    startTime(system, 1),
    readOrNull(system, "/proc/sys/kernel/random/boot_id"),
  ]);
  return { start, initStart, bootId: bootId?.trim() ?? null };
}

/** The text of a lease, as a container's label and a claim have it. */
export function formatLease(lease: Lease): string {
  const { start, initStart, bootId } = lease.process;
  return [lease.uid, lease.pid, start, initStart, bootId, lease.expiresAt]
    .map((part) => part ?? UNKNOWN)
    .join(":");
}

/** Parses what {@linkcode formatLease} wrote; `null` when the text has another form. */
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
 * Whether the owner of a container has certainly ended or, where that cannot be checked, the lease
 * has expired. `false` for containers of other users, whose processes the system may hide.
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
    // no container survives a reboot, so a running one belongs to another machine
    return expired || (!running && owner.bootId !== null && now.bootId !== null);
  }
  if (owner.initStart !== now.initStart) return expired;
  // /proc may hide process 1, and then two namespaces look the same
  if (system.platform === "linux" && now.initStart === null) return expired;
  if (!(await system.processExists(lease.pid))) return true;
  if (owner.start === null || now.start === null) return expired;
  return owner.start !== now.start;
}

/** Field 22 of `/proc/<pid>/stat` (proc(5)), or `null`. */
async function startTime(system: System, pid: number): Promise<string | null> {
  const stat = await readOrNull(system, `/proc/${pid}/stat`);
  if (stat === null) return null;
  // the second field, the program's name in parentheses, may contain any character
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
