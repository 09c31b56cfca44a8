import type { ContainerEngineName } from "../../engines.ts";
import type { Mount } from "../../settings/mounts.ts";
import { mountFlags, mountVariables } from "./mount_args.ts";
import { MAPPED_IDS, type SandboxUser } from "./sandbox_users.ts";
import { PROCESS_ULIMITS, type Ulimits, userUlimits } from "./ulimits.ts";

/** Label of every container of this program; its value is `1`. */
export const OWNER_LABEL = "mcp-code-bridge";
/** Label with the lease of a container; see `lease.ts`. */
export const LEASE_LABEL = "mcp-code-bridge.lease";

/** What a sandbox may use. */
export interface SandboxLimits {
  /** Bytes of memory, swap included. */
  readonly memoryBytes: number;
  /** Processes and threads together. */
  readonly pids: number;
  /** Processors, such as `1.5`; `null` for no limit. */
  readonly cpus: number | null;
  /** Longest life of a sandbox in seconds: the idle time and the longest run together. */
  readonly lifetimeSeconds: number;
}

/** How the filter of system calls comes into a sandbox. */
export type SandboxFilter =
  | {
    readonly kind: "profile";
    /** The profile's file, which the engine's client can read. */
    readonly path: string;
  }
  | {
    readonly kind: "program";
    /** The instructions, which the first process installs before anything else. */
    readonly base64: string;
  };

export interface RunArgsOptions {
  /** `mcp-code-bridge-<uuid>`. */
  readonly containerName: string;
  /** Value of {@linkcode LEASE_LABEL}. */
  readonly lease: string;
  /** Reference or id of the image. */
  readonly image: string;
  /** Names of the image's variables. Those that the sandbox does not set are made empty. */
  readonly imageEnvNames: readonly string[];
  readonly limits: SandboxLimits;
  readonly user: SandboxUser;
  /** Where rooms are tried, that of the container's first process, which makes them. */
  readonly filter: SandboxFilter;
  /** The filter of a room in base64, where rooms are tried; else `null`. */
  readonly innerFilter: string | null;
  /** Directories of the machine that programs see. */
  readonly mounts: readonly Mount[];
  /** Whether podman's client passes commands to a service, as it does to podman machine. */
  readonly remote: boolean;
  /** Name of the OCI runtime; `null` for the engine's own. */
  readonly ociRuntime?: string | null;
  /** Source of the Python program that waits for the first frame. */
  readonly loader: string;
}

/** The program's environment, besides the variables that the engine adds. */
const ENVIRONMENT: Readonly<Record<string, string>> = {
  HOME: "/workspace",
  LANG: "C.UTF-8",
  // not the image's own, so that `python3` is the one in a standard directory
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  PYTHONDONTWRITEBYTECODE: "1",
  PYTHONUTF8: "1",
  TERM: "dumb",
};

/** Flags that belong together, and their purpose. */
export interface FlagGroup {
  /** For display, as a clause. */
  readonly reason: string;
  flags(name: ContainerEngineName, options: RunArgsOptions): readonly string[];
}

/** Every flag between `run` and the image, by its reason, in the order of the command line. */
export const FLAG_GROUPS: readonly FlagGroup[] = [
  {
    reason:
      "the container is found, killed and removed by its name and its labels; `--timeout` makes " +
      "podman end it even when client and bridge are gone: after 15 minutes, the idle time and the " +
      "longest run, or without the 15 minutes where each run has a container",
    flags: (name, { containerName, lease, limits }) => [
      ...["--rm", "--interactive"],
      ...["--name", containerName],
      ...["--label", `${OWNER_LABEL}=1`],
      ...["--label", `${LEASE_LABEL}=${lease}`],
      ...["--stop-timeout", "0"],
      ...only(name, "podman", "--timeout", String(limits.lifetimeSeconds)),
    ],
  },
  {
    reason:
      "no image is downloaded, its health check does not run, and its volumes are not writable; " +
      "docker has no flag for volumes, so an image with volumes is refused",
    flags: (name) => [
      ...["--pull=never", "--no-healthcheck"],
      ...only(name, "podman", "--image-volume=ignore"),
    ],
  },
  {
    reason: "the OCI runtime, if `MCP_BRIDGE_OCI_RUNTIME` names one; podman takes it before `run`",
    flags: (name, { ociRuntime = null }) =>
      ociRuntime === null ? [] : only(name, "docker", "--runtime", ociRuntime),
  },
  {
    reason: "the default log driver writes all output to the disk, frames included",
    flags: () => ["--log-driver", "none"],
  },
  {
    reason: "a program has no network; only the granted servers connect it to anything",
    flags: () => ["--network", "none"],
  },
  {
    reason: "the container has its own namespaces, whatever the user's configuration says",
    flags: (name) => [
      ...["--hostname", "sandbox"],
      ...["--ipc", "private"],
      ...["--cgroupns", "private"],
      ...only(name, "podman", "--pid", "private", "--uts", "private"),
    ],
  },
  {
    reason:
      "only the directories of the next groups are writable; by default podman keeps `/run` " +
      "and `/var/tmp` writable, without a size limit",
    flags: (name) => ["--read-only", ...only(name, "podman", "--read-only-tmpfs=false")],
  },
  {
    reason: "the writable directories; by default podman copies the image's files into them, and " +
      "docker lets only root write to the working directory",
    flags: (name, { user }) => [
      ...tmpfs("/tmp", "64m", TMPFS_OPTIONS[name](user)),
      ...tmpfs("/workspace", "128m", TMPFS_OPTIONS[name](user)),
    ],
  },
  {
    reason: "`/dev/shm` is writable and 64 MiB by default",
    flags: () => ["--shm-size", "16m"],
  },
  {
    reason:
      "the directories of `MCP_BRIDGE_MOUNTS`, without file systems that are mounted in them; " +
      "docker has no flag against programs, devices and set-user-id files in them",
    flags: (name, { mounts }) => mounts.flatMap((mount) => mountFlags(name, mount)),
  },
  {
    reason: "no capabilities, no way to gain them, and a user other than root",
    flags: (_name, { user }) => [
      ...["--cap-drop", "ALL"],
      ...["--security-opt", "no-new-privileges"],
      ...["--user", user.user],
    ],
  },
  {
    reason: "a user namespace, and with it user ids outside that no other sandbox has, where " +
      "podman runs as root and its storage needs no copy of the image for it",
    flags: (name, { user: { base } }) =>
      base === null
        ? []
        : only(name, "podman", "--uidmap", mapping(base), "--gidmap", mapping(base)),
  },
  {
    reason:
      "only the system calls of our own list, which is narrower than the engine's default, and " +
      "those that make rooms where they are tried; where the service cannot see the file, the " +
      "first process installs the same list itself",
    flags: (_name, { filter }) =>
      filter.kind === "profile" ? ["--security-opt", `seccomp=${filter.path}`] : [],
  },
  {
    reason:
      "`--memory-swap` limits the sum of memory and swap; without it, as much swap again is " +
      "allowed",
    flags: (_name, { limits }) => [
      ...["--memory", `${limits.memoryBytes}b`],
      ...["--memory-swap", `${limits.memoryBytes}b`],
    ],
  },
  {
    reason: "a limit on processes and threads; `--cpus` only when it is set",
    flags: (_name, { limits }) => [
      ...["--pids-limit", String(limits.pids)],
      ...(limits.cpus === null ? [] : ["--cpus", String(limits.cpus)]),
    ],
  },
  {
    reason: "no core files, at most 128 MiB in a file and 256 descriptors",
    flags: () => ulimitFlags(PROCESS_ULIMITS),
  },
  {
    reason: "what the kernel counts by user id, and so for all sandboxes together: no message " +
      "queues, few waiting signals, little locked memory; podman's default of `nproc` may exceed " +
      "what the machine allows",
    flags: (name, { limits }) => ulimitFlags(userUlimits(name, limits.pids)),
  },
  {
    reason:
      "when the machine runs out of memory, the kernel kills the sandbox first; a program has " +
      "1000 and so ends before the first process",
    flags: () => ["--oom-score-adj", "900"],
  },
  {
    reason: "each variable has a value, because a name alone would copy the machine's value; the " +
      "image's own variables are made empty",
    flags: (name, { imageEnvNames, mounts, remote }) => [
      // a client of a service has no environment to copy, and does not know the flag
      ...(remote ? [] : only(name, "podman", "--env-host=false")),
      ...only(name, "podman", "--http-proxy=false"),
      ...environment(imageEnvNames, mounts),
    ],
  },
  {
    reason: "the image's own working directory and entry point are not used",
    flags: () => [...["--workdir", "/workspace"], ...["--entrypoint", "python3"]],
  },
];

/** Additional options of a tmpfs, by engine. */
const TMPFS_OPTIONS: Readonly<Record<ContainerEngineName, (user: SandboxUser) => string>> = {
  podman: () => ",notmpcopyup",
  docker: ({ user }) => {
    const [uid, gid] = user.split(":");
    return `,uid=${uid},gid=${gid}`;
  },
};

/**
 * Arguments with which `podman` or `docker` starts one sandbox. They mount nothing of the machine
 * but what the user named, and name none of its variables.
 */
export function buildRunArgs(name: ContainerEngineName, options: RunArgsOptions): string[] {
  return [
    "run",
    ...FLAG_GROUPS.flatMap((group) => group.flags(name, options)),
    // nothing after this is read as a flag
    ...["--", options.image],
    ...["-I", "-u", "-c", options.loader],
    ...filterArguments(options),
  ];
}

/** The filters that the first process installs: its own, empty if the engine does, and a room's. */
function filterArguments({ filter, innerFilter }: RunArgsOptions): readonly string[] {
  const own = filter.kind === "program" ? filter.base64 : "";
  if (innerFilter !== null) return [own, innerFilter];
  return own === "" ? [] : [own];
}

function only(
  name: ContainerEngineName,
  engine: ContainerEngineName,
  ...flags: readonly string[]
): readonly string[] {
  return name === engine ? flags : [];
}

function mapping(base: number): string {
  return `0:${base}:${MAPPED_IDS}`;
}

function ulimitFlags(ulimits: Ulimits): readonly string[] {
  return Object.entries(ulimits).flatMap(([name, most]) => ["--ulimit", `${name}=${most}:${most}`]);
}

function tmpfs(path: string, size: string, more: string): readonly string[] {
  return ["--tmpfs", `${path}:rw,noexec,nosuid,nodev,mode=1777,size=${size}${more}`];
}

function environment(imageEnvNames: readonly string[], mounts: readonly Mount[]): string[] {
  const own = { ...ENVIRONMENT, ...mountVariables(mounts) };
  const blank = imageEnvNames.filter((name) => !Object.hasOwn(own, name));
  return [
    ...Object.entries(own).map(([name, value]) => `${name}=${value}`),
    ...blank.map((name) => `${name}=`),
  ].flatMap((pair) => ["--env", pair]);
}
