/** The engines that run containers; each has a client of the same name. */
export type ContainerEngineName = "podman" | "docker";

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

/** Where the engines differ. */
const DIFFERENCES: Readonly<
  Record<ContainerEngineName, {
    tmpfsOptions(limits: SandboxLimits): string;
    flags(limits: SandboxLimits): readonly string[];
  }>
> = {
  podman: {
    // otherwise what the image has at that path is copied in
    tmpfsOptions: () => ",notmpcopyup",
    flags: (limits) => [
      // ends the container even when client and bridge are gone
      ...["--timeout", String(limits.lifetimeSeconds)],
      // `--read-only` alone leaves /run, /var/tmp writable, without a size
      "--read-only-tmpfs=false",
      // docker has no such flag: there an image with volumes is refused when it is inspected
      "--image-volume=ignore",
      // the user's containers.conf may have turned these on
      ...["--pid", "private", "--uts", "private"],
      ...["--env-host=false", "--http-proxy=false"],
      // without it podman asks for more than a machine may allow; the bound on tasks is --pids-limit
      ...["--ulimit", `nproc=${nproc(limits)}:${nproc(limits)}`],
    ],
  },
  docker: {
    // docker makes the working directory, for root alone, and runc gives its mode to the tmpfs
    tmpfsOptions: ({ user }) => {
      const [uid, gid] = user.split(":");
      return `,uid=${uid},gid=${gid}`;
    },
    flags: () => [],
  },
};

/**
 * Arguments of `podman` or `docker` that start one sandbox. Nothing is mounted, and nothing of the
 * host's environment is named: a variable always comes with its value.
 */
export function buildRunArgs(name: ContainerEngineName, options: RunArgsOptions): string[] {
  const { limits } = options;
  const { tmpfsOptions, flags } = DIFFERENCES[name];
  const tmpfs = (path: string, size: string) => [
    "--tmpfs",
    `${path}:rw,noexec,nosuid,nodev,mode=1777,size=${size}${tmpfsOptions(limits)}`,
  ];
  return [
    ...["run", "--rm", "--interactive"],
    ...["--name", options.containerName],
    ...["--label", `${OWNER_LABEL}=1`],
    ...["--label", `${LEASE_LABEL}=${options.lease}`],
    ...["--pull=never", "--no-healthcheck"],
    // the default driver writes all output to the host's disk
    ...["--log-driver", "none"],
    ...["--stop-timeout", "0"],

    ...["--network", "none"],
    ...["--hostname", "sandbox"],
    ...["--ipc", "private"],
    ...["--cgroupns", "private"],

    "--read-only",
    ...tmpfs("/tmp", "64m"),
    ...tmpfs("/workspace", "128m"),
    ...["--shm-size", "16m"],

    ...["--cap-drop", "ALL"],
    ...["--security-opt", "no-new-privileges"],
    ...["--user", limits.user],

    ...["--memory", `${limits.memoryBytes}b`],
    // the sum of memory and swap: equal means no swap
    ...["--memory-swap", `${limits.memoryBytes}b`],
    ...["--pids-limit", String(limits.pids)],
    ...(limits.cpus === null ? [] : ["--cpus", String(limits.cpus)]),
    ...["--ulimit", "core=0:0"],
    ...["--ulimit", "fsize=134217728:134217728"],
    ...["--ulimit", "nofile=256:256"],
    // when the host itself runs out of memory, the sandbox goes first
    ...["--oom-score-adj", "1000"],
    ...flags(limits),

    ...["--workdir", "/workspace"],
    ...environment(options.imageEnvNames),
    ...["--entrypoint", "python3"],
    // nothing after this is read as a flag
    ...["--", options.image],
    ...["-I", "-u", "-c", options.loader],
  ];
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
