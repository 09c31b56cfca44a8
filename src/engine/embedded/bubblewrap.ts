import { locateProgram } from "../../executables/locate_program.ts";
import type { System } from "../../system/system.ts";
import { runCommand } from "../../system/run_command.ts";

/** Where a child finds its files inside: paths that say nothing of this machine. */
export const INSIDE = { runtime: "/sandbox/runtime", files: "/sandbox/files" } as const;

/** Milliseconds that bubblewrap may take to show that it works here. */
const PROBE_MS = 3_000;

/** Directories with the system's libraries. Not each exists everywhere. */
const LIBRARIES = ["/lib", "/lib64", "/usr/lib", "/usr/lib64", "/nix/store"];
/** The devices that the runtime opens. */
const DEVICES = ["/dev/null", "/dev/urandom"];

/** What a child may read. */
export interface BubblewrapFiles {
  /** Absolute path of the JavaScript runtime, or of our compiled executable. */
  readonly execPath: string;
  /** Absolute path of the folder with the child's modules, or `null` for none. */
  readonly directory: string | null;
}

/**
 * The command line before a child's own that confines it by the kernel: namespaces of its own, no
 * network, no capability, and a read-only file system of its own with nothing but the runtime, its
 * libraries and the child's files.
 *
 * It ends with its parent, because the kernel's signal to the process group does not reach inside.
 *
 * @param program absolute path of bubblewrap
 */
export function wrapInBubblewrap(
  program: string,
  { execPath, directory }: BubblewrapFiles,
): [string, ...string[]] {
  return [
    program,
    ..."--unshare-all --die-with-parent --new-session --as-pid-1".split(" "),
    ..."--cap-drop ALL --uid 65534 --gid 65534 --hostname sandbox".split(" "),
    ...LIBRARIES.flatMap((path) => ["--ro-bind-try", path, path]),
    ...DEVICES.flatMap((path) => ["--dev-bind", path, path]),
    "--proc",
    "/proc",
    "--ro-bind",
    execPath,
    INSIDE.runtime,
    ...(directory === null ? [] : ["--ro-bind", directory, INSIDE.files]),
    "--remount-ro",
    "/",
    "--chdir",
    "/",
    "--",
  ];
}

/**
 * Finds bubblewrap and tries whether it can start the runtime here: a kernel, or the sandbox that we
 * are in ourselves, may refuse namespaces.
 *
 * @returns its absolute path; `null` when it is not there or does not work
 */
export async function findBubblewrap(system: System): Promise<string | null> {
  const program = await locateBubblewrap(system);
  if (program === null) return null;
  const files = { execPath: system.execPath, directory: null };
  const tried = await runCommand(system, {
    argv: [...wrapInBubblewrap(program, files), INSIDE.runtime, "--version"],
    env: { NO_COLOR: "1", DENO_DIR: "/dev/null/none" },
    cwd: "/",
    timeoutMs: PROBE_MS,
  });
  return tried.kind === "exited" && tried.code === 0 ? program : null;
}

/** The absolute path of bubblewrap, which exists on Linux only. Starts nothing. */
export async function locateBubblewrap(system: System): Promise<string | null> {
  if (system.platform !== "linux") return null;
  const located = await locateProgram(system, "bwrap");
  return located.found ? located.path : null;
}
