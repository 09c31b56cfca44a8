import { containsPath, pathDirectories, pathsOf } from "../system/paths.ts";
import type { Platform, System } from "../system/system.ts";
import { programFile } from "./program_file.ts";

/** The path of a program, or why none is used. */
export type LocatedProgram =
  | { readonly found: true; readonly path: string }
  /** `refusal` is a clause: `not on PATH`. */
  | { readonly found: false; readonly refusal: string };

/** The refusal of a program that is not there at all. */
export const NOT_ON_PATH = "not on PATH";

/**
 * Directories in which installers put the clients. A desktop application may start us with a PATH
 * without them. `~` is the user's home directory.
 */
const KNOWN_DIRECTORIES: Readonly<Record<Platform, readonly string[]>> = {
  linux: [
    "/usr/bin",
    "/usr/local/bin",
    "/bin",
    "/snap/bin",
    "/run/current-system/sw/bin",
    "/home/linuxbrew/.linuxbrew/bin",
  ],
  darwin: [
    "/opt/podman/bin",
    "/opt/homebrew/bin",
    "/usr/local/bin",
    "/Applications/Docker.app/Contents/Resources/bin",
    "~/.docker/bin",
    "~/.orbstack/bin",
    "~/.rd/bin",
    "~/.colima/bin",
  ],
  windows: [
    "C:\\Program Files\\RedHat\\Podman",
    "C:\\Program Files\\Docker\\Docker\\resources\\bin",
    "~\\AppData\\Local\\Programs\\Podman",
  ],
};

/**
 * Finds the client of an engine: first on PATH, then in known directories. A program that someone
 * else may have put there is skipped: one in the working directory, which may be a cloned
 * repository, and one that every user may write to or replace.
 */
export async function locateProgram(
  system: System,
  name: string,
): Promise<LocatedProgram> {
  const path = pathsOf(system.platform);
  const file = system.platform === "windows" ? `${name}.exe` : name;
  const home = system.home();

  const onPath = pathDirectories(system, system.env("PATH") ?? "");
  const known = KNOWN_DIRECTORIES[system.platform].flatMap((directory) => {
    if (!directory.startsWith("~")) return [directory];
    return home === null ? [] : [path.join(home, directory.slice(1))];
  });
  const directories = new Set([...onPath, ...known]);

  let distrusted: string | null = null;
  for (const directory of directories) {
    const candidate = path.join(directory, file);
    const fault = await faultOf(system, candidate);
    if (fault === null) return { found: true, path: candidate };
    if (fault !== "absent") distrusted ??= `${candidate} is not used because ${fault}`;
  }
  return { found: false, refusal: distrusted ?? NOT_ON_PATH };
}

/** `null` when the program may be used, `absent` when there is none, else why it is not trusted. */
async function faultOf(system: System, candidate: string): Promise<string | null> {
  const path = pathsOf(system.platform);
  const { files } = system;
  const program = await programFile(system, candidate);
  if (program === null) return "absent";
  const project = await projectDirectory(system);
  for (const directory of directoriesOf(path, { candidate, real: program.real })) {
    const resolved = await files.realPath(directory);
    if (resolved === null) return "absent";
    if (project !== null && containsPath(system.platform, project, resolved)) {
      return "it is in the working directory";
    }
  }
  return await openToAll(system, candidate);
}

/**
 * Why every user of this machine could exchange a program, as a clause: `every user may write to it`.
 * `null` when they cannot, or there is no such program.
 */
export async function openToAll(system: System, candidate: string): Promise<string | null> {
  const { files } = system;
  const program = await programFile(system, candidate);
  if (program === null) return null;
  const { real, mode } = program;
  if (everyoneMayWrite(mode)) return "every user may write to it";
  for (const directory of directoriesOf(pathsOf(system.platform), { candidate, real })) {
    const resolved = await files.realPath(directory);
    const info = resolved === null ? null : await files.info(resolved);
    if (everyoneMayWrite(info?.mode ?? null)) return `every user may write to ${resolved}`;
  }
  return null;
}

/** Both the link and its target could be exchanged. */
function directoriesOf(
  path: ReturnType<typeof pathsOf>,
  { candidate, real }: { readonly candidate: string; readonly real: string },
): ReadonlySet<string> {
  return new Set([path.dirname(candidate), path.dirname(real)]);
}

/**
 * The working directory, or `null` when it is `/` or the home directory. Desktop applications start
 * their children there, and all programs are inside these two.
 */
async function projectDirectory(system: System): Promise<string | null> {
  const path = pathsOf(system.platform);
  const real = (directory: string): Promise<string | null> =>
    system.files.realPath(directory).catch(() => null);
  const project = await real(system.cwd());
  if (project === null || path.dirname(project) === project) return null;
  const home = system.home();
  return home !== null && await real(home) === project ? null : project;
}

function everyoneMayWrite(mode: number | null): boolean {
  return mode !== null && (mode & 0o002) !== 0;
}
