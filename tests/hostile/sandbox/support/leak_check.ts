/** What a run of a probe may not leave behind on the machine. Linux only. */

import type { EngineName } from "../../../../src/engines.ts";
import { eventually } from "../../../support/eventually.ts";
import { keysOfNobody, type MachineKeys, readKeys } from "./machine_keys.ts";
import { type BridgeTraces, tracesOf } from "./traces.ts";

/** Begins the name of every file and key that a probe makes. */
export const PROBE_MARK = "mcp-probe";

/** Where a file of a sandbox would appear if it got out. */
const SHARED_FOLDERS = ["/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", "/run"];

/** The bridge that is watched. */
export interface Watched {
  readonly engine: EngineName;
  readonly pid: number;
  /** Whether processes in its containers count: gVisor has as many as it likes. */
  readonly inside: boolean;
  /**
   * Whether a sandbox serves one run after the other: then it stays, and of its processes the first.
   */
  readonly rooms: boolean;
}

/** A bridge at rest, to compare with. */
interface Rest {
  readonly traces: BridgeTraces;
  readonly keys: MachineKeys;
}

/** Looks for what runs leave behind, and names each piece. */
export class LeakCheck {
  readonly #engine: EngineName;
  readonly #pid: number;
  readonly #inside: boolean;
  readonly #rooms: boolean;
  readonly #rest: Rest;
  readonly #users: Set<number>;
  #before: BridgeTraces;

  private constructor(bridge: Watched, rest: Rest) {
    this.#engine = bridge.engine;
    this.#pid = bridge.pid;
    this.#inside = bridge.inside;
    this.#rooms = bridge.rooms;
    this.#rest = rest;
    this.#before = rest.traces;
    this.#users = new Set(rest.traces.users);
  }

  /**
   * Takes the measure of a bridge that has just run a few programs which leave nothing. It is at rest
   * when several looks in a row see the same.
   */
  static async begin(bridge: Watched): Promise<LeakCheck> {
    const { engine, pid, inside } = bridge;
    let traces = await tracesOf(engine, pid, inside);
    let same = 0;
    await eventually("a bridge at rest has its sandboxes ready", async () => {
      const last = traces;
      traces = await tracesOf(engine, pid, inside);
      const atRest = traces.sandboxes.length > 0 && isSame(last, traces);
      same = atRest ? same + 1 : 0;
      return same === LOOKS_AT_REST;
    });
    return new LeakCheck(bridge, { traces, keys: await readKeys() });
  }

  /**
   * What is there now and was not at rest, one line each.
   *
   * @param runs programs that ran since the last look: each used up a sandbox that was ready, or of
   * a sandbox with rooms the room that was
   */
  async left(runs: number): Promise<readonly string[]> {
    const { traces: rest, keys } = this.#rest;
    const now = await tracesOf(this.#engine, this.#pid, this.#inside);
    for (const user of now.users) this.#users.add(user);
    const kept = this.#before.sandboxes.filter((id) => now.sandboxes.includes(id));
    const mostKept = Math.max(0, this.#before.sandboxes.length - (this.#rooms ? 0 : runs));
    const left = [
      ...unlike("sandboxes", rest.sandboxes.length, now.sandboxes.length),
      ...(kept.length > mostKept ? [`sandboxes of earlier runs: ${kept.join(", ")}`] : []),
      ...(now.processes.size === rest.processes.size ? [] : [
        ...unlike("processes", rest.processes.size, now.processes.size),
        ...[...now.processes].filter(([id]) => !rest.processes.has(id)).map(([, name]) => name),
      ]),
      ...(now.descriptors > rest.descriptors
        ? unlike("descriptors", rest.descriptors, now.descriptors)
        : []),
      ...(this.#rooms ? this.#changedInside(now) : []),
      ...await keysOfNobody(keys, { mark: PROBE_MARK, users: this.#users }),
      ...await markedFiles(),
    ];
    if (left.length === 0) this.#before = now;
    return left;
  }

  /** What is different about the first processes of containers that stayed. */
  #changedInside(now: BridgeTraces): readonly string[] {
    const left: string[] = [];
    for (const [id, first] of now.firstProcesses) {
      const before = this.#before.firstProcesses.get(id);
      for (const [what, value] of first) {
        const was = before?.get(what) ?? value;
        if (value !== was) left.push(`${what} of a first process: ${value}, ${was} before`);
      }
    }
    return left;
  }

  /** @throws {Error} naming what is still there after 20 s */
  async nothingLeft(runs: number): Promise<void> {
    let left: readonly string[] = [];
    await eventually(() => `nothing is left: ${left.join("; ")}`, async () => {
      left = await this.left(runs);
      return left.length === 0;
    });
  }
}

/** Looks that see the same, a tenth of a second or less apart, before a bridge counts as at rest. */
const LOOKS_AT_REST = 10;

function isSame(one: BridgeTraces, other: BridgeTraces): boolean {
  return one.sandboxes.join() === other.sandboxes.join() &&
    one.processes.size === other.processes.size && one.descriptors === other.descriptors;
}

function unlike(what: string, before: number, now: number): readonly string[] {
  return now === before ? [] : [`${now} ${what}, ${before} before`];
}

async function markedFiles(): Promise<readonly string[]> {
  const found: string[] = [];
  for (const folder of SHARED_FOLDERS) {
    const names = await Array.fromAsync(Deno.readDir(folder)).catch(() => []);
    for (const { name } of names) {
      if (name.startsWith(PROBE_MARK)) found.push(`${folder}/${name}`);
    }
  }
  return found;
}
