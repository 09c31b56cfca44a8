import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { spawnChild } from "./deno_child_process.ts";
import { createClock } from "./deno_clock.ts";
import { createDenoFiles } from "./deno_files.ts";
import type { Platform, Streams, System } from "./system.ts";

/** The real operating system, through Deno. */
export function createDenoSystem(): System {
  const platform = platformOf(Deno.build.os);
  return {
    platform,
    arch: Deno.build.arch,
    execPath: Deno.execPath(),
    compiled: Deno.build.standalone,
    mainModule: mainModule(),
    bundle: bundle(),
    pid: Deno.pid,
    cpuCount: navigator.hardwareConcurrency,
    // a getter, because it needs a right that some callers lack
    get totalMemoryBytes() {
      return Deno.systemMemoryInfo().total;
    },
    files: createDenoFiles(),
    clock: createClock(),
    streams: createStreams(),
    cwd: () => Deno.cwd(),
    home: () => env(platform === "windows" ? "USERPROFILE" : "HOME") ?? null,
    uid: () => platform === "windows" ? null : Deno.uid(),
    env,
    envNames: () => Object.keys(Deno.env.toObject()),
    spawn: (options) => spawnChild(options, platform),
    processExists: (pid) => processExists(pid, platform),
    onStopSignal(callback) {
      const signals: Deno.Signal[] = platform === "windows"
        ? ["SIGINT", "SIGBREAK"]
        : ["SIGINT", "SIGTERM", "SIGHUP"];
      for (const signal of signals) Deno.addSignalListener(signal, () => callback(signal));
    },
    exit: (code) => Deno.exit(code),
  };
}

function mainModule(): string | null {
  const local = !Deno.build.standalone && Deno.mainModule.startsWith("file:");
  return local ? fileURLToPath(Deno.mainModule) : null;
}

/** The folder of the bundle, which has only JavaScript; all but the Worker's module are in it. */
function bundle(): string | null {
  return import.meta.url.endsWith(".ts") ? null : dirname(fileURLToPath(import.meta.url));
}

function env(name: string): string | undefined {
  const value = Deno.env.get(name);
  return value === "" ? undefined : value;
}

function platformOf(os: typeof Deno.build.os): Platform {
  return os === "darwin" || os === "windows" ? os : "linux";
}

async function processExists(pid: number, platform: Platform): Promise<boolean> {
  if (platform === "linux") return (await createDenoFiles().info(`/proc/${pid}`)) !== null;
  const { default: process } = await import("node:process");
  try {
    // signal 0 only checks: no signal is sent
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM means that the process exists and belongs to another user
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function createStreams(): Streams {
  const encoder = new TextEncoder();
  let stderr = Promise.resolve();
  return {
    // a getter, because not every command reads it
    get stdin() {
      return Deno.stdin.readable;
    },
    writeStdout: (bytes) => writeAll(Deno.stdout, bytes),
    writeStderr(text) {
      stderr = stderr.then(() => writeAll(Deno.stderr, encoder.encode(text))).catch(() => {
        // stderr has no reader any more, so there is nowhere to report it
      });
      return stderr;
    },
    isBrokenPipe: (error) =>
      error instanceof Deno.errors.BrokenPipe || error instanceof Deno.errors.ConnectionReset,
    stdinIsTerminal: Deno.stdin.isTerminal(),
    stdoutIsTerminal: Deno.stdout.isTerminal(),
    stderrIsTerminal: Deno.stderr.isTerminal(),
    columns,
  };
}

function columns(): number | null {
  try {
    return Deno.consoleSize().columns;
  } catch {
    return null;
  }
}

async function writeAll(
  target: { write(bytes: Uint8Array): Promise<number> },
  bytes: Uint8Array,
): Promise<void> {
  let rest = bytes;
  while (rest.length > 0) rest = rest.subarray(await target.write(rest));
}
