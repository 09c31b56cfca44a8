/** Resident memory of processes, from Linux's `/proc`. */

const MIB_IN_KIB = 1024;

/** Resident memory of a process, in MiB. Linux only. */
export async function residentMib(pid: number): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  if (kib === undefined) throw new Error(`Cannot read the memory of process ${pid}`);
  return Number(kib) / MIB_IN_KIB;
}

/** Ids of a process and its descendants. Linux only. */
export async function treeOf(pid: number): Promise<readonly number[]> {
  const children = new Map<number, number[]>();
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const parent = await parentOf(Number(name));
    if (parent !== null) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const found = [pid];
  for (const id of found) found.push(...(children.get(id) ?? []));
  return found;
}

/** Memory of a process and its descendants, in MiB. Shared memory is counted for each process. */
export async function treeMib(pid: number): Promise<number> {
  const sizes = await Promise.all((await treeOf(pid)).map((id) => residentMib(id).catch(() => 0)));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function parentOf(pid: number): Promise<number | null> {
  try {
    const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    // the process has ended since it was listed
    return null;
  }
}
