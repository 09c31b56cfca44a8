import { pathsOf } from "../../system/paths.ts";
import type { ChildProcess, System } from "../../system/system.ts";
import type { ContainerEngineName } from "../../engines.ts";
import { LEASE_LABEL, OWNER_LABEL } from "./run_args.ts";
import { type CommandResult, runCommand } from "../../system/run_command.ts";
import { describeCommandFailure } from "../../executables/command_failure.ts";

export interface ContainerClientOptions {
  readonly name: ContainerEngineName;
  readonly system: System;
  /** Absolute path of `podman` or `docker`. */
  readonly program: string;
  /** The client's whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Name or path of the OCI runtime; `null` for the engine's own. */
  readonly ociRuntime?: string | null;
}

export interface ClientRunOptions {
  /** Variables added to the client's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** See `RunCommandOptions`. @default {0} */
  readonly graceMs?: number;
}

/** A container of this program, as the engine lists it. */
export interface ListedContainer {
  readonly id: string;
  readonly running: boolean;
  /** Value of the lease label, not yet parsed. */
  readonly lease: string;
}

const LIST_FORMAT: Readonly<Record<ContainerEngineName, string>> = {
  podman: `{{.ID}}\t{{.State}}\t{{index .Labels "${LEASE_LABEL}"}}`,
  docker: `{{.ID}}\t{{.State}}\t{{.Label "${LEASE_LABEL}"}}`,
};

/** The command line client of an engine. */
export class ContainerClient {
  readonly name: ContainerEngineName;
  readonly #system: System;
  readonly #program: string;
  readonly #env: Readonly<Record<string, string>>;
  /**
   * The directory of the client program. Our own may be a repository with files that the client
   * would read, or may no longer exist.
   */
  readonly #cwd: string;
  /** Goes before each command: podman must know a container's runtime to end it, too. */
  readonly #global: readonly string[];
  /** The commands that are under way. */
  readonly #running = new Set<ChildProcess>();

  constructor(options: ContainerClientOptions) {
    this.name = options.name;
    this.#system = options.system;
    this.#program = options.program;
    this.#env = options.env;
    const { name, ociRuntime = null } = options;
    this.#global = name === "podman" && ociRuntime !== null ? ["--runtime", ociRuntime] : [];
    this.#cwd = pathsOf(options.system.platform).dirname(options.program);
  }

  /** Starts the client and leaves it running. @throws {Error} when it cannot be started */
  spawn(args: readonly string[]): ChildProcess {
    return this.#system.spawn({
      argv: [this.#program, ...this.#global, ...args],
      env: this.#env,
      cwd: this.#cwd,
      ownGroup: true,
    });
  }

  /** Runs the client to its end, for at most `timeoutMs` milliseconds. Never throws. */
  run(
    args: readonly string[],
    timeoutMs: number,
    { env = {}, graceMs = 0 }: ClientRunOptions = {},
  ): Promise<CommandResult> {
    return runCommand(this.#system, {
      argv: [this.#program, ...this.#global, ...args],
      env: { ...this.#env, ...env },
      cwd: this.#cwd,
      timeoutMs,
      graceMs,
      running: this.#running,
    });
  }

  /** Kills the commands that are under way. */
  endCommands(): void {
    for (const child of this.#running) child.kill("SIGKILL");
  }

  /**
   * Lists the containers of this program, in every state.
   *
   * @throws {Error} when the engine does not answer or reports a failure
   */
  async list(timeoutMs: number): Promise<readonly ListedContainer[]> {
    const filter = `label=${OWNER_LABEL}=1`;
    const format = LIST_FORMAT[this.name];
    const result = await this.run(
      ["ps", "--all", "--no-trunc", "--filter", filter, "--format", format],
      timeoutMs,
    );
    if (result.kind !== "exited" || result.code !== 0) {
      throw new Error(describeCommandFailure(result));
    }
    return result.stdout.split("\n").flatMap((line) => {
      const [id, state, lease] = line.split("\t");
      if (id === undefined || !/^[0-9a-f]{64}$/.test(id)) return [];
      return [{ id, running: state?.toLowerCase() === "running", lease: lease ?? "" }];
    });
  }
}
