/** What a run of probes may not leave behind on the machine. Linux only. */

import type { EngineName } from "../../../../src/engines.ts";
import { containersOf, descendantsOf } from "../../../e2e/support/leftovers.ts";
import { eventually } from "../../../support/eventually.ts";

/** Begins the name of every file and key that a probe makes. */
export const PROBE_MARK = "mcp-probe";

/** Where a file of a sandbox would appear if it got out. */
const SHARED_FOLDERS = ["/tmp", "/var/tmp", "/dev/shm", "/run"];
/** Descriptors by which the bridge may differ between two rests: what is being prepared. */
const SPARE_DESCRIPTORS = 12;
/** Containers that wait for the next run. */
const MAX_READY = 2;

/** A bridge at rest, to compare with. */
export interface Rest {
  readonly processes: number;
  readonly descriptors: number;
}

/** What is left of probes: no line when nothing is. */
export class LeakCheck {
  readonly #engine: EngineName;
  readonly #pid: number;
  readonly #rest: Rest;

  private constructor(engine: EngineName, pid: number, rest: Rest) {
    this.#engine = engine;
    this.#pid = pid;
    this.#rest = rest;
  }

  /** Takes the measure of a bridge that has just run a program which leaves nothing. */
  static async begin(engine: EngineName, pid: number): Promise<LeakCheck> {
    await eventually(
      "a bridge at rest has its sandboxes ready",
      async () => (await descendantsOf(pid)).length > 0,
    );
    return new LeakCheck(engine, pid, await measure(pid));
  }

  /** @throws {Error} naming what is still there after 20 s */
  async nothingLeft(): Promise<void> {
    let left: readonly string[] = [];
    await eventually(() => `nothing is left: ${left.join("; ")}`, async () => {
      left = await this.#left();
      return left.length === 0;
    });
  }

  async #left(): Promise<readonly string[]> {
    const now = await measure(this.#pid);
    const containers = await containersOf(this.#engine, this.#pid);
    const grown = now.descriptors - this.#rest.descriptors;
    // a sandbox has a client and may have a helper or two
    const more = now.processes - this.#rest.processes;
    return [
      ...(containers.length > MAX_READY ? containers : []),
      ...(grown > SPARE_DESCRIPTORS ? [`${grown} more descriptors`] : []),
      ...(more > MAX_READY * 2 ? [`${more} more processes`] : []),
      ...await markedFiles(),
    ];
  }
}

async function measure(pid: number): Promise<Rest> {
  const descriptors = await Array.fromAsync(Deno.readDir(`/proc/${pid}/fd`));
  return { descriptors: descriptors.length, processes: (await descendantsOf(pid)).length };
}

async function markedFiles(): Promise<readonly string[]> {
  const found: string[] = [];
  for (const folder of SHARED_FOLDERS) {
    for await (const { name } of Deno.readDir(folder)) {
      if (name.startsWith(PROBE_MARK)) found.push(`${folder}/${name}`);
    }
  }
  return found;
}
