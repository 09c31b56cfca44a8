import { EngineError, messageOf } from "../../errors.ts";
import type { Log } from "../../log.ts";
import type { ChildProcess, System } from "../../system/system.ts";
import type { Cleaned, Engine, EngineSandbox } from "../engine.ts";
import { type ContainerClient, describeFailure } from "./container_client.ts";
import { ContainerSandbox } from "./container_sandbox.ts";
import type { ImageFacts } from "./image_facts.ts";
import { formatLease, isAbandoned, parseLease, type ProcessMarks } from "../lease.ts";
import type { ContainerEngineName } from "../../engines.ts";
import {
  buildRunArgs,
  type RunArgsOptions,
  type SandboxFilter,
  type SandboxLimits,
} from "./run_args.ts";
import type { SandboxUsers } from "./sandbox_users.ts";
import type { SelfTest } from "./self_test.ts";

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
  /** The filter for the next sandbox. Never rejects. */
  readonly nextFilter: () => Promise<SandboxFilter>;
  /** See {@linkcode buildRunArgs}. */
  readonly remote: boolean;
  /** Source of the Python program that waits for the first frame. */
  readonly loader: string;
  /** Marks of this process, the owner of the containers. */
  readonly owner: ProcessMarks;
}

const LIST_GUARD_MS = 5000;
const REMOVE_GUARD_MS = 30_000;
/** Containers removed by one command. */
const REMOVE_BATCH = 50;
/** Length of the ids that the engines print. */
const SHORT_ID = 12;

/** Sandboxes as containers of podman or docker. */
export class ContainerEngine implements Engine {
  readonly name: ContainerEngineName;
  readonly image: { readonly reference: string; readonly id: string };
  readonly rootless: boolean | null;
  readonly missingLimits: readonly string[];
  readonly userIds: number;
  readonly #options: ContainerEngineOptions;

  constructor(options: ContainerEngineOptions) {
    this.name = options.client.name;
    this.image = { reference: options.imageReference, id: options.image.id };
    this.rootless = options.rootless ?? null;
    this.missingLimits = options.missingLimits ?? [];
    this.userIds = options.users.ids;
    this.#options = options;
  }

  async start(): Promise<EngineSandbox> {
    const { client, image, limits, loader, log, nextFilter, remote, selfTest, system } =
      this.#options;
    const { users } = this.#options;
    const user = users.next();
    const containerName = `mcp-code-bridge-${crypto.randomUUID()}`;
    const args: RunArgsOptions = {
      containerName,
      lease: this.#lease(),
      image: image.id,
      imageEnvNames: image.envNames,
      limits,
      user,
      filter: await nextFilter(),
      innerFilter: null,
      remote,
      ociRuntime: this.#options.ociRuntime ?? null,
      loader,
    };
    const alike = { user: "", base: user.base === null ? null : 0 };
    const flags = buildRunArgs(this.name, { ...args, containerName: "", lease: "", user: alike });
    const due = await selfTest?.due(flags) ?? null;
    let process: ChildProcess;
    try {
      process = this.#spawn(
        due === null ? args : { ...args, loader: selfTest?.wrap(loader) ?? loader },
      );
    } catch (error) {
      users.release(user);
      throw error;
    }
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
        onBreach: (reason) => sandbox.refuse(reason),
      }),
      image: this.image,
    });
    return sandbox;
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

  async clean(): Promise<Cleaned> {
    const { client, log } = this.#options;
    const removed: string[] = [];
    try {
      const abandoned = await this.#abandoned();
      for (let from = 0; from < abandoned.length; from += REMOVE_BATCH) {
        const batch = abandoned.slice(from, from + REMOVE_BATCH);
        const result = await client.run(["rm", "--force", ...batch], REMOVE_GUARD_MS);
        if (result.kind !== "exited" || result.code !== 0) throw new Error(describeFailure(result));
        removed.push(...batch.map((id) => `container ${id.slice(0, SHORT_ID)}`));
        log(
          "info",
          `Removed ${batch.length} containers that an earlier bridge left in ${this.name}`,
        );
      }
      return { removed, problem: null };
    } catch (error) {
      const problem = `${this.name} ${messageOf(error)}`;
      log("warning", `Cannot remove what earlier bridges left behind: ${problem}`);
      return { removed, problem };
    }
  }

  async #abandoned(): Promise<string[]> {
    const { client, system } = this.#options;
    const ids: string[] = [];
    for (const { id, running, lease: label } of await client.list(LIST_GUARD_MS)) {
      const lease = parseLease(label);
      if (lease !== null && await isAbandoned(system, { lease, running })) ids.push(id);
    }
    return ids;
  }

  #lease(): string {
    const { limits, owner, system } = this.#options;
    return formatLease({
      uid: system.uid(),
      pid: system.pid,
      process: owner,
      expiresAt: Math.ceil(system.clock.now() / 1000) + limits.lifetimeSeconds,
    });
  }
}
