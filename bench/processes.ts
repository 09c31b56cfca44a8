/** Memory and processor time, from Linux's `/proc`. */

const MIB_IN_KIB = 1024;
/** `sysconf(_SC_CLK_TCK)` is 100 on every Linux that Deno runs on. */
const TICK_MS = 10;

/** Resident memory of a process, in MiB. Linux only. */
export function residentMib(pid: number): Promise<number> {
  return statusMib(pid, /^VmRSS:\s+(\d+) kB$/m);
}

/** The most resident memory that a process has had, in MiB. Linux only. */
export function peakMib(pid: number): Promise<number> {
  return statusMib(pid, /^VmHWM:\s+(\d+) kB$/m);
}

async function statusMib(pid: number, field: RegExp): Promise<number> {
  const kib = field.exec(await Deno.readTextFile(`/proc/${pid}/status`))?.[1];
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

/** Memory of a process and its descendants, in MiB. A page that several have counts once. */
export async function treeMib(pid: number): Promise<number> {
  const sizes = await Promise.all((await treeOf(pid)).map((id) => ownMib(id).catch(() => 0)));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** A process's share of the memory that it maps, in MiB: of a page that n have, one nth. */
async function ownMib(pid: number): Promise<number> {
  const text = await Deno.readTextFile(`/proc/${pid}/smaps_rollup`);
  return Number(/^Pss:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0) / MIB_IN_KIB;
}

/** Milliseconds that all processors of the machine have worked since its start. */
export async function busyMs(): Promise<number> {
  const [line = ""] = (await Deno.readTextFile("/proc/stat")).split("\n", 1);
  // user, nice, system, idle, waiting, interrupts, soft interrupts; in ticks of 10 ms
  const [, user = 0, nice = 0, system = 0, , , hard = 0, soft = 0] = line.split(/\s+/).map(Number);
  return (user + nice + system + hard + soft) * TICK_MS;
}

/** The command line of a process, with spaces between arguments; empty when it has ended. */
export async function commandOf(pid: number): Promise<string> {
  try {
    return (await Deno.readTextFile(`/proc/${pid}/cmdline`)).replaceAll("\0", " ");
  } catch {
    return "";
  }
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
