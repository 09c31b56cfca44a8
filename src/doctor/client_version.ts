import type { ContainerEngineName } from "../engines.ts";
import { locateProgram } from "../executables/locate_program.ts";
import { pathsOf } from "../system/paths.ts";
import { runCommand } from "../system/run_command.ts";
import type { System } from "../system/system.ts";

/** The client of a container engine. */
export interface ClientVersion {
  /** Absolute. */
  readonly path: string;
  /** `null` when it does not say one in time. */
  readonly version: {
    readonly text: string;
    readonly major: number;
    readonly minor: number;
  } | null;
}

const WITHIN_MS = 3_000;
const MAX_OUTPUT_BYTES = 4_096;
/** `podman version 4.3.1`, `Docker version 20.10.24+dfsg1, build 297e128`. */
const VERSION = /\bversion v?((\d{1,4})\.(\d{1,4})[\w.+~-]{0,40})/i;

/** Where a client is, and its version, for which its service is not asked; `null` without one. */
export async function findClient(
  system: System,
  name: ContainerEngineName,
): Promise<ClientVersion | null> {
  const located = await locateProgram(system, name);
  if (!located.found) return null;
  const { path } = located;
  const home = system.home();
  const said = await runCommand(system, {
    argv: [path, "--version"],
    env: home === null ? {} : { HOME: home },
    // not our own, which may be a repository with files that it would read
    cwd: pathsOf(system.platform).dirname(path),
    timeoutMs: WITHIN_MS,
    maxOutputBytes: MAX_OUTPUT_BYTES,
  });
  const found = said.kind === "exited" ? VERSION.exec(said.stdout) : null;
  if (found === null) return { path, version: null };
  const [, text = "", major, minor] = found;
  return { path, version: { text, major: Number(major), minor: Number(minor) } };
}
