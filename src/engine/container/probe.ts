import type { Log } from "../../log.ts";
import type { System } from "../../system/system.ts";
import type { EngineProbe } from "../engine.ts";
import { buildClientEnvironment, ENDPOINT_VARIABLE } from "./client_environment.ts";
import { ContainerClient } from "./container_client.ts";
import { ContainerEngine } from "./container_engine.ts";
import type { ReuseChoice } from "../../settings/settings.ts";
import { FILTER_LIST, OUTER_FILTER_LIST } from "./filter/filter_list.ts";
import { createFilterSource, encodeFilter } from "./filter/filter_source.ts";
import { inquireDocker } from "./docker_inquiry.ts";
import { type EngineDemands, Inquiry, type InquiryAnswer, NO_DEMANDS } from "./inquiry.ts";
import { readProcessMarks } from "../lease.ts";
import { locateProgram, NOT_ON_PATH } from "../../executables/locate_program.ts";
import { inquirePodman } from "./podman_inquiry.ts";
import type { ContainerEngineName } from "../../engines.ts";
import { refuseWithoutRooms } from "./rooms.ts";
import type { SandboxLimits } from "./run_args.ts";
import type { ContainerUser } from "../../settings/quantities.ts";
import { SandboxUsers } from "./sandbox_users.ts";
import { SelfTest } from "./self_test.ts";
import { sandboxUlimits } from "./ulimits.ts";

export interface ProbeContainerEngineOptions {
  readonly name: ContainerEngineName;
  readonly system: System;
  readonly log: Log;
  /** Reference of the image that sandboxes run. */
  readonly image: string;
  /** The launcher's state directory. */
  readonly stateDir: string;
  readonly limits: SandboxLimits;
  readonly user: ContainerUser;
  /** The launcher's state directory; without it no self-test is made, as in tests of other things. */
  readonly selfTestDir?: string;
  /** Whether containers serve many runs, and how long such a one lives; without it they never do. */
  readonly reuse?: { readonly choice: ReuseChoice; readonly lifetimeSeconds: number };
  /** What the user demands of the engine. */
  readonly demands?: EngineDemands;
  /** Source of the Python program that waits for the first frame. */
  readonly loader: string;
  /**
   * Milliseconds for all commands together.
   *
   * @default {3000}
   */
  readonly timeoutMs?: number;
}

const INQUIRIES: Readonly<
  Record<ContainerEngineName, (inquiry: Inquiry) => Promise<InquiryAnswer>>
> = { podman: inquirePodman, docker: inquireDocker };

/**
 * Checks whether podman or docker can run sandboxes here: its client is installed, its service
 * answers, it enforces limits, and the image is present.
 */
export async function probeContainerEngine(
  options: ProbeContainerEngineOptions,
): Promise<EngineProbe> {
  const { name, system, log, image, stateDir, limits, loader } = options;
  const located = await locateProgram(system, name);
  if (!located.found) {
    const { refusal } = located;
    return refusal === NOT_ON_PATH
      ? { usable: false, name, refusal, remedy: null, missing: true }
      : {
        usable: false,
        name,
        refusal,
        remedy: `install ${name} where only root or you may write`,
      };
  }
  const environment = await buildClientEnvironment(system, { name, program: located.path });
  if (!environment.usable) {
    const remedy = `unset ${ENDPOINT_VARIABLE[name]}, or set it to a local socket of yours`;
    return { usable: false, name, refusal: environment.refusal, remedy };
  }

  const demands = options.demands ?? NO_DEMANDS;
  const { ociRuntime } = demands;
  if (name === "docker" && ociRuntime?.startsWith("/")) {
    const refusal = "it takes no path as the OCI runtime, only a name in its configuration";
    const remedy =
      "add the runtime to docker's daemon.json, and set MCP_BRIDGE_OCI_RUNTIME to its " +
      "name";
    return { usable: false, name, refusal, remedy };
  }
  const clientWith = (env: Readonly<Record<string, string>>) =>
    new ContainerClient({ name, system, program: located.path, env, ociRuntime });
  const answer = await INQUIRIES[name](
    new Inquiry({
      system,
      image,
      client: clientWith(environment.env),
      env: environment.env,
      endpoint: environment.endpoint,
      demands,
      timeoutMs: options.timeoutMs ?? 3000,
    }),
  );
  if (!answer.usable) return { ...answer, name };

  const client = clientWith(answer.env);
  // docker's client reads the filter's file itself; podman's service reads it where it runs
  const remote = name === "podman" &&
    (system.platform !== "linux" || environment.endpoint !== null);
  const owner = await readProcessMarks(system, system.pid);
  const { reuse, selfTestDir } = options;
  const selfTest = selfTestDir === undefined ? {} : {
    selfTest: new SelfTest({
      system,
      log,
      stateDir: selfTestDir,
      engine: name,
      program: located.path,
      version: answer.version,
      ociRuntime,
      bootId: owner.bootId,
      expected: {
        limits,
        ulimits: sandboxUlimits(name, limits.pids),
        missingLimits: answer.missingLimits,
        ownRuntime: ociRuntime !== null,
      },
    }),
  };
  const engine = new ContainerEngine({
    ...selfTest,
    system,
    log,
    client,
    image: answer.image,
    imageReference: image,
    rootless: answer.rootless,
    missingLimits: answer.missingLimits,
    ociRuntime,
    limits,
    users: new SandboxUsers({
      user: options.user,
      namespaces: answer.namespaces,
      random: Math.random(),
    }),
    filter: createFilterSource({ system, log, list: FILTER_LIST, stateDir, remote }),
    rooms: reuse === undefined || reuse.choice === "never" ? null : {
      filter: createFilterSource({ system, log, list: OUTER_FILTER_LIST, stateDir, remote }),
      innerFilter: encodeFilter(FILTER_LIST),
      lifetimeSeconds: reuse.lifetimeSeconds,
      required: reuse.choice === "rooms",
    },
    remote,
    loader,
    owner,
  });
  if (reuse?.choice === "rooms") {
    const rooms = await engine.rooms();
    if (rooms.use === "impossible") {
      return { usable: false, name, ...refuseWithoutRooms(rooms.reason) };
    }
  }
  return { usable: true, engine };
}
