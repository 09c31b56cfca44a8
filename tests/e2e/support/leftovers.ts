import type { EngineName } from "../../../src/engines.ts";

/** Names of the containers of this project that a process started, in any state. */
export async function containersOf(engine: EngineName, pid: number): Promise<readonly string[]> {
  return await listContainers(engine, { pid, column: "{{.Names}}" });
}

/** Their ids, in full. */
export async function containerIdsOf(engine: EngineName, pid: number): Promise<readonly string[]> {
  const lines = await listContainers(engine, { pid, column: "{{.ID}}" });
  return lines.map((line) => line.slice(0, line.indexOf(" ")));
}

/** Ids of those whose first process still exists. */
export async function livingContainersOf(
  engine: EngineName,
  pid: number,
): Promise<readonly string[]> {
  const living: string[] = [];
  for (const id of await containerIdsOf(engine, pid)) {
    const { stdout } = await new Deno.Command(engine, {
      args: ["inspect", "--format", "{{.State.Pid}}", id],
      stdin: "null",
    }).output();
    const first = Number(new TextDecoder().decode(stdout).trim());
    if (first > 0 && await commandOf(first) !== "") living.push(id);
  }
  return living;
}

async function listContainers(
  engine: EngineName,
  { pid, column }: { readonly pid: number; readonly column: string },
): Promise<readonly string[]> {
  if (engine === "embedded") return [];
  const { success, stdout, stderr } = await new Deno.Command(engine, {
    args: ["ps", "--all", "--no-trunc", "--format", `${column} {{.Labels}}`],
    stdin: "null",
  }).output();
  // no answer is not the answer that nothing is there
  if (!success) throw new Error(`${engine} ps: ${new TextDecoder().decode(stderr)}`);
  const lines = new TextDecoder().decode(stdout).split("\n");
  // the lease begins with the user's id and the bridge's
  const lease = new RegExp(`lease[:=](-|\\d+):${pid}:`);
  return lines.filter((line) => line.includes("mcp-code-bridge") && lease.test(line));
}

/** Generations of children that a process may have here. */
const MAX_GENERATIONS = 100;

/** Ids of the processes that descend from the one given. Linux only. */
export async function descendantsOf(pid: number): Promise<readonly number[]> {
  const parents = new Map<number, number>();
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = await Deno.readTextFile(`/proc/${name}/stat`);
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      parents.set(Number(name), Number(fields[1]));
    } catch {
      // it ended while we looked
    }
  }
  const found: number[] = [];
  let generation = [pid];
  for (let depth = 0; depth < MAX_GENERATIONS && generation.length > 0; depth++) {
    generation = [...parents].filter(([, parent]) => generation.includes(parent)).map(([id]) => id);
    found.push(...generation);
  }
  return found;
}

/** Ids of the processes that have one of the texts in their command line. Linux only. */
export async function processesNaming(...texts: readonly string[]): Promise<readonly number[]> {
  const found: number[] = [];
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name) || Number(name) === Deno.pid) continue;
    const command = await commandOf(Number(name));
    if (texts.some((text) => command.includes(text))) found.push(Number(name));
  }
  return found;
}

/** The command line of a process; empty when it has ended. */
export async function commandOf(pid: number): Promise<string> {
  try {
    return (await Deno.readTextFile(`/proc/${pid}/cmdline`)).replaceAll("\0", " ");
  } catch {
    return "";
  }
}
