import { basename, dirname } from "node:path";
import type { Platform } from "../../system/system.ts";
import { INSIDE, wrapInBubblewrap } from "./bubblewrap.ts";
import { SANDBOX_COMMAND } from "./sandbox_command.ts";

export interface ChildArgvOptions {
  readonly platform: Platform;
  /** Absolute path of the JavaScript runtime, or of our compiled executable. */
  readonly execPath: string;
  /** Whether `execPath` is our compiled executable. */
  readonly compiled: boolean;
  /** Absolute path of the module to run. An executable contains it and uses only its folder. */
  readonly module: string;
  /** Bytes that a program may use; the engine's own memory is added. */
  readonly memoryBytes: number;
  /** Longest life of the process, in seconds. */
  readonly lifetimeSeconds: number;
  /** Id of our own process. When it ends, the child is ended. */
  readonly bridgePid: number;
  /** Absolute path of bubblewrap, which then confines the child too; `null` without it. */
  readonly bubblewrap: string | null;
  /** What the child's exit report carries (see `exit_seal.ts`): the last argument. */
  readonly reportKey: string;
  /** Processors of this machine. V8 starts a thread with a stack for each, up to a maximum. */
  readonly cpuCount: number;
}

const MIB = 1024 * 1024;
const WASM_PAGE_BYTES = 64 * 1024;
/** WebAssembly's own limit: 4 GiB. */
const MAX_WASM_PAGES = 65_536;
/** With a smaller heap V8 cannot load the interpreter. */
const MIN_HEAP_MIB = 128;
/** Writable memory that a sandbox maps before a program runs, used or not; measured: 770 MiB. */
const MAPPED_MIB = 768;
const MAPPED_PER_CPU_MIB = 16;
/** Most threads that V8 starts for its own work. */
const MAX_V8_THREADS = 16;
/** Most processor seconds per second: a program's thread and V8's threads use less. */
const CPU_PER_SECOND = 4;
/**
 * Stack of the interpreter. With V8's default of 1 MiB, recursion through C code, such as that of a
 * function under `functools.cache`, ends after 600 calls; this size allows 3,000. The main thread
 * has 8 MiB on Linux and macOS.
 */
const STACK_KIB = 4000;

/** No permissions, and no imports except of files beside the module. */
const CONFINEMENT = [
  "--no-prompt",
  "--no-config",
  "--no-lock",
  "--no-remote",
  "--no-npm",
  "--cached-only",
  "--node-modules-dir=none",
  "--no-code-cache",
  "--deny-read",
  "--deny-write",
  "--deny-net",
  "--deny-env",
  "--deny-sys",
  "--deny-run",
  "--deny-ffi",
  "--deny-import",
] as const;

/** Seconds between two checks whether the bridge is alive. */
const WATCH_SECONDS = 2;

/**
 * Kills the process group when the bridge, process `$1`, is gone: a busy interpreter does not
 * notice the end of stdin. The check is repeated after the loop, because `sleep` may be missing.
 * The watcher does not share the child's descriptors, because that would keep the child's streams
 * open.
 */
const WATCH =
  `(while kill -0 "$1" && sleep ${WATCH_SECONDS}; do :; done; kill -0 "$1" || kill -9 -$$) ` +
  "</dev/null >/dev/null 2>&1 &";

/**
 * Sets the kernel's limits, starts the watcher, and executes the program. The limits are no core
 * file, seconds of processor time, and on Linux KiB of writable memory. If one cannot be set, the
 * script exits before anything runs.
 */
const WITH_LIMITS = {
  linux: `ulimit -c 0 && ulimit -t "$2" && ulimit -d "$3" || exit 1\n${WATCH}\n` +
    'shift 3 && exec "$@"',
  darwin: `ulimit -c 0 && ulimit -t "$2" || exit 1\n${WATCH}\nshift 2 && exec "$@"`,
} as const;

/**
 * The command line of a child process of the embedded engine.
 *
 * A compiled executable runs with the rights and the V8 flags that were compiled in. It drops the
 * rights and limits its memory itself, before it reads stdin (`child/executable.mjs`).
 *
 * The limit on writable memory is for what JavaScript allocates, which no V8 flag limits. Only
 * Linux counts all of it. When the bridge is killed, an idle sandbox ends at the end of its stdin,
 * and the watcher kills a busy one within two seconds. The limit on processor time is a second
 * safeguard.
 */
export function buildChildArgv(options: ChildArgvOptions): [string, ...string[]] {
  const { platform } = options;
  const command = options.bubblewrap === null
    ? childCommand(options)
    : wrappedCommand(options, options.bubblewrap);
  if (platform === "windows") return command;
  const seconds = String(Math.ceil(options.lifetimeSeconds * CPU_PER_SECOND));
  const limits = platform === "linux" ? [seconds, String(mappedKib(options))] : [seconds];
  const bridge = String(options.bridgePid);
  return ["/bin/sh", "-c", WITH_LIMITS[platform], "sh", bridge, ...limits, ...command];
}

function childCommand(options: ChildArgvOptions): [string, ...string[]] {
  return options.compiled ? executableCommand(options) : runtimeCommand(options);
}

function wrappedCommand(options: ChildArgvOptions, program: string): [string, ...string[]] {
  const { execPath, module } = options;
  const inside = {
    ...options,
    execPath: INSIDE.runtime,
    module: `${INSIDE.files}/${basename(module)}`,
  };
  return [
    ...wrapInBubblewrap(program, { execPath, directory: dirname(module) }),
    ...childCommand(inside),
  ];
}

function executableCommand(options: ChildArgvOptions): [string, ...string[]] {
  const { execPath, module, memoryBytes, reportKey } = options;
  return [execPath, SANDBOX_COMMAND, dirname(module), String(memoryBytes), reportKey];
}

function runtimeCommand(options: ChildArgvOptions): [string, ...string[]] {
  const { platform, execPath, module, memoryBytes, reportKey } = options;
  return [
    execPath,
    "run",
    "--quiet",
    ...CONFINEMENT,
    "--unstable-raw-imports",
    `--v8-flags=${buildV8Flags(platform, memoryBytes).join(",")}`,
    module,
    reportKey,
  ];
}

function buildV8Flags(platform: Platform, memoryBytes: number): string[] {
  const pages = Math.min(Math.floor(memoryBytes / WASM_PAGE_BYTES), MAX_WASM_PAGES);
  const heap = Math.max(Math.floor(memoryBytes / MIB), MIN_HEAP_MIB);
  return [
    "--disallow-code-generation-from-strings",
    // V8's assumptions about the jumps of CPython's main loop, one huge function, are soon wrong:
    // undoing them costs 4 ms of the first call after a pause and a third of what programs compute
    "--no-wasm-deopt",
    // ten times V8's default: optimizing what the start alone runs takes a tenth of its processor time
    "--wasm-tiering-budget=130000000",
    `--wasm-max-mem-pages=${pages}`,
    `--max-old-space-size=${heap}`,
    ...(platform === "windows"
      ? []
      : [`--stack-size=${STACK_KIB}`, `--wasm-stack-switching-stack-size=${STACK_KIB}`]),
  ];
}

function mappedKib({ memoryBytes, cpuCount }: ChildArgvOptions): number {
  const own = MAPPED_MIB + MAPPED_PER_CPU_MIB * Math.min(cpuCount, MAX_V8_THREADS);
  return own * 1024 + Math.ceil(memoryBytes / 1024);
}
