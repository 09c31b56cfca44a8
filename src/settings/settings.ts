import { parseImageReference } from "./image_reference.ts";
import {
  parseContainerUser,
  parseCpus,
  parseDuration,
  parseSize,
  parseWhole,
} from "./quantities.ts";
import { STATE_DIR_VARIABLE } from "./state_dir.ts";

/** The bridge's own settings, from `MCP_BRIDGE_*` variables. Durations in milliseconds, sizes in bytes unless said. */
export interface Settings {
  readonly runtime: "auto" | "podman" | "docker" | "container" | "embedded";
  /** Container image reference, fully qualified. */
  readonly image: string;
  readonly timeoutMs: number;
  readonly maxTimeoutMs: number;
  /** Memory limit of a sandbox, in bytes. */
  readonly memoryBytes: number;
  readonly pids: number;
  /** `null`: no limit. */
  readonly cpus: number | null;
  /** `UID:GID`. */
  readonly containerUser: string;
  readonly runtimeIdleTimeoutMs: number;
  /** Sandboxes kept ready; `null`: as many as suit the engine. */
  readonly poolSize: number | null;
  /** Programs that may run at once; `null`: as many as suit the machine. */
  readonly maxConcurrency: number | null;
  /** Absolute path. */
  readonly stateDir: string;
  readonly outputMode: "toon" | "compact" | "json";
  /** Characters of an answer. */
  readonly maxOutput: number;
  readonly allowSelfServer: boolean;
}

/** What people read about a setting. */
export interface SettingDoc {
  /** Name of the environment variable. */
  readonly variable: string;
  /** The value when the variable is not set, as one would write it. */
  readonly default: string;
  /** What it decides and what it may hold, in a sentence or two. */
  readonly description: string;
}

/** A setting: what people read about it, and how the text of its variable is read. */
export interface Setting<T> extends SettingDoc {
  /** @throws {SyntaxError | RangeError} whose message says what is wrong and what is allowed */
  readonly read: (text: string) => T;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const MEBIBYTE = 1024 ** 2;

const RUN_TIME = { min: 100, max: DAY_MS };
const IDLE_TIME = { min: 1000, max: DAY_MS };
/** Python itself needs some 20 MiB to start. */
const MEMORY = { min: 32 * MEBIBYTE, max: 1024 ** 4 };
/** An interpreter and a few threads at the least; the kernel's own bound at the most. */
const PIDS = { min: 16, max: 4_194_304 };
const POOL = { min: 0, max: 64 };
const CONCURRENCY = { min: 1, max: 256 };
const CPUS = { min: 0.01, max: 1024 };
const OUTPUT = { min: 1000, max: 10_000_000 };

/** On top of the idle time and the longest run, in seconds. */
const LIFETIME_MARGIN_SECONDS = 2;

/** Longest life of a sandbox, in seconds: it waits, runs, and has a margin for its end. */
export function sandboxLifetimeSeconds(
  settings: Pick<Settings, "runtimeIdleTimeoutMs" | "maxTimeoutMs">,
): number {
  const { runtimeIdleTimeoutMs, maxTimeoutMs } = settings;
  return LIFETIME_MARGIN_SECONDS + Math.ceil((runtimeIdleTimeoutMs + maxTimeoutMs) / 1000);
}

/** What a machine has to run programs with. A `System` fits. */
export interface Machine {
  readonly cpuCount: number;
  readonly totalMemoryBytes: number;
}

/**
 * Programs that may run at once where nobody says: twice the processors, as programs mostly wait for
 * servers; and no more than have room in half of the memory when each uses all that it may.
 */
export function defaultConcurrency(machine: Machine, sandboxMemoryBytes: number): number {
  const withRoom = Math.floor(machine.totalMemoryBytes / 2 / sandboxMemoryBytes);
  return Math.max(1, Math.min(2 * machine.cpuCount, withRoom, CONCURRENCY.max));
}

/** Every setting, in the order of the documentation. */
export const SETTINGS = {
  runtime: {
    variable: "MCP_BRIDGE_RUNTIME",
    default: "auto",
    description: "Engine that runs the sandboxes: `podman`, `docker`, `container` (either of " +
      "the two, never embedded), `embedded`, or `auto`: the first of podman, docker and " +
      "embedded that can be used.",
    read: oneOf(["auto", "podman", "docker", "container", "embedded"]),
  },
  image: {
    variable: "MCP_BRIDGE_IMAGE",
    default: "docker.io/library/python:3.12-slim",
    description: "Image of the containers; it must hold `python3`. A short name is completed " +
      "as Docker Hub's. It is never pulled by itself.",
    read: parseImageReference,
  },
  timeoutMs: {
    variable: "MCP_BRIDGE_TIMEOUT",
    default: "30s",
    description: "How long a program may run when the call does not say: seconds, or `500ms`, " +
      "`30s`, `2m`, `1h`. Not above `MCP_BRIDGE_MAX_TIMEOUT`; when only that is set, and to " +
      "less than 30s, it holds here too.",
    read: (text) => parseDuration(text, RUN_TIME),
  },
  maxTimeoutMs: {
    variable: "MCP_BRIDGE_MAX_TIMEOUT",
    default: "120s",
    description: "Longest time that a call may ask for.",
    read: (text) => parseDuration(text, RUN_TIME),
  },
  memoryBytes: {
    variable: "MCP_BRIDGE_MEMORY",
    default: "512m",
    description: "Memory of a sandbox, swap included: bytes, or `512m`, `1g`.",
    read: (text) => parseSize(text, MEMORY),
  },
  pids: {
    variable: "MCP_BRIDGE_PIDS",
    default: "128",
    description: "Processes and threads of a sandbox; at least 16.",
    read: (text) => parseWhole(text, PIDS),
  },
  cpus: {
    variable: "MCP_BRIDGE_CPUS",
    default: "no limit",
    description: "CPUs that a sandbox may use: a positive decimal, such as `0.5` or `2`.",
    read: (text) => parseCpus(text, CPUS),
  },
  containerUser: {
    variable: "MCP_BRIDGE_CONTAINER_USER",
    default: "65534:65534",
    description: "User inside the container as `UID:GID`, in numbers; neither may be 0 (root).",
    read: parseContainerUser,
  },
  runtimeIdleTimeoutMs: {
    variable: "MCP_BRIDGE_RUNTIME_IDLE_TIMEOUT",
    default: "300s",
    description: "How long a started sandbox may wait for its program before it is ended.",
    read: (text) => parseDuration(text, IDLE_TIME),
  },
  stateDir: {
    variable: STATE_DIR_VARIABLE,
    default: "the user's own state directory",
    description: "Directory for what is kept between runs, made with mode 0700. By default " +
      "`~/.local/state/mcp-code-bridge` (`$XDG_STATE_HOME`), on macOS " +
      "`~/Library/Application Support/mcp-code-bridge`, on Windows " +
      "`%LOCALAPPDATA%\\mcp-code-bridge`. A `./.mcp-bridge` is never used unless named here, " +
      "because it may have come with a cloned repository.",
    read: parsePath,
  },
  poolSize: {
    variable: "MCP_BRIDGE_POOL",
    default: "2 containers, 1 embedded",
    description: "Sandboxes that are started ahead and wait for a program; `0` starts each when " +
      "it is needed. More are kept for a while when more programs run at once. All bridges " +
      "of a state directory together keep at most 8 containers and 3 embedded, or this number " +
      "if it is larger.",
    read: (text) => parseWhole(text, POOL),
  },
  maxConcurrency: {
    variable: "MCP_BRIDGE_MAX_CONCURRENCY",
    default: "2 for each processor, within memory",
    description: "Programs that run at once. By default no more than have room in half of the " +
      "machine's memory. The next 256 wait their turn, and their time does not run while they " +
      "wait; beyond that a call is refused.",
    read: (text) => parseWhole(text, CONCURRENCY),
  },
  outputMode: {
    variable: "MCP_BRIDGE_OUTPUT_MODE",
    default: "toon",
    description: "How answers are written: `toon`, `compact` text, or `json`.",
    read: oneOf(["toon", "compact", "json"]),
  },
  maxOutput: {
    variable: "MCP_BRIDGE_MAX_OUTPUT",
    default: "40000",
    description: "Characters of an answer; of a longer one, head and tail are kept.",
    read: (text) => parseWhole(text, OUTPUT),
  },
  allowSelfServer: {
    variable: "MCP_BRIDGE_ALLOW_SELF_SERVER",
    default: "0",
    description: "`1` lets the bridge start itself as one of its servers, one level deep.",
    read: parseSwitch,
  },
} satisfies Readonly<Record<string, Setting<unknown>>>;

/** One row for each setting, in the order of the documentation. */
export function describeSettings(): readonly SettingDoc[] {
  return Object.values(SETTINGS);
}

function oneOf<const T extends readonly string[]>(names: T): (text: string) => T[number] {
  return (text) => {
    const found = names.find((name) => name === text);
    if (found === undefined) throw new SyntaxError(`not known; allowed: ${names.join(", ")}`);
    return found;
  };
}

function parsePath(text: string): string {
  if (text.includes("\0")) throw new SyntaxError("not a path; allowed: a directory's path");
  return text;
}

function parseSwitch(text: string): boolean {
  switch (text.toLowerCase()) {
    case "1":
    case "true":
    case "yes":
    case "on":
      return true;
    case "0":
    case "false":
    case "no":
    case "off":
      return false;
    default:
      throw new SyntaxError("neither on nor off; allowed: 1, true, yes, on, 0, false, no, off");
  }
}
