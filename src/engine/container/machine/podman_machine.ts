import { parseJson } from "../../../json/read_json.ts";
import type { CommandResult } from "../../../system/run_command.ts";
import type { ContainerClient } from "../container_client.ts";
import { list, record } from "../fact_checks.ts";
import {
  COMMAND_GRACE_MS,
  type Machine,
  type MachineState,
  PATIENT_MS,
  STOP_MS,
} from "./machine.ts";
import { describeCommandFailure } from "../../../executables/command_failure.ts";

/** A machine as `podman machine list --format json` has it (podman 4 to 6). */
export interface ListedMachine {
  readonly name: string;
  /** Whether it is the one that podman's client speaks to by default. */
  readonly isDefault: boolean;
  readonly state: MachineState;
  /** When it was started last. */
  readonly lastUp: string | null;
}

/** Arguments that list the machines. */
export const LIST_MACHINES: readonly string[] = ["machine", "list", "--format", "json"];
/** The machine that podman's commands mean when none is named. */
const DEFAULT_NAME = "podman-machine-default";
/** As podman allows. What else stood there could be read as a flag. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/;
const MAX_MACHINES = 100;
/** Characters of a time. */
const MAX_TIME = 64;
/** States of containers in which nothing runs. */
const AT_REST = new Set(["configured", "created", "dead", "exited", "initialized", "stopped"]);

/** The machines of an answer to {@linkcode LIST_MACHINES}; `null` when it is none. */
export function readMachines(listed: CommandResult): readonly ListedMachine[] | null {
  if (listed.kind !== "exited" || listed.code !== 0) return null;
  const machines = parseJson(listed.stdout);
  if (!Array.isArray(machines)) return null;
  return machines.slice(0, MAX_MACHINES).map(record).flatMap((machine) => {
    const name = machine["Name"];
    if (typeof name !== "string" || !NAME.test(name)) return [];
    const lastUp = machine["LastUp"];
    return [{
      name,
      isDefault: machine["Default"] === true,
      state: machine["Starting"] === true
        ? "starting"
        : machine["Running"] === true
        ? "running"
        : "stopped",
      lastUp: typeof lastUp === "string" ? lastUp.slice(0, MAX_TIME) : null,
    }];
  });
}

/** The machine that podman's client would speak to; `null` when that cannot be told. */
export function chooseMachine(machines: readonly ListedMachine[]): ListedMachine | null {
  const [only, another] = machines;
  return machines.find(({ isDefault }) => isDefault) ??
    (another === undefined ? only : machines.find(({ name }) => name === DEFAULT_NAME)) ?? null;
}

/** A virtual machine of podman. */
export class PodmanMachine implements Machine {
  readonly name: string;
  readonly label: string;
  readonly startStep: string;
  readonly #client: ContainerClient;

  /** @param client without the address of a service, which is the machine's own */
  constructor(client: ContainerClient, name: string) {
    this.#client = client;
    this.name = name;
    this.label = `podman machine "${name}"`;
    this.startStep = `run: podman machine start ${name}`;
  }

  async state(): Promise<MachineState> {
    return (await this.#look())?.state ?? "stopped";
  }

  async start(timeoutMs: number): Promise<string | null> {
    return failureOf(
      await this.#client.run(["machine", "start", this.name], timeoutMs, {
        graceMs: COMMAND_GRACE_MS,
      }),
    );
  }

  async session(): Promise<string | null> {
    const machine = await this.#look();
    return machine?.state === "running" ? machine.lastUp : null;
  }

  /** Looks at the containers of both of its users: the one without rights, and root. */
  async isBusy(): Promise<boolean> {
    const answers = await Promise.all(
      [this.name, `${this.name}-root`].map((connection) =>
        this.#client.run(
          ["--connection", connection, "ps", "--all", "--format", "{{.State}}"],
          PATIENT_MS,
        )
      ),
    );
    return answers.some((answer) => failureOf(answer) !== null || !isAtRest(answer));
  }

  async stop(): Promise<string | null> {
    return failureOf(
      await this.#client.run(["machine", "stop", this.name], STOP_MS, {
        graceMs: COMMAND_GRACE_MS,
      }),
    );
  }

  async #look(): Promise<ListedMachine | null> {
    const machines = readMachines(await this.#client.run(LIST_MACHINES, PATIENT_MS));
    return machines?.find(({ name }) => name === this.name) ?? null;
  }
}

/**
 * The machine whose socket the user's `CONTAINER_HOST` names; `null` when it is none's.
 *
 * @param path of the socket
 */
export async function findMachineOfSocket(
  client: ContainerClient,
  { path, timeoutMs }: { readonly path: string; readonly timeoutMs: number },
): Promise<ListedMachine | null> {
  const machines = readMachines(await client.run(LIST_MACHINES, timeoutMs)) ?? [];
  if (machines.length === 0) return null;
  const names = machines.map(({ name }) => name);
  const inspected = await client.run(["machine", "inspect", ...names], timeoutMs);
  if (inspected.kind !== "exited") return null;
  const owner = list(parseJson(inspected.stdout)).map(record).find((machine) => {
    const { PodmanSocket: socket } = { PodmanSocket: null, ...record(machine["ConnectionInfo"]) };
    return record(socket)["Path"] === path;
  });
  return machines.find(({ name }) => name === owner?.["Name"]) ?? null;
}

function failureOf(result: CommandResult): string | null {
  return result.kind === "exited" && result.code === 0 ? null : describeCommandFailure(result);
}

function isAtRest(answer: CommandResult): boolean {
  return answer.kind === "exited" &&
    answer.stdout.split(/\s+/).every((state) => state === "" || AT_REST.has(state.toLowerCase()));
}
