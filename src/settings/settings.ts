import { RUNTIME_CHOICES, type RuntimeChoice } from "../engines.ts";
import { LOG_LEVELS } from "../log.ts";
import { defaultConcurrency, MAX_CONCURRENCY } from "./default_concurrency.ts";
import { hostNames } from "./host_names.ts";
import { parseImageReference } from "./image_reference.ts";
import { INDEX_URL } from "./index_url.ts";
import { choice, decimal, duration, size, SWITCH, text, whole } from "./kinds.ts";
import { FILES, VARIABLE_NAMES } from "./lists.ts";
import { type Mount, MOUNTS } from "./mounts.ts";
import { formatContainerUser, parseContainerUser, parseOciRuntime } from "./quantities.ts";
import type { Setting } from "./setting.ts";
import { defaultStateDir, resolveStateDir, STATE_DIR_VARIABLE } from "./state_dir.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const MEBIBYTE = 1024 ** 2;
const DEFAULT_TIMEOUT_MS = 30_000;

/** Which limits an engine must be able to hold. */
export type LimitsChoice = "full" | "partial";
const LIMITS_CHOICES: readonly LimitsChoice[] = ["full", "partial"];

/** Whether a container serves many runs, each in a room of its own. */
export type ReuseChoice = "auto" | "rooms" | "never";
const REUSE_CHOICES: readonly ReuseChoice[] = ["auto", "rooms", "never"];

const NO_MOUNTS: readonly Mount[] = [];

/** Every setting, in the order of the documentation. Durations are in ms, sizes in bytes. */
export const SETTINGS = {
  runtime: {
    variable: "MCP_BRIDGE_RUNTIME",
    kind: choice<RuntimeChoice>(RUNTIME_CHOICES),
    default: { text: "auto" },
    bridge: false,
    tightens: "never",
    description: "Engine that runs the sandboxes. `auto` chooses the first of podman, docker and " +
      "embedded that can be used; `container` chooses podman or docker, never embedded.",
  },
  image: {
    variable: "MCP_BRIDGE_IMAGE",
    kind: text({
      allowed: "an image reference",
      parse: parseImageReference,
      write: String,
    }),
    default: { text: "docker.io/library/python:3.12-slim" },
    bridge: false,
    tightens: "never",
    description:
      "Image of the containers; it must contain `python3`. A short name means an image " +
      "of Docker Hub. The bridge never pulls it.",
  },
  timeoutMs: {
    variable: "MCP_BRIDGE_TIMEOUT",
    kind: duration({ min: 100, max: DAY_MS }),
    default: {
      words: "30s",
      derive: ({ maxTimeoutMs }) => Math.min(DEFAULT_TIMEOUT_MS, maxTimeoutMs),
    },
    bridge: true,
    tightens: "lower",
    description: "Time limit of a program when the call sets none. At most " +
      "`MCP_BRIDGE_MAX_TIMEOUT`, which lowers the default too.",
  },
  maxTimeoutMs: {
    variable: "MCP_BRIDGE_MAX_TIMEOUT",
    kind: duration({ min: 100, max: DAY_MS }),
    default: { text: "120s" },
    bridge: true,
    tightens: "lower",
    description: "Longest time limit that a call of `run_python` may set.",
  },
  callTimeoutMs: {
    variable: "MCP_BRIDGE_CALL_TIMEOUT",
    kind: duration({ min: 100, max: DAY_MS }),
    default: { words: "the run's remaining time less 10 %", value: null },
    bridge: true,
    tightens: "lower",
    description: "Time limit of a tool call when the program sets none. A call always ends " +
      "before its run, so that the program can catch `TIMEOUT`.",
  },
  memoryBytes: {
    variable: "MCP_BRIDGE_MEMORY",
    // Python itself needs about 20 MiB to start
    kind: size({ min: 32 * MEBIBYTE, max: 1024 ** 4 }),
    default: { text: "512m" },
    bridge: false,
    tightens: "lower",
    description: "Memory of a sandbox, swap included.",
  },
  pids: {
    variable: "MCP_BRIDGE_PIDS",
    // at least an interpreter and a few threads; at most the kernel's own limit
    kind: whole({ min: 16, max: 4_194_304 }),
    default: { text: "128" },
    bridge: false,
    tightens: "lower",
    description: "Most processes and threads in a container.",
  },
  cpus: {
    variable: "MCP_BRIDGE_CPUS",
    kind: decimal({ min: 0.01, max: 1024 }),
    default: { words: "no limit", value: null },
    bridge: false,
    // a container that starts too slowly leaves a weaker engine to be used
    tightens: "never",
    description: "CPUs that a container may use, such as `0.5` or `2`.",
  },
  containerUser: {
    variable: "MCP_BRIDGE_CONTAINER_USER",
    kind: text({
      allowed: "`UID:GID` or `FROM-TO`, none 0",
      pattern: "^[1-9]\\d{0,9}[:-][1-9]\\d{0,9}$",
      parse: parseContainerUser,
      write: formatContainerUser,
    }),
    default: { text: "65534:65534" },
    bridge: false,
    tightens: "never",
    description:
      "User and group in a container, as numbers; never root. Of a range each container " +
      "takes the next id.",
  },
  ociRuntime: {
    variable: "MCP_BRIDGE_OCI_RUNTIME",
    kind: text({
      allowed: "a name, or an absolute path",
      parse: parseOciRuntime,
      write: String,
    }),
    default: { words: "the engine's own", value: null },
    bridge: false,
    tightens: "never",
    description:
      "Program with which the engine makes containers, such as `runsc` (gVisor). podman " +
      "takes a name or a path, docker the name of a runtime in its configuration.",
  },
  requireRootless: {
    variable: "MCP_BRIDGE_REQUIRE_ROOTLESS",
    kind: SWITCH,
    default: { text: "0" },
    bridge: false,
    // an engine that is refused leaves a weaker one to be used
    tightens: "never",
    description: "`1` refuses podman and docker where they have the rights of root.",
  },
  limits: {
    variable: "MCP_BRIDGE_LIMITS",
    kind: choice<LimitsChoice>(LIMITS_CHOICES),
    default: { text: "full" },
    bridge: false,
    // as above
    tightens: "never",
    description: "`partial` also accepts an engine that cannot limit memory or tasks, such as " +
      "rootless podman on cgroup v1; every answer then says so.",
  },
  reuse: {
    variable: "MCP_BRIDGE_REUSE",
    kind: choice<ReuseChoice>(REUSE_CHOICES),
    default: { text: "auto" },
    bridge: false,
    // "rooms" may refuse an engine, too
    tightens: ["auto", "never"],
    description:
      "Whether a container serves one run after another, each in namespaces of its own " +
      "(a room). `auto` does where rooms can be made, which the first container tries; `rooms` " +
      "uses no engine without them; `never` gives each run a container.",
  },
  mounts: {
    variable: "MCP_BRIDGE_MOUNTS",
    kind: MOUNTS,
    default: { words: "none", value: NO_MOUNTS },
    bridge: false,
    tightens: "never",
    description:
      "Directories of this machine that programs see, read-only unless `:rw` stands behind. " +
      "Without a path in the container, `/data/reports` is `/mnt/reports`. The embedded engine " +
      "shares none and is not used then.",
  },
  runtimeIdleTimeoutMs: {
    variable: "MCP_BRIDGE_RUNTIME_IDLE_TIMEOUT",
    kind: duration({ min: 1000, max: DAY_MS }),
    default: { text: "300s" },
    bridge: true,
    // a container lives for so long, and one that ends too soon leaves a weaker engine to be used
    tightens: "never",
    description: "How long a started sandbox may wait for a program, and how long after its last " +
      "sandbox a podman machine or Docker Desktop runs on that a bridge started.",
  },
  stateDir: {
    variable: STATE_DIR_VARIABLE,
    kind: text({
      allowed: "a directory",
      isPath: true,
      parse: resolveStateDir,
      write: String,
    }),
    default: {
      words: "the user's state directory",
      derive: (_settled, source) => defaultStateDir(source),
    },
    bridge: false,
    tightens: "never",
    description: "Directory for files that outlive a run, created with mode 0700. By default " +
      "`~/.local/state/mcp-code-bridge` (`$XDG_STATE_HOME`), on macOS " +
      "`~/Library/Application Support/mcp-code-bridge`, on Windows " +
      "`%LOCALAPPDATA%\\mcp-code-bridge`; without a home directory " +
      "`/tmp/mcp-code-bridge-UID` (`$TMPDIR`). `./.mcp-bridge` is used only when it is set here, " +
      "because it may be part of a cloned repository.",
  },
  savedTools: {
    variable: "MCP_BRIDGE_SAVED_TOOLS",
    kind: choice(["on", "same-grant", "off"]),
    default: { text: "on" },
    bridge: true,
    tightens: ["on", "same-grant", "off"],
    description:
      "Which saved tools a program may load. `same-grant` refuses a tool if the program " +
      "is granted a server that the program which saved it was not. With `off`, none is loaded or " +
      "saved.",
  },
  serverIdleTimeoutMs: {
    variable: "MCP_BRIDGE_SERVER_IDLE_TIMEOUT",
    kind: duration({ min: 1000, max: DAY_MS }),
    default: { text: "10m" },
    bridge: true,
    tightens: "lower",
    description:
      "How long a server may run that nobody uses: no call is under way, and no program " +
      "that was granted it. The next call starts it again.",
  },
  serverGraceMs: {
    variable: "MCP_BRIDGE_SERVER_GRACE",
    kind: duration({ min: 100, max: MINUTE_MS }),
    default: { text: "5s" },
    bridge: false,
    // a server that is killed sooner may lose what it has not written yet
    tightens: "never",
    description: "How long a server that is stopped has to end by itself once its stdin is " +
      "closed, and again after SIGTERM; then it is killed. When the bridge ends, it has 1 s, then " +
      "3 s.",
  },
  serverConcurrency: {
    variable: "MCP_BRIDGE_SERVER_CONCURRENCY",
    kind: whole({ min: 1, max: 1024 }),
    default: { text: "64" },
    bridge: true,
    tightens: "lower",
    description: "Most calls that one server works on at once, of all programs together; the " +
      "others wait within their time.",
  },
  toolChanges: {
    variable: "MCP_BRIDGE_TOOL_CHANGES",
    kind: choice(["flag", "refuse"]),
    default: { text: "flag" },
    bridge: true,
    tightens: ["flag", "refuse"],
    description:
      "What becomes of a tool whose description or schema is not as it was first seen. " +
      "`flag` marks it wherever it is shown and tells of it in the answer; `refuse` also refuses to " +
      "call it, until `mcp-code-bridge tools SERVER --accept`.",
  },
  poolSize: {
    variable: "MCP_BRIDGE_POOL",
    kind: whole({ min: 0, max: 64 }),
    default: { words: "2; 1 embedded sandbox on a machine with less than 8 GB", value: null },
    bridge: true,
    // what a sandbox costs depends on the engine, so no number is lower than the default
    tightens: "never",
    description: "Idle sandboxes to keep; `0` starts each when it is needed. After more programs " +
      "ran at once, more are kept for a while. All bridges of a state directory together keep at " +
      "most 8 containers and 3 embedded sandboxes, or this number if it is larger.",
  },
  maxConcurrency: {
    variable: "MCP_BRIDGE_MAX_CONCURRENCY",
    kind: whole({ min: 1, max: MAX_CONCURRENCY }),
    default: {
      words: "2 for each processor, within memory",
      derive: ({ memoryBytes }, source) => defaultConcurrency(source, memoryBytes),
    },
    bridge: true,
    tightens: "lower",
    description: "Most programs that run at once. By default their memory limits must fit into " +
      "half of the machine's memory. The next 256 programs wait, which does not count towards " +
      "their time limit; more are refused.",
  },
  outputMode: {
    variable: "MCP_BRIDGE_OUTPUT_MODE",
    kind: choice(["compact", "toon", "json"]),
    default: { text: "compact" },
    bridge: true,
    tightens: "never",
    description:
      "Format of answers: `compact` is plain text with values as TOON, or as JSON where that is " +
      "shorter; `toon` is one block of TOON, `json` one line of JSON. The fields are the same.",
  },
  maxOutput: {
    variable: "MCP_BRIDGE_MAX_OUTPUT",
    kind: whole({ min: 1000, max: 10_000_000 }),
    default: { text: "40000" },
    bridge: true,
    tightens: "lower",
    description:
      "Most characters of an answer. Of a longer one, lists keep their first items, and texts " +
      "their beginning and their end.",
  },
  maxValues: {
    variable: "MCP_BRIDGE_MAX_VALUES",
    kind: whole({ min: 10_000, max: 10_000_000 }),
    default: { text: "1000000" },
    bridge: true,
    tightens: "lower",
    description: "Most values (arrays, objects, and all that is in them) in a result of a " +
      "server; they cost more time and memory than their size tells. A result with more is an " +
      "error of its call, and JSON in a text that has more stays text.",
  },
  logLevel: {
    variable: "MCP_BRIDGE_LOG_LEVEL",
    kind: choice(LOG_LEVELS),
    default: { text: "info" },
    bridge: false,
    // a higher level hides warnings, also those of a project's file
    tightens: "never",
    description: "Lowest level of the lines that are written to stderr.",
  },
  allowSelfServer: {
    variable: "MCP_BRIDGE_ALLOW_SELF_SERVER",
    kind: SWITCH,
    default: { text: "0" },
    bridge: false,
    tightens: [true, false],
    description: "`1` lets the bridge start itself as one of its servers, one level deep.",
  },
  configFiles: {
    variable: "MCP_SERVERS_CONFIG",
    kind: FILES,
    default: { words: "none", value: [] },
    bridge: false,
    tightens: "never",
    description:
      "Further files of servers, in any client's shape. They come before all others and " +
      "need no trust, because you name them.",
  },
  passEnv: {
    variable: "MCP_BRIDGE_PASS_ENV",
    kind: VARIABLE_NAMES,
    default: { words: "none", value: [] },
    bridge: false,
    tightens: "never",
    description: "Variables that every server gets, besides those that the guide lists.",
  },
  packageIndex: {
    variable: "MCP_BRIDGE_PACKAGE_INDEX",
    kind: INDEX_URL,
    default: { words: "`PIP_INDEX_URL`, or https://pypi.org/simple/", value: null },
    bridge: false,
    tightens: "never",
    description: "Index from which `packages add` and `image build` fetch wheels; it must speak " +
      "JSON (PEP 691). Without TLS only if you name it so.",
  },
  privateHosts: {
    variable: "MCP_BRIDGE_PRIVATE_HOSTS",
    kind: hostNames({ most: 64 }),
    default: { words: "none", value: [] },
    bridge: false,
    tightens: "never",
    description: "Names of servers' hosts that may lead to private addresses or to this machine, " +
      "with commas between them: `mcp.corp.example`. Without it only an address in a URL may, and " +
      "`localhost`.",
  },
} satisfies Readonly<Record<string, Setting<unknown>>>;

type Table = typeof SETTINGS;
export type SettingName = keyof Table;

type ValueOf<S> = S extends { kind: { parse(...args: never[]): infer T } }
  ? T | (S extends { default: { value: infer V } } ? V : never)
  : never;

/** The value of every setting. */
export type Settings = { readonly [Name in SettingName]: ValueOf<Table[Name]> };

/** Names of the settings that the confined half needs. */
type BridgeSettingName = {
  [Name in SettingName]: Table[Name]["bridge"] extends true ? Name : never;
}[SettingName];

/** The settings that the confined half needs. */
export type SettingsOfBridge = Pick<Settings, BridgeSettingName>;

/** Selects the settings that the confined half needs. */
export function settingsOfBridge(settings: Settings): SettingsOfBridge {
  const needed = Object.entries(settings).filter(([name]) => SETTINGS[name as SettingName].bridge);
  return Object.fromEntries(needed) as unknown as SettingsOfBridge;
}
