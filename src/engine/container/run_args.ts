import type { ContainerEngineName } from "../../engines.ts";

/** The label that every container of this program carries, with the value `1`. */
export const OWNER_LABEL = "mcp-code-bridge";
/** The label that says which process a container belongs to; see `lease.ts`. */
export const LEASE_LABEL = "mcp-code-bridge.lease";

/** What a sandbox may use. */
export interface SandboxLimits {
  /** `UID:GID`, as the settings' grammar allows. */
  readonly user: string;
  /** Bytes of memory, swap included. */
  readonly memoryBytes: number;
  /** Processes and threads together. */
  readonly pids: number;
  /** Processors, such as `1.5`; `null` for no limit. */
  readonly cpus: number | null;
  /** Longest life of a sandbox from start to end, in seconds: the idle time and the longest run. */
  readonly lifetimeSeconds: number;
}

export interface RunArgsOptions {
  /** `mcp-code-bridge-<uuid>`. */
  readonly containerName: string;
  /** Value of {@linkcode LEASE_LABEL}. */
  readonly lease: string;
  /** Reference or id of the image. */
  readonly image: string;
  /** Variables that the image sets. Those that are not ours are made empty. */
  readonly imageEnvNames: readonly string[];
  readonly limits: SandboxLimits;
  /** Text of the Python program that waits for the first frame. */
  readonly loader: string;
}

/** What a program in the sandbox finds in its environment, besides what the engine adds. */
const ENVIRONMENT: Readonly<Record<string, string>> = {
  HOME: "/workspace",
  LANG: "C.UTF-8",
  // the image's own PATH is not followed: `python3` is the one that is installed
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  PYTHONDONTWRITEBYTECODE: "1",
  PYTHONUTF8: "1",
  TERM: "dumb",
};

/** Flags that belong together, and what they are for. */
export interface FlagGroup {
  /** For people, as a clause. */
  readonly reason: string;
  flags(name: ContainerEngineName, options: RunArgsOptions): readonly string[];
}

/** Every flag between `run` and the image, by its reason, in the order of the command line. */
export const FLAG_GROUPS: readonly FlagGroup[] = [
  {
    reason:
      "the container is found, killed and removed by its name and its labels; podman ends it " +
      "even when client and bridge are gone",
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
      "an image brings no download, no program of its own and no writable place; docker has " +
      "no flag for the last, so an image with volumes is refused",
    flags: (name) => [
      ...["--pull=never", "--no-healthcheck"],
      ...only(name, "podman", "--image-volume=ignore"),
    ],
  },
  {
    reason: "the default driver writes all output, frames included, to the disk",
    flags: () => ["--log-driver", "none"],
  },
  {
    reason: "a program reaches the world only through granted servers",
    flags: () => ["--network", "none"],
  },
  {
    reason: "namespaces of its own, whatever the user's configuration says",
    flags: (name) => [
      ...["--hostname", "sandbox"],
      ...["--ipc", "private"],
      ...["--cgroupns", "private"],
      ...only(name, "podman", "--pid", "private", "--uts", "private"),
    ],
  },
  {
    reason: "nothing can be written but what follows; podman would leave `/run` and `/var/tmp` " +
      "writable, without a size",
    flags: (name) => ["--read-only", ...only(name, "podman", "--read-only-tmpfs=false")],
  },
  {
    reason: "the only places to write; podman would copy the image's files in, docker would give " +
      "the working directory to root alone",
    flags: (name, { limits }) => [
      ...tmpfs("/tmp", "64m", TMPFS_OPTIONS[name](limits)),
      ...tmpfs("/workspace", "128m", TMPFS_OPTIONS[name](limits)),
    ],
  },
  {
    reason: "`/dev/shm` is writable and 64 MiB by default",
    flags: () => ["--shm-size", "16m"],
  },
  {
    reason: "nothing to escalate with, nothing to escalate by",
    flags: (_name, { limits }) => [
      ...["--cap-drop", "ALL"],
      ...["--security-opt", "no-new-privileges"],
      ...["--user", limits.user],
    ],
  },
  {
    reason: "the second is the sum of memory and swap: without it there is as much swap again",
    flags: (_name, { limits }) => [
      ...["--memory", `${limits.memoryBytes}b`],
      ...["--memory-swap", `${limits.memoryBytes}b`],
    ],
  },
  {
    reason: "no fork bomb; `--cpus` only when it is set",
    flags: (_name, { limits }) => [
      ...["--pids-limit", String(limits.pids)],
      ...(limits.cpus === null ? [] : ["--cpus", String(limits.cpus)]),
    ],
  },
  {
    reason: "no core files, files of 128 MiB, 256 descriptors; podman would ask for more tasks " +
      "than a machine may allow",
    flags: (name, { limits }) => [
      ...["--ulimit", "core=0:0"],
      ...["--ulimit", "fsize=134217728:134217728"],
      ...["--ulimit", "nofile=256:256"],
      ...only(name, "podman", "--ulimit", `nproc=${nproc(limits)}:${nproc(limits)}`),
    ],
  },
  {
    reason: "when the machine runs out of memory, the sandbox goes first",
    flags: () => ["--oom-score-adj", "1000"],
  },
  {
    reason: "a variable always comes with its value: a name alone would copy the machine's; the " +
      "image's own variables are made empty",
    flags: (name, { imageEnvNames }) => [
      ...only(name, "podman", "--env-host=false", "--http-proxy=false"),
      ...environment(imageEnvNames),
    ],
  },
  {
    reason: "what the image would run does not matter",
    flags: () => [...["--workdir", "/workspace"], ...["--entrypoint", "python3"]],
  },
];

/** What a tmpfs needs besides on each engine. */
const TMPFS_OPTIONS: Readonly<Record<ContainerEngineName, (limits: SandboxLimits) => string>> = {
  podman: () => ",notmpcopyup",
  docker: ({ user }) => {
    const [uid, gid] = user.split(":");
    return `,uid=${uid},gid=${gid}`;
  },
};

/**
 * Arguments of `podman` or `docker` that start one sandbox. Nothing is mounted, and nothing of the
 * machine's environment is named.
 */
export function buildRunArgs(name: ContainerEngineName, options: RunArgsOptions): string[] {
  return [
    "run",
    ...FLAG_GROUPS.flatMap((group) => group.flags(name, options)),
    // nothing after this is read as a flag
    ...["--", options.image],
    ...["-I", "-u", "-c", options.loader],
  ];
}

function only(
  name: ContainerEngineName,
  engine: ContainerEngineName,
  ...flags: readonly string[]
): readonly string[] {
  return name === engine ? flags : [];
}

function tmpfs(path: string, size: string, more: string): readonly string[] {
  return ["--tmpfs", `${path}:rw,noexec,nosuid,nodev,mode=1777,size=${size}${more}`];
}

function environment(imageEnvNames: readonly string[]): string[] {
  const blank = imageEnvNames.filter((name) => !Object.hasOwn(ENVIRONMENT, name));
  return [
    ...Object.entries(ENVIRONMENT).map(([name, value]) => `${name}=${value}`),
    ...blank.map((name) => `${name}=`),
  ].flatMap((pair) => ["--env", pair]);
}

/** Tasks that one user id may have in all sandboxes together. */
function nproc(limits: SandboxLimits): number {
  return Math.max(4096, limits.pids);
}
