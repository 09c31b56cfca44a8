import { type Mount, refuseSource } from "../../settings/mounts.ts";
import type { System } from "../../system/system.ts";
import { type Refusal, refuse } from "./inquiry.ts";

/** The directories as the engine is given them, or why it is given none. */
export type MountSources =
  | { readonly usable: true; readonly mounts: readonly Mount[] }
  | Refusal;

/**
 * Looks at each directory that the user shares and follows links, so that none leads to what must not
 * be shared.
 */
export async function findMountSources(
  system: System,
  { mounts, stateDir }: { readonly mounts: readonly Mount[]; readonly stateDir: string },
): Promise<MountSources> {
  const found: Mount[] = [];
  const realPath = async (path: string) =>
    await system.files.realPath(path).catch(() => null) ?? path;
  const home = system.home();
  const protectedPaths = {
    platform: system.platform,
    home: home === null ? null : await realPath(home),
    stateDir: await realPath(stateDir),
  };
  for (const mount of mounts) {
    const source = await realPath(mount.source);
    const info = await system.files.info(source).catch(() => null);
    const problem = info?.kind !== "directory"
      ? "is no directory"
      : refuseSource(source, protectedPaths);
    if (problem !== null) {
      return refuse(
        `${JSON.stringify(mount.source)} of MCP_BRIDGE_MOUNTS ${problem}`,
        "name another directory in MCP_BRIDGE_MOUNTS",
      );
    }
    found.push({ ...mount, source });
  }
  return { usable: true, mounts: found };
}

/** Why an engine that shares no directories is not used where the user wants some. */
export const WITHOUT_MOUNTS: Omit<Refusal, "usable"> = {
  refusal: "it shares no directories, and MCP_BRIDGE_MOUNTS is set",
  remedy: "set MCP_BRIDGE_MOUNTS only where podman or docker can be used",
};
