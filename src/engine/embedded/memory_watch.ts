import type { System } from "../../system/system.ts";

export interface WatchMemoryOptions {
  readonly pid: number;
  /** Bytes of resident memory above which `onExceeded` is called. */
  readonly limitBytes: number;
  /** Called at most once, with the bytes seen. */
  readonly onExceeded: (bytes: number) => void;
  /**
   * Milliseconds between two checks.
   *
   * @default {250}
   */
  readonly intervalMs?: number;
}

const MAX_STATUS_BYTES = 64 * 1024;

/**
 * Checks a process's resident memory until the returned function is called or the process is gone.
 * Does nothing except on Linux: on other systems reading it would need a program.
 */
export function watchMemory(system: System, options: WatchMemoryOptions): () => void {
  const { pid, limitBytes, onExceeded, intervalMs = 250 } = options;
  let stopped = false;
  let cancel = (): void => {};

  async function look(): Promise<void> {
    const bytes = await readResidentBytes(system, pid);
    if (stopped || bytes === null) return;
    if (bytes > limitBytes) onExceeded(bytes);
    else wait();
  }
  function wait(): void {
    cancel = system.clock.after(intervalMs, () => void look());
  }

  if (system.platform === "linux") wait();
  return () => {
    stopped = true;
    cancel();
  };
}

/** Most processes that are counted with a child; a sandbox has three. */
const MAX_PROCESSES = 16;

/**
 * Resident memory in bytes, as Linux counts it, of a process and all that it started: around a sandbox
 * there may be a program that confines it. `null` when the process is gone.
 */
export async function readResidentBytes(system: System, pid: number): Promise<number | null> {
  const own = await residentBytesOf(system, pid);
  if (own === null) return null;
  let total = own;
  const pids = [pid];
  for (const parent of pids) {
    for (const child of await childrenOf(system, parent)) {
      if (pids.length === MAX_PROCESSES) return total;
      pids.push(child);
      total += await residentBytesOf(system, child) ?? 0;
    }
  }
  return total;
}

/** What the first thread of a process started; no process of ours starts any from another. */
async function childrenOf(system: System, pid: number): Promise<readonly number[]> {
  try {
    const path = `/proc/${pid}/task/${pid}/children`;
    const pids = await system.files.readText(path, MAX_STATUS_BYTES);
    return pids.split(" ").filter((text) => /^\d+$/.test(text)).map(Number);
  } catch {
    return [];
  }
}

async function residentBytesOf(system: System, pid: number): Promise<number | null> {
  let status: string;
  try {
    status = await system.files.readText(`/proc/${pid}/status`, MAX_STATUS_BYTES);
  } catch {
    return null;
  }
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  return kib === undefined ? null : Number(kib) * 1024;
}
