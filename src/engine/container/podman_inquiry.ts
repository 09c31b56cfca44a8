import {
  chooseMachine,
  LIST_MACHINES,
  PodmanMachine,
  readMachines,
} from "./machine/podman_machine.ts";
import {
  type Inquiry,
  type InquiryAnswer,
  inspectImageArgs,
  readImage,
  type Refusal,
  refuse,
  refuseFailure,
  refuseRootful,
  refuseStopped,
} from "./inquiry.ts";

/**
 * Asks podman whether it can run sandboxes. On Linux podman has no service: it works if it can
 * describe the image. Elsewhere the same command goes to podman's virtual machine.
 */
export async function inquirePodman(inquiry: Inquiry): Promise<InquiryAnswer> {
  const { demands, image } = inquiry;
  const missingLimits = await holdsLimits(inquiry) ? [] : LIMITS;
  if (missingLimits.length > 0 && demands.limits === "full") {
    return refuse(
      "it cannot limit memory and tasks for a user on this system (cgroup v1)",
      "boot with cgroup v2 (systemd.unified_cgroup_hierarchy=1), or set MCP_BRIDGE_LIMITS=partial " +
        "to go without these limits",
    );
  }
  // asked first: with a stopped machine, other questions may take all the time there is
  const withoutMachine = await refuseWithoutMachine(inquiry);
  if (withoutMachine !== null) return withoutMachine;
  const rootless = isRootless(inquiry) ??
    (demands.requireRootless ? await askRootless(inquiry) : null);
  if (demands.requireRootless && rootless !== true) {
    return refuseRootful(rootless, "start the bridge as a user other than root");
  }

  const [inspected, namespaces] = await Promise.all([
    inquiry.ask(inspectImageArgs(image)),
    mapsIdsFreely(inquiry),
  ]);
  if (inspected.kind !== "exited") return refuseFailure("podman", inspected);
  if (inspected.code !== 0) {
    // only `image exists` has an exit status of its own for a missing image
    const exists = await inquiry.ask(["image", "exists", "--", image]);
    if (exists.kind === "exited" && exists.code === 1) {
      return refuse(`image ${JSON.stringify(image)} is not present`, `run: podman pull ${image}`);
    }
    return refuseFailure("podman", exists.kind === "exited" ? inspected : exists);
  }
  const read = readImage(image, inspected.stdout);
  return read.usable
    ? {
      usable: true,
      image: read.image,
      env: inquiry.env,
      rootless,
      missingLimits,
      version: null,
      namespaces,
    }
    : read;
}

const LIMITS: readonly string[] = ["memory", "pids"];

/** Rootless podman on cgroup v1 prints a warning and ignores limits (podman-run(1)). */
async function holdsLimits({ endpoint, system }: Inquiry): Promise<boolean> {
  if (system.platform !== "linux" || system.uid() === 0 || endpoint !== null) return true;
  const unified = await system.files.info("/sys/fs/cgroup/cgroup.controllers").catch(() => null);
  return unified !== null;
}

/** Without a service podman has the rights of who calls it; `null` with one. */
function isRootless({ endpoint, system }: Inquiry): boolean | null {
  return system.platform === "linux" && endpoint === null ? system.uid() !== 0 : null;
}

/** From these on the files of an image need not be copied for another user namespace. */
const MAPPING_KERNEL = [5, 19] as const;
const MAPPING_PODMAN = [4, 3] as const;
const MAX_RELEASE_BYTES = 256;

/**
 * Whether each sandbox can have a user namespace. One that root makes may use any ids; without
 * mounts that map ids, podman would copy the image for each. The user's OCI runtime may know neither.
 */
async function mapsIdsFreely(inquiry: Inquiry): Promise<boolean> {
  const { demands, system } = inquiry;
  if (isRootless(inquiry) !== false || demands.ociRuntime !== null) return false;
  const [kernel, version] = await Promise.all([
    system.files.readText("/proc/sys/kernel/osrelease", MAX_RELEASE_BYTES).catch(() => ""),
    inquiry.knownVersion(() => askVersion(inquiry)),
  ]);
  return version !== null && isSince(version, MAPPING_PODMAN) && isSince(kernel, MAPPING_KERNEL);
}

async function askVersion(inquiry: Inquiry): Promise<string | null> {
  const asked = await inquiry.ask(["version", "--format", "{{.Client.Version}}"]);
  const said = asked.kind === "exited" && asked.code === 0 ? asked.stdout.trim() : "";
  return said === "" ? null : said;
}

function isSince(version: string, [major, minor]: readonly [number, number]): boolean {
  const [, seenMajor, seenMinor] = /^(\d+)\.(\d+)/.exec(version.trim()) ?? [];
  const [first, second] = [Number(seenMajor), Number(seenMinor)];
  return first > major || (first === major && second >= minor);
}

async function askRootless(inquiry: Inquiry): Promise<boolean | null> {
  const asked = await inquiry.ask(["info", "--format", "{{.Host.Security.Rootless}}"]);
  if (asked.kind !== "exited" || asked.code !== 0) return null;
  const said = asked.stdout.trim();
  return said === "true" || said === "false" ? said === "true" : null;
}

/** Why podman's virtual machine cannot be used; `null` when it runs, or there is no need of one. */
async function refuseWithoutMachine(inquiry: Inquiry): Promise<Refusal | null> {
  const { client, endpoint, system } = inquiry;
  if (system.platform === "linux" || endpoint !== null) return null;
  const machines = readMachines(await inquiry.ask(LIST_MACHINES));
  if (machines === null) return null;
  if (machines.length === 0) {
    return refuse("there is no podman machine", "run: podman machine init --now");
  }
  const machine = chooseMachine(machines);
  if (machine === null) {
    return machines.some(({ state }) => state === "running") ? null : refuse(
      "no podman machine is running, and none of them is the default",
      "run: podman machine start NAME",
    );
  }
  return machine.state === "running"
    ? null
    : refuseStopped(new PodmanMachine(client, machine.name), machine.state);
}
