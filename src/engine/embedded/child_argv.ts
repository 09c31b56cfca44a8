import { dirname } from "node:path";
import type { Platform } from "../../system/system.ts";
import { SANDBOX_COMMAND } from "./sandbox_command.ts";

export interface ChildArgvOptions {
  readonly platform: Platform;
  /** Absolute path of the JavaScript runtime, or of our compiled executable. */
  readonly execPath: string;
  /** Whether it is the latter. */
  readonly compiled: boolean;
  /** Absolute path of the module to run; an executable has its own and needs the module's folder. */
  readonly module: string;
  /** Bytes that a program may use, besides what the engine itself needs. */
  readonly memoryBytes: number;
  /** Longest life of the process, in seconds. */
  readonly lifetimeSeconds: number;
  /** Id of our own process, without which the child is not to go on. */
  readonly bridgePid: number;
  /** Processors of this machine: each costs the engine a thread with its stack. */
  readonly cpuCount: number;
}

const MIB = 1024 * 1024;
const WASM_PAGE_BYTES = 64 * 1024;
/** WebAssembly's own limit: 4 GiB. */
const MAX_WASM_PAGES = 65_536;
/** V8 cannot even load the interpreter in less. */
const MIN_HEAP_MIB = 128;
/** Writable memory that a sandbox has mapped, used or not, before a program runs: 770 MiB seen. */
const MAPPED_MIB = 768;
const MAPPED_PER_CPU_MIB = 16;
/** V8 starts no more threads than this for its own work. */
const MAX_V8_THREADS = 16;
/** A program's one thread, and V8's own beside it, use less than this much of each second. */
const CPU_PER_SECOND = 4;
/**
 * Stack of the interpreter. V8's own default of 1 MiB ends a recursion through C code, such as that
 * of a function under `functools.cache`, at 600 calls; this is enough for 3,000. The main thread of
 * Linux and macOS has 8 MiB.
 */
const STACK_KIB = 4000;

/** No permission of any kind, and no way to import what does not lie beside the module. */
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

/** Seconds between two looks at whether the bridge is there. */
const WATCH_SECONDS = 2;

/**
 * Ends the process group when the bridge, process `$1`, has gone: a busy interpreter sees no end of
 * stdin. The last look is there because `sleep` may be missing. The descriptors are not the child's:
 * whoever holds those keeps its streams open.
 */
const WATCH =
  `(while kill -0 "$1" && sleep ${WATCH_SECONDS}; do :; done; kill -0 "$1" || kill -9 -$$) ` +
  "</dev/null >/dev/null 2>&1 &";

/**
 * Sets limits that the kernel holds, leaves a watcher behind, then becomes the program: no core file,
 * seconds of processor time, and on Linux KiB of writable memory. A limit that cannot be set ends it
 * before anything runs.
 */
const WITH_LIMITS = {
  linux: `ulimit -c 0 && ulimit -t "$2" && ulimit -d "$3" || exit 1\n${WATCH}\n` +
    'shift 3 && exec "$@"',
  darwin: `ulimit -c 0 && ulimit -t "$2" || exit 1\n${WATCH}\nshift 2 && exec "$@"`,
} as const;

/**
 * The command line of a child process of the embedded engine.
 *
 * A compiled executable runs with the rights and the flags of V8 that were compiled in. It drops the
 * former itself, and bounds the memory by itself, before it reads anything (`child/executable.mjs`).
 *
 * The limit on writable memory is for what JavaScript allocates, which no flag of V8 bounds; only
 * Linux counts all of it. When the bridge is killed, an idle sandbox sees the end of its stdin, and a
 * busy one is ended by a watcher within two seconds; the limit on processor time is there for both.
 */
export function buildChildArgv(options: ChildArgvOptions): [string, ...string[]] {
  const { platform } = options;
  const command = options.compiled ? executableCommand(options) : runtimeCommand(options);
  if (platform === "windows") return command;
  const seconds = String(Math.ceil(options.lifetimeSeconds * CPU_PER_SECOND));
  const limits = platform === "linux" ? [seconds, String(mappedKib(options))] : [seconds];
  const bridge = String(options.bridgePid);
  return ["/bin/sh", "-c", WITH_LIMITS[platform], "sh", bridge, ...limits, ...command];
}

function executableCommand(options: ChildArgvOptions): [string, ...string[]] {
  const { execPath, module, memoryBytes } = options;
  return [execPath, SANDBOX_COMMAND, dirname(module), String(memoryBytes)];
}

function runtimeCommand(options: ChildArgvOptions): [string, ...string[]] {
  const { platform, execPath, module, memoryBytes } = options;
  return [
    execPath,
    "run",
    "--quiet",
    ...CONFINEMENT,
    "--unstable-raw-imports",
    `--v8-flags=${buildV8Flags(platform, memoryBytes).join(",")}`,
    module,
  ];
}

function buildV8Flags(platform: Platform, memoryBytes: number): string[] {
  const pages = Math.min(Math.floor(memoryBytes / WASM_PAGE_BYTES), MAX_WASM_PAGES);
  const heap = Math.max(Math.floor(memoryBytes / MIB), MIN_HEAP_MIB);
  return [
    "--disallow-code-generation-from-strings",
    // CPython's main loop is one huge function that jumps everywhere: V8's guesses at where are wrong
    // soon, and to take them back costs 4 ms of the first call after a pause, and programs a third
    "--no-wasm-deopt",
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
