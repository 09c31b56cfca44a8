import type { EngineProbe, StoppedMachine } from "../engine.ts";
import { assembleEngine } from "./assemble_engine.ts";
import { buildClientEnvironment, ENDPOINT_VARIABLE } from "./client_environment.ts";
import { ContainerClient } from "./container_client.ts";
import { socketOf } from "./endpoint.ts";
import { inquireDocker } from "./docker_inquiry.ts";
import {
  Inquiry,
  type InquiryAnswer,
  NO_DEMANDS,
  type Refusal,
  refuse,
  refuseStopped,
} from "./inquiry.ts";
import { locateProgram, NOT_ON_PATH } from "../../executables/locate_program.ts";
import { DockerDesktop, isDockerDesktop } from "./machine/docker_desktop.ts";
import type { Machine } from "./machine/machine.ts";
import { findMachineOfSocket, PodmanMachine } from "./machine/podman_machine.ts";
import { findMountSources } from "./mount_sources.ts";
import { inquirePodman } from "./podman_inquiry.ts";
import type { ContainerEngineName } from "../../engines.ts";
import { knownVersion } from "./known_version.ts";
import { refuseWithoutRooms } from "./rooms.ts";
import type { ProbeContainerEngineOptions } from "./probe_options.ts";

const PROBE_MS = 3000;

const INQUIRIES: Readonly<
  Record<ContainerEngineName, (inquiry: Inquiry) => Promise<InquiryAnswer>>
> = { podman: inquirePodman, docker: inquireDocker };

/**
 * Checks whether podman or docker can run sandboxes here: its client is installed, its service
 * answers, it enforces limits, and the image is present. What it can do about a stopped machine is in
 * the answer, and nothing is started.
 */
export async function probeContainerEngine(
  options: ProbeContainerEngineOptions,
): Promise<EngineProbe> {
  await options.keeper?.settled();
  const { answer, machine } = await probeOnce(options);
  const { keeper } = options;
  if (answer.usable || machine === null || keeper === undefined) return answer;
  const stopped: StoppedMachine = {
    label: machine.label,
    start: () =>
      keeper.start(machine, async (timeoutMs) => {
        const { answer: probe, waits } = await probeOnce({ ...options, timeoutMs });
        return { probe, waits };
      }),
  };
  return { ...answer, stopped };
}

interface Probed {
  readonly answer: EngineProbe;
  /** The engine's machine, if it is refused because that does not run. */
  readonly machine: Machine | null;
  /** Whether the answer may be another once the machine has started. */
  readonly waits: boolean;
}

async function probeOnce(options: ProbeContainerEngineOptions): Promise<Probed> {
  const { name } = options;
  const found = await find(options);
  if (found.usable) return { answer: found, machine: null, waits: false };
  const { machine = null, unreachable = false, ...refusal } = found;
  const waits = machine !== null || unreachable || refusal.timedOut === true;
  return { answer: { ...refusal, name }, machine, waits };
}

/** A refusal may say that the engine is not installed. */
type Found = Extract<EngineProbe, { usable: true }> | (Refusal & { readonly missing?: true });

async function find(options: ProbeContainerEngineOptions): Promise<Found> {
  const { name, system, log, image, stateDir, mounts = [], timeoutMs = PROBE_MS } = options;
  const located = await locateProgram(system, name);
  if (!located.found) {
    const { refusal } = located;
    return refusal === NOT_ON_PATH
      ? { usable: false, refusal, remedy: null, missing: true }
      : refuse(refusal, `install ${name} where only root or you may write`);
  }
  const demands = options.demands ?? NO_DEMANDS;
  const { ociRuntime } = demands;
  const program = located.path;
  const clientWith = (env: Readonly<Record<string, string>>) =>
    new ContainerClient({ name, system, program, env, ociRuntime });
  const environment = await buildClientEnvironment(system, { name, program });
  if (!environment.usable) {
    const { missing, refusal } = environment;
    const behind = missing === undefined
      ? null
      : await refuseMachineBehind(options, { program, ...missing });
    const variable = ENDPOINT_VARIABLE[name];
    return behind ?? refuse(refusal, `unset ${variable}, or set it to a local socket of yours`);
  }

  if (name === "docker" && ociRuntime?.startsWith("/")) {
    return refuse(
      "it takes no path as the OCI runtime, only a name in its configuration",
      "add the runtime to docker's daemon.json, and set MCP_BRIDGE_OCI_RUNTIME to its name",
    );
  }
  const sources = await findMountSources(system, { mounts, stateDir });
  if (!sources.usable) return sources;
  const { env, endpoint } = environment;
  const answer = await INQUIRIES[name](
    new Inquiry({
      system,
      image,
      client: clientWith(env),
      env,
      endpoint,
      demands,
      timeoutMs,
      knownVersion: (ask) => knownVersion({ system, log, stateDir, program }, ask),
    }),
  );
  if (!answer.usable) {
    const behind = endpoint === null
      ? null
      : await refuseMachineBehind(options, { program, env, endpoint });
    return behind ?? answer;
  }

  const client = clientWith(answer.env);
  // docker's client reads the filter's file itself; podman's service reads it where it runs
  const remote = name === "podman" && (system.platform !== "linux" || endpoint !== null);
  const daemon = answer.env[ENDPOINT_VARIABLE.docker] ?? "";
  const virtual = remote || system.platform !== "linux" || await isDockerDesktop(system, daemon);
  const engine = await assembleEngine(options, {
    client,
    program,
    answer,
    mounts: sources.mounts,
    remote,
    virtual,
    openMachine: (machine) =>
      name === "podman"
        ? new PodmanMachine(machineClient(options, { program, env: answer.env }), machine)
        : new DockerDesktop({ system, client, endpoint: daemon, env: answer.env }),
  });
  if (options.reuse?.choice === "rooms") {
    const rooms = await engine.rooms();
    if (rooms.use === "impossible") {
      return { usable: false, ...refuseWithoutRooms(rooms.reason) };
    }
  }
  return { usable: true, engine };
}

/** A client that speaks to podman's machines and not to a service. */
function machineClient(
  { name, system }: ProbeContainerEngineOptions,
  { program, env }: { readonly program: string; readonly env: Readonly<Record<string, string>> },
): ContainerClient {
  const { [ENDPOINT_VARIABLE[name]]: _endpoint, ...rest } = env;
  return new ContainerClient({ name, system, program, env: rest });
}

/** The refusal of podman whose service is in a machine which does not run; `null` for every other. */
async function refuseMachineBehind(
  options: ProbeContainerEngineOptions,
  { program, env, endpoint }: {
    readonly program: string;
    readonly env: Readonly<Record<string, string>>;
    readonly endpoint: string;
  },
): Promise<Refusal | null> {
  const path = socketOf(endpoint);
  if (options.name !== "podman" || path === null) return null;
  const client = machineClient(options, { program, env });
  const timeoutMs = (options.timeoutMs ?? PROBE_MS) / 2;
  const machine = await findMachineOfSocket(client, { path, timeoutMs });
  return machine === null || machine.state === "running"
    ? null
    : refuseStopped(new PodmanMachine(client, machine.name), machine.state);
}
