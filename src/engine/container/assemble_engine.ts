import type { Mount } from "../../settings/mounts.ts";
import { readProcessMarks } from "../lease.ts";
import type { ContainerClient } from "./container_client.ts";
import { ContainerEngine } from "./container_engine.ts";
import { FILTER_LIST, OUTER_FILTER_LIST } from "./filter/filter_list.ts";
import { createFilterSource, encodeFilter } from "./filter/filter_source.ts";
import { type EngineDemands, type InquiryAnswer, NO_DEMANDS } from "./inquiry.ts";
import { MOUNT_OPTIONS } from "./mount_args.ts";
import type { Machine } from "./machine/machine.ts";
import type { ProbeContainerEngineOptions } from "./probe_options.ts";
import { SandboxUsers } from "./sandbox_users.ts";
import { SelfTest } from "./self_test.ts";
import { sandboxUlimits } from "./ulimits.ts";

/** What was found of an engine that can be used. */
export interface FoundEngine {
  readonly client: ContainerClient;
  /** Absolute path of the client. */
  readonly program: string;
  readonly answer: Extract<InquiryAnswer, { usable: true }>;
  readonly mounts: readonly Mount[];
  /** Whether podman's client passes commands to a service. */
  readonly remote: boolean;
  /** Whether it runs in a virtual machine, or may. */
  readonly virtual: boolean;
  /** Gives the engine's machine of a name. */
  readonly openMachine: (name: string) => Machine;
}

/** Puts together an engine of what was asked for and what was found. Starts nothing. */
export async function assembleEngine(
  options: ProbeContainerEngineOptions,
  { client, program, answer, mounts, remote, virtual, openMachine }: FoundEngine,
): Promise<ContainerEngine> {
  const { name, system, log, stateDir, limits, loader, keeper, reuse, selfTestDir } = options;
  const demands: EngineDemands = options.demands ?? NO_DEMANDS;
  const { ociRuntime } = demands;
  const owner = await readProcessMarks(system, system.pid);
  const selfTest = selfTestDir === undefined ? {} : {
    selfTest: new SelfTest({
      system,
      log,
      stateDir: selfTestDir,
      engine: name,
      program,
      version: answer.version,
      ociRuntime,
      bootId: owner.bootId,
      expected: {
        limits,
        ulimits: sandboxUlimits(name, limits.pids),
        missingLimits: answer.missingLimits,
        mounts,
        mountOptions: MOUNT_OPTIONS[name],
        ownRuntime: ociRuntime !== null,
      },
    }),
  };
  return new ContainerEngine({
    ...selfTest,
    system,
    log,
    client,
    image: answer.image,
    imageReference: options.image,
    rootless: answer.rootless,
    missingLimits: answer.missingLimits,
    ociRuntime,
    limits,
    mounts,
    virtual,
    ...(keeper === undefined || !virtual
      ? {}
      : { onStarted: (ended) => keeper.hold(ended, openMachine) }),
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
}
