/** Probes: one Python file each, whose head says what it tries and what must come of it. */

import { ENGINE_NAMES, type EngineName, isContainerEngine } from "../../../../src/engines.ts";

/** What must come of a probe in a sandbox. */
export type Expected =
  /** The attempt raises, with an error that the pattern describes. */
  | { readonly kind: "refused"; readonly pattern: RegExp }
  /** The run itself ends so: one of these statuses of its answer, and its exit code if that is named. */
  | {
    readonly kind: "ends";
    readonly statuses: readonly string[];
    readonly exitCode: number | null;
  };

/**
 * Where the same probe must work, or else its failure in the sandbox proves nothing. Where it has
 * several programs, each but the last leaves something for the next.
 */
export type Control =
  /** In a container that lacks these lines of defence; none for one that lacks only our runtime. */
  | { readonly kind: "container"; readonly without: readonly string[] }
  /** In a container, all its programs in one process. */
  | { readonly kind: "together" }
  /** In a container with rooms that lack these lines of defence, each program in a room. */
  | { readonly kind: "rooms"; readonly without: readonly string[] }
  /** By the machine's own Python, as the user who runs the suite. */
  | { readonly kind: "outside" }
  /** In the embedded engine's interpreter, in a realm from which nothing was taken, with all rights. */
  | { readonly kind: "unlocked" }
  /** In the very same sandbox, with these servers granted. */
  | { readonly kind: "granted"; readonly servers: readonly string[] };

export interface Probe {
  /** `<area>.<name>`, or `room.<area>.<name>`: also its path below a `probes/`. */
  readonly id: string;
  readonly tries: string;
  readonly engines: readonly EngineName[];
  readonly expected: Expected;
  readonly servers: readonly string[];
  /** Whether it ends or fills its process, so that it shares a run with no other probe. */
  readonly alone: boolean;
  /** Seconds for a run of it. */
  readonly seconds: number;
  /**
   * How a run before the last may end without a word: statuses of its answer. Empty when each must
   * say that it left something.
   */
  readonly first: readonly string[];
  /** One program, or several whose runs follow each other. */
  readonly sources: readonly string[];
  controlOn(engine: EngineName): Control;
}

const NEXT_RUN = /^# --- next run ---\n/m;
const FIELDS = [
  ...["id", "tries", "engines", "expects", "control", "control-embedded", "servers", "alone"],
  ...["seconds", "first"],
];

/** Folders of probes, and how the ids of those in it begin. */
const FOLDERS: ReadonlyMap<string, string> = new Map([
  ["../probes/", ""],
  ["../../rooms/probes/", "room."],
]);

/** Every probe, sorted by its id. */
export async function loadProbes(): Promise<readonly Probe[]> {
  const probes: Probe[] = [];
  for (const [folder, prefix] of FOLDERS) {
    const root = new URL(folder, import.meta.url);
    for await (const area of Deno.readDir(root)) {
      for await (const { name } of Deno.readDir(new URL(`${area.name}/`, root))) {
        const text = await Deno.readTextFile(new URL(`${area.name}/${name}`, root));
        probes.push(parseProbe(`${prefix}${area.name}.${name.replace(/\.py$/, "")}`, text));
      }
    }
  }
  return probes.sort((a, b) => a.id < b.id ? -1 : 1);
}

/**
 * @throws {Error} naming the file, when its head is not complete, names something unknown, or has an
 * id that is not its path
 */
export function parseProbe(id: string, text: string): Probe {
  const head = new Map<string, string>();
  for (const line of text.split("\n")) {
    const [, field, value] = /^# ([a-z-]+): (.+)$/.exec(line) ?? [];
    if (field === undefined || value === undefined) break;
    if (!FIELDS.includes(field)) throw new Error(`${id}: unknown field "${field}"`);
    head.set(field, value);
  }
  const need = (field: string): string => {
    const value = head.get(field);
    if (value === undefined) throw new Error(`${id}: the head has no "${field}"`);
    return value;
  };
  if (need("id") !== id) throw new Error(`${id}: its id is "${need("id")}"`);
  const control = parseControl(id, need("control"));
  const embedded = head.get("control-embedded");
  const controlEmbedded = embedded === undefined ? control : parseControl(id, embedded);
  return {
    id,
    tries: need("tries"),
    engines: parseEngines(id, need("engines")),
    expected: parseExpected(id, need("expects")),
    servers: head.get("servers")?.split(" ") ?? [],
    alone: head.has("alone") || NEXT_RUN.test(text),
    seconds: Number(head.get("seconds") ?? 15),
    first: head.get("first")?.split("|") ?? [],
    sources: text.split(NEXT_RUN),
    controlOn: (engine) => isContainerEngine(engine) ? control : controlEmbedded,
  };
}

function parseEngines(id: string, text: string): readonly EngineName[] {
  if (text === "all") return ENGINE_NAMES;
  if (text === "containers") return ENGINE_NAMES.filter(isContainerEngine);
  const named = ENGINE_NAMES.filter((name) => text.split(" ").includes(name));
  if (named.length !== text.split(" ").length) throw new Error(`${id}: engines "${text}"`);
  return named;
}

function parseExpected(id: string, text: string): Expected {
  const [, pattern] = /^refused (.+)$/.exec(text) ?? [];
  if (pattern !== undefined) return { kind: "refused", pattern: new RegExp(pattern) };
  const [, status, exitCode] = /^ends ([a-z_|]+)(?: (\d+))?$/.exec(text) ?? [];
  if (status === undefined) throw new Error(`${id}: expects "${text}"`);
  return {
    kind: "ends",
    statuses: status.split("|"),
    exitCode: exitCode === undefined ? null : Number(exitCode),
  };
}

function parseControl(id: string, text: string): Control {
  const [kind, ...words] = text.split(" ");
  switch (kind) {
    case "bare":
      return { kind: "container", without: [] };
    case "without":
      return { kind: "container", without: words };
    case "granted":
      return { kind, servers: words };
    case "rooms":
      if (words[0] !== "without") break;
      return { kind, without: words.slice(1) };
    case "outside":
    case "together":
    case "unlocked":
      return { kind };
  }
  throw new Error(`${id}: control "${text}"`);
}
