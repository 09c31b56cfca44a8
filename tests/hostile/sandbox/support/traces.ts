/** What a running bridge has on the machine, each piece by its identity. Linux only. */

import { type EngineName, isContainerEngine } from "../../../../src/engines.ts";
import { SANDBOX_COMMAND } from "../../../../src/engine/embedded/sandbox_command.ts";
import { containerIdsOf } from "../../../e2e/support/leftovers.ts";
import { usersOf } from "./machine_keys.ts";

export interface BridgeTraces {
  /** Containers in any state by their ids; on the embedded engine the leaders of process groups. */
  readonly sandboxes: readonly string[];
  /** Processes that descend from the bridge or are in one of its containers: what each is. */
  readonly processes: ReadonlyMap<string, string>;
  /** Open descriptors of the bridge. Those of an engine's client are that program's affair. */
  readonly descriptors: number;
  /** Users of the processes in its containers, and those who are root in their user namespaces. */
  readonly users: ReadonlySet<number>;
  /**
   * What others might set of the first process of a container, by the words for it, by the
   * container's id.
   */
  readonly firstProcesses: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/**
 * Takes one look. What starts or ends meanwhile may be in it or not.
 *
 * @param inside whether processes in containers count: gVisor has as many as it likes
 */
export async function tracesOf(
  engine: EngineName,
  pid: number,
  inside: boolean,
): Promise<BridgeTraces> {
  const containers = await containerIdsOf(engine, pid);
  const all = await listProcesses();
  const own = familyOf(all, pid);
  const processes = new Map<string, string>();
  const leaders: string[] = [];
  const users = new Set<number>();
  let descriptors = 0;
  for (const one of all) {
    const descends = own.has(one.pid);
    if (containers.some((id) => one.cgroup.includes(id))) {
      for (const user of await usersOf(one.pid)) users.add(user);
    }
    const contained = inside && containers.some((id) => one.cgroup.includes(id));
    // the watcher of an embedded sandbox looks after its bridge between two of these
    if (!(descends || contained) || one.command.startsWith("sleep ")) continue;
    processes.set(identityOf(one), `process ${one.pid}: ${one.command.slice(0, MAX_COMMAND)}`);
    if (isEmbeddedSandbox(one)) leaders.push(identityOf(one));
    if (one.pid === pid) descriptors = one.descriptors;
  }
  const sandboxes = isContainerEngine(engine) ? containers : leaders;
  return {
    sandboxes: sandboxes.toSorted(),
    processes,
    descriptors,
    users,
    firstProcesses: inside ? await firstProcessesOf(containers, all) : new Map(),
  };
}

async function firstProcessesOf(
  ids: readonly string[],
  all: readonly Process[],
): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
  const found = new Map<string, ReadonlyMap<string, string>>();
  for (const id of ids) {
    // podman's monitor is in a group of that name too
    const inside = all.filter(({ cgroup, command }) =>
      cgroup.includes(id) && !command.includes("conmon")
    );
    const first = inside.find(({ parent }) => !inside.some(({ pid }) => pid === parent));
    if (first !== undefined) found.set(id, await stateOf(first));
  }
  return found;
}

/** Lines of `/proc/<pid>/status` that neither its own work nor the kernel's changes. */
const FIXED =
  /^(?:Name|Uid|Gid|Groups|Threads|SigBlk|SigIgn|SigCgt|Cap\w+|NoNewPrivs|Seccomp\w*|Cpus_allowed|Mems_allowed):/;

async function stateOf({ pid, descriptors }: Process): Promise<ReadonlyMap<string, string>> {
  const read = async (file: string) =>
    (await Deno.readTextFile(`/proc/${pid}/${file}`).catch(() => "")).trim();
  const fields = (await read("stat")).replace(/^.*\) /s, "").split(" ");
  const state = new Map([
    ["priority", fields[16] ?? ""],
    ["scheduling", `${fields[37]} ${fields[38]}`],
    ["descriptors", String(descriptors)],
  ]);
  for (const file of ["limits", "oom_score_adj", "coredump_filter", "timerslack_ns", "timers"]) {
    state.set(file, await read(file));
  }
  for (const line of (await read("status")).split("\n").filter((one) => FIXED.test(one))) {
    const [name = "", value = ""] = line.split(/:\s*/);
    state.set(name, value);
  }
  return state;
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** Ticks after the machine's start: with the id it names a process for ever. */
  readonly started: string;
  readonly command: string;
  readonly cgroup: string;
  readonly descriptors: number;
}

const MAX_COMMAND = 120;

function identityOf({ pid, started }: Process): string {
  return `${pid}@${started}`;
}

function isEmbeddedSandbox({ pid, group, command }: Process): boolean {
  return pid === group &&
    (command.includes("--wasm-max-mem-pages") || command.includes(` ${SANDBOX_COMMAND} `));
}

/** The ids of a process and of all that descend from it. */
function familyOf(all: readonly Process[], pid: number): ReadonlySet<number> {
  const children = Map.groupBy(all, ({ parent }) => parent);
  const family = new Set([pid]);
  // a set is walked in the order of its growth
  for (const member of family) {
    for (const child of children.get(member) ?? []) family.add(child.pid);
  }
  return family;
}

async function listProcesses(): Promise<readonly Process[]> {
  const found: Process[] = [];
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      found.push(await readProcess(Number(name)));
    } catch {
      // it ended while we looked
    }
  }
  return found;
}

async function readProcess(pid: number): Promise<Process> {
  const read = (file: string) => Deno.readTextFile(`/proc/${pid}/${file}`);
  const stat = await read("stat");
  // the name before it is the process's own choice
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const open = await Array.fromAsync(Deno.readDir(`/proc/${pid}/fd`)).catch(() => []);
  return {
    pid,
    parent: Number(fields[1]),
    group: Number(fields[2]),
    started: fields[19] ?? "",
    command: (await read("cmdline")).replaceAll("\0", " "),
    cgroup: await read("cgroup").catch(() => ""),
    descriptors: open.length,
  };
}
