import { EngineError } from "../../errors.ts";
import type { Log } from "../../log.ts";
import type { ChildProcess, System } from "../../system/system.ts";
import type { RoomUse } from "../../ipc/port.ts";
import type { Cleaned, Engine, EngineFinding, EngineSandbox } from "../engine.ts";
import { findAbandoned, nameContainer, removeAbandoned } from "./clean_containers.ts";
import type { ContainerClient } from "./container_client.ts";
import { ContainerSandbox } from "./container_sandbox.ts";
import type { ImageFacts } from "./image_facts.ts";
import { formatLease, type ProcessMarks } from "../lease.ts";
import type { ContainerEngineName } from "../../engines.ts";
import type { FilterSource } from "./filter/filter_source.ts";
import type { Mount } from "../../settings/mounts.ts";
import { once } from "../../system/once.ts";
import { findMountFaults } from "./mount_sight.ts";
import { refuseWithoutRooms, type RoomOptions } from "./rooms.ts";
import {
  buildRunArgs,
  type RunArgsOptions,
  type SandboxFilter,
  type SandboxLimits,
} from "./run_args.ts";
import type { SandboxUsers } from "./sandbox_users.ts";
import type { RoomTest, SelfTest } from "./self_test.ts";

export interface ContainerEngineOptions {
  readonly system: System;
  readonly log: Log;
  readonly client: ContainerClient;
  readonly image: ImageFacts;
  /** The image as the user named it. */
  readonly imageReference: string;
  /** Whether it has no rights of root; `null` when that is not known. */
  readonly rootless?: boolean | null;
  /** Limits that it does not hold. @default {[]} */
  readonly missingLimits?: readonly string[];
  /** Proves the confinement of the first sandbox; absent in tests of other things. */
  readonly selfTest?: SelfTest;
  /** Name of docker's OCI runtime; podman's is told to its client. */
  readonly ociRuntime?: string | null;
  readonly limits: SandboxLimits;
  readonly users: SandboxUsers;
  /** The filter of programs. */
  readonly filter: FilterSource;
  /** How rooms are made; `null` where each run gets a container. Without a self-test none are. */
  readonly rooms?: RoomOptions | null;
  /** Directories of the machine that programs see. @default {[]} */
  readonly mounts?: readonly Mount[];
  /** Whether it runs in a virtual machine, or may, which need not see what the machine has. */
  readonly virtual?: boolean;
  /** Told of each sandbox, with a promise that settles at its end. */
  readonly onStarted?: (ended: Promise<unknown>) => void;
  /** See {@linkcode buildRunArgs}. */
  readonly remote: boolean;
  /** Source of the Python program that waits for the first frame. */
  readonly loader: string;
  /** Marks of this process, the owner of the containers. */
  readonly owner: ProcessMarks;
}

/** The arguments of a sandbox, without those that no other has. */
type AlikeArgs = Omit<RunArgsOptions, "containerName" | "lease" | "user">;

/** How a sandbox is started. */
interface Plan {
  readonly args: AlikeArgs;
  /** Key of the self-test that it must pass; `null` if one has. */
  readonly due: string | null;
  readonly rooms: RoomTest;
}

/** Sandboxes as containers of podman or docker. */
export class ContainerEngine implements Engine {
  readonly name: ContainerEngineName;
  readonly image: { readonly reference: string; readonly id: string };
  readonly rootless: boolean | null;
  readonly missingLimits: readonly string[];
  readonly userIds: number;
  readonly #options: ContainerEngineOptions;
  /** What is wrong with the directories; asked once if nothing is. */
  readonly #faultless = once(async () => {
    const [first] = await this.findings();
    if (first === undefined) return;
    throw new EngineError(
      "SANDBOX_START_FAILED",
      `Cannot start sandbox on ${this.name}: ${first.problem}; ${first.remedy}`,
    );
  });

  constructor(options: ContainerEngineOptions) {
    this.name = options.client.name;
    this.image = { reference: options.imageReference, id: options.image.id };
    this.rootless = options.rootless ?? null;
    this.missingLimits = options.missingLimits ?? [];
    this.userIds = options.users.ids;
    this.#options = options;
  }

  async start(): Promise<EngineSandbox> {
    const { client, log, loader, selfTest, system, users, virtual = false } = this.#options;
    // elsewhere the engine itself refuses a directory that it does not see
    if (virtual) await this.#faultless.get();
    const { args: alike, due, rooms } = await this.#plan();
    const user = users.next();
    const containerName = `mcp-code-bridge-${crypto.randomUUID()}`;
    const lease = this.#lease(alike.limits);
    let process: ChildProcess;
    try {
      process = this.#spawn({
        ...alike,
        containerName,
        lease,
        user,
        loader: due === null || selfTest === undefined ? loader : selfTest.wrap(loader, rooms),
      });
    } catch (error) {
      users.release(user);
      throw error;
    }
    this.#options.onStarted?.(process.exited);
    // the client ends with its container, and where it is killed, the container is too
    process.exited.then(() => users.release(user));
    const sandbox: ContainerSandbox = new ContainerSandbox({
      system,
      log,
      client,
      containerName,
      process: selfTest === undefined || due === null ? process : selfTest.guard(process, {
        key: due,
        user,
        rooms,
        onBreach: (reason) => sandbox.refuse(reason),
      }),
      image: this.image,
    });
    return sandbox;
  }

  async rooms(): Promise<RoomUse> {
    const { rooms = null, selfTest } = this.#options;
    if (rooms === null || selfTest === undefined) return { use: "never" };
    const args = this.#roomArgs(rooms, await rooms.filter.expected());
    const { passed } = await selfTest.look(this.#flags(args), "tried");
    const trial = passed?.rooms ?? null;
    if (trial === null) return { use: "untried" };
    return trial.made ? { use: "rooms" } : { use: "impossible", reason: trial.reason };
  }

  async isProven(): Promise<boolean> {
    const { filter, selfTest } = this.#options;
    if (selfTest === undefined) return false;
    if ((await this.rooms()).use === "rooms") return true;
    const args = this.#args({ filter: await filter.expected() });
    return (await selfTest.look(this.#flags(args), "none")).passed !== null;
  }

  async findings(): Promise<readonly EngineFinding[]> {
    const { client, filter, mounts = [], system, users, virtual = false } = this.#options;
    const runArgs = async (shared: readonly Mount[], loader: string) => {
      const user = users.next();
      const alike = this.#args({ filter: await filter.next(), mounts: shared, loader });
      users.release(user);
      const containerName = `mcp-code-bridge-${crypto.randomUUID()}`;
      const lease = this.#lease(alike.limits);
      return buildRunArgs(this.name, { ...alike, containerName, lease, user });
    };
    return await findMountFaults({ system, client, mounts, remote: virtual, runArgs });
  }

  /** How the next sandbox is started: with rooms, unless it is known that there are none. */
  async #plan(): Promise<Plan> {
    const { rooms = null, filter, selfTest } = this.#options;
    if (rooms !== null && selfTest !== undefined) {
      const args = this.#roomArgs(rooms, await rooms.filter.next());
      const test = rooms.required ? "required" : "tried";
      const { key, passed } = await selfTest.look(this.#flags(args), test);
      if (passed === null) return { args, due: key, rooms: test };
      if (passed.rooms?.made === true) return { args, due: null, rooms: test };
      if (rooms.required) throw this.#withoutRooms(passed.rooms?.reason ?? "none was tried");
    }
    const args = this.#args({ filter: await filter.next() });
    const known = await selfTest?.look(this.#flags(args), "none");
    return { args, due: known?.passed === null ? known.key : null, rooms: "none" };
  }

  #withoutRooms(reason: string): EngineError {
    const { refusal, remedy } = refuseWithoutRooms(reason);
    return new EngineError(
      "SANDBOX_START_FAILED",
      `Cannot start sandbox on ${this.name}: ${refusal}; ${remedy}`,
    );
  }

  #roomArgs({ innerFilter, lifetimeSeconds }: RoomOptions, filter: SandboxFilter): AlikeArgs {
    const limits = { ...this.#options.limits, lifetimeSeconds };
    return this.#args({ filter, innerFilter, limits });
  }

  /** The arguments that all sandboxes have, which are started in one way. */
  #args(change: Partial<AlikeArgs> & Pick<AlikeArgs, "filter">): AlikeArgs {
    const { image, limits, loader, mounts = [], remote, ociRuntime = null } = this.#options;
    return {
      image: image.id,
      imageEnvNames: image.envNames,
      limits,
      innerFilter: null,
      mounts,
      remote,
      ociRuntime,
      loader,
      ...change,
    };
  }

  #flags(args: AlikeArgs): readonly string[] {
    const base = this.#options.users.hasNamespaces ? 0 : null;
    const user = { user: "", base };
    return buildRunArgs(this.name, { ...args, containerName: "", lease: "", user });
  }

  #spawn(args: RunArgsOptions): ChildProcess {
    try {
      return this.#options.client.spawn(buildRunArgs(this.name, args));
    } catch (error) {
      throw new EngineError(
        "SANDBOX_START_FAILED",
        `Cannot start a sandbox of the image ${
          JSON.stringify(this.image.reference)
        }: ${this.name} could not be run`,
        { cause: error },
      );
    }
  }

  async leftovers(): Promise<readonly string[]> {
    return (await findAbandoned(this.#options)).map(nameContainer);
  }

  clean(): Promise<Cleaned> {
    return removeAbandoned(this.#options);
  }

  #lease(limits: SandboxLimits): string {
    const { owner, system } = this.#options;
    return formatLease({
      uid: system.uid(),
      pid: system.pid,
      process: owner,
      expiresAt: Math.ceil(system.clock.now() / 1000) + limits.lifetimeSeconds,
    });
  }
}
