import type { Platform, System } from "../../../system/system.ts";
import type { ContainerClient } from "../container_client.ts";
import { PATIENT_MS } from "./machine.ts";
import { chooseMachine, LIST_MACHINES, readMachines } from "./podman_machine.ts";

export interface SharingQuestion {
  readonly system: System;
  readonly client: ContainerClient;
  /** Absolute path on this machine. */
  readonly directory: string;
}

/**
 * What podman shares with a new machine when no `--volume` is given; one that is given replaces all of
 * it (podman-machine-init(1)).
 */
const SHARED_BY_DEFAULT: Readonly<Record<Platform, (home: string) => readonly string[]>> = {
  linux: (home) => [home],
  darwin: () => ["/Users", "/private", "/var/folders"],
  windows: (home) => [home],
};

/**
 * What makes a virtual machine see a directory, as a clause with the command of the installed version.
 * Changes nothing. `podman machine set` has had no `--volume` up to podman 6.1, though it is often
 * named, so its help is asked.
 */
export async function adviseSharing(question: SharingQuestion): Promise<string> {
  const { client, directory, system } = question;
  if (client.name === "docker") {
    return `add ${JSON.stringify(directory)} in Docker Desktop: Settings, Resources, File sharing`;
  }
  const [listed, help, version] = await Promise.all([
    client.run(LIST_MACHINES, PATIENT_MS),
    client.run(["machine", "set", "--help"], PATIENT_MS),
    client.run(["version", "--format", "{{.Client.Version}}"], PATIENT_MS),
  ]);
  const machines = readMachines(listed) ?? [];
  const machine = machines.find(({ state }) => state === "running") ?? chooseMachine(machines);
  if (machine === null) {
    return "have the service of CONTAINER_HOST run where the directory is, or name another one";
  }
  const { name } = machine;
  const volume = (path: string) => `--volume ${quote(`${path}:${path}`, system.platform)}`;
  if (help.kind === "exited" && help.stdout.includes("--volume")) {
    return `run: podman machine stop ${name} && podman machine set ${
      volume(directory)
    } ${name} && ` +
      `podman machine start ${name}`;
  }
  const seen = version.kind === "exited" ? version.stdout.trim().slice(0, 20) : "";
  const shared = SHARED_BY_DEFAULT[system.platform](system.home() ?? "");
  return `move it below a directory that the machine sees (by default ${
    shared.join(", ")
  }), or make ` +
    `the machine anew, without its images, because podman ${seen} cannot add a directory: ` +
    `podman machine rm ${name} && podman machine init ` +
    `${[...shared, directory].map(volume).join(" ")} --now ${name}`;
}

/** As a shell of the platform takes it. */
function quote(text: string, platform: Platform): string {
  if (platform === "windows") return `"${text}"`;
  return /^[A-Za-z0-9/:._+@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
