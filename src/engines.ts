/**
 * The engines that sandboxes can run on, as data: both halves know these facts without running an
 * engine. How each is run is in `src/engine/`.
 */

/** What is known of an engine before it is asked. */
export interface EngineDescriptor {
  /** What its sandboxes are. Engines of one kind share one cap on idle sandboxes. */
  readonly kind: string;
  /** Its name in a sentence. */
  readonly label: string;
  /** Idle sandboxes that a bridge keeps, where the settings do not say. */
  readonly poolSize: number;
  /** The same on a machine with {@linkcode ROOMY_BYTES} of memory or more. */
  readonly roomyPoolSize: number;
  /** Idle sandboxes that all bridges of a state directory keep together, at most. */
  readonly readyCap: number;
  /** Whether `auto` may choose it. */
  readonly auto: boolean;
  /** What it does worse than those before it, as a clause; each answer says so when `auto` chose it. */
  readonly weakness: string | null;
}

/** Memory of a machine that has room for more idle sandboxes. One sold with 8 GB has it. */
const ROOMY_BYTES = 8e9;

/** An idle container holds 35 MB, and its client as much. */
const CONTAINER = {
  kind: "container",
  poolSize: 2,
  roomyPoolSize: 2,
  readyCap: 8,
  auto: true,
  weakness: null,
} as const;

/** Every engine, in the order in which `auto` tries them. */
export const ENGINES = {
  podman: { ...CONTAINER, label: "podman" },
  docker: { ...CONTAINER, label: "docker" },
  embedded: {
    kind: "embedded",
    label: "the embedded engine",
    // an idle one holds 90 MB; two are needed to start the next while one is used
    poolSize: 1,
    roomyPoolSize: 2,
    readyCap: 3,
    auto: true,
    weakness: "isolates less than a container",
  },
} as const satisfies Readonly<Record<string, EngineDescriptor>>;

export type EngineName = keyof typeof ENGINES;

/** The engines that run containers; each has a command line client of the same name. */
export type ContainerEngineName = {
  [Name in EngineName]: (typeof ENGINES)[Name]["kind"] extends "container" ? Name : never;
}[EngineName];

/** Names of all engines, in the order in which `auto` tries them. */
export const ENGINE_NAMES: readonly EngineName[] = Object.keys(ENGINES) as EngineName[];

/** What the user may ask for: an engine by name, any container engine, or the first of all. */
export type RuntimeChoice = EngineName | "container" | "auto";

/** Every {@linkcode RuntimeChoice}. */
export const RUNTIME_CHOICES: readonly RuntimeChoice[] = ["auto", "container", ...ENGINE_NAMES];

/** Whether an engine runs containers by a command line client. */
export function isContainerEngine(name: EngineName): name is ContainerEngineName {
  return describeEngine(name).kind === "container";
}

/** Seconds after its start in which a container may be given another run. */
export const RETIREMENT_SECONDS = 15 * 60;

/** The facts of an engine. */
export function describeEngine(name: EngineName): EngineDescriptor {
  return ENGINES[name];
}

/**
 * Idle sandboxes that all bridges of a state directory keep together, at most.
 *
 * @param poolSize the setting
 */
export function idleCap(name: EngineName, poolSize: number | null): number {
  return Math.max(describeEngine(name).readyCap, poolSize ?? 0);
}

/**
 * Idle sandboxes that a bridge keeps where the settings do not say.
 *
 * @param machineBytes memory of the machine
 */
export function defaultPoolSize(name: EngineName, machineBytes: number): number {
  const { poolSize, roomyPoolSize } = describeEngine(name);
  return machineBytes >= ROOMY_BYTES ? roomyPoolSize : poolSize;
}

/** The engines that a choice allows, in the order in which they are tried. */
export function enginesFor(choice: RuntimeChoice): readonly EngineName[] {
  if (choice === "auto") return ENGINE_NAMES.filter((name) => ENGINES[name].auto);
  if (choice === "container") return ENGINE_NAMES.filter(isContainerEngine);
  return [choice];
}
