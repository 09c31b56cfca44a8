import type { ContainerEngineName } from "../../engines.ts";
import type { Mount } from "../../settings/mounts.ts";

/** By engine. podman's `--mount` lacks the three flags of its `--volume`. */
const FLAGS: Readonly<Record<ContainerEngineName, (mount: Mount) => readonly string[]>> = {
  podman: ({ source, target, writable }) => [
    "--volume",
    // not `rbind`: read-only holds for the upper file system alone
    `${source}:${target}:${writable ? "rw" : "ro"},nosuid,nodev,noexec,bind,private`,
  ],
  // `--volume` would make a directory that is missing
  docker: ({ source, target, writable }) => [
    "--mount",
    `type=bind,source=${source},target=${target},bind-propagation=rprivate` +
    (writable ? "" : ",readonly"),
  ],
};

/** The options that podman's mount has and docker cannot set. */
export const MOUNT_OPTIONS: Readonly<Record<ContainerEngineName, readonly string[]>> = {
  podman: ["nosuid", "nodev", "noexec"],
  docker: [],
};

/** Arguments that let a container see a directory of the machine. */
export function mountFlags(name: ContainerEngineName, mount: Mount): readonly string[] {
  return FLAGS[name](mount);
}

/** The variable by which a program learns what it sees of the machine; none where that is nothing. */
export function mountVariables(mounts: readonly Mount[]): Readonly<Record<string, string>> {
  const told = mounts.map(({ target, writable }) => writable ? `${target}:rw` : target);
  return told.length === 0 ? {} : { SANDBOX_MOUNTS: told.join(";") };
}
