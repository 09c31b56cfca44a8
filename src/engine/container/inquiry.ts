import type { System } from "../../system/system.ts";
import { IMAGE_FORMAT, type ImageFacts, parseImageFacts } from "./image_facts.ts";
import type { ContainerClient } from "./container_client.ts";
import type { ContainerEngineName } from "../../engines.ts";
import type { Machine, MachineState } from "./machine/machine.ts";
import type { CommandResult } from "../../system/run_command.ts";
import { describeCommandFailure } from "../../executables/command_failure.ts";

/** What the user demands of a container engine. */
export interface EngineDemands {
  /** Name or path of the OCI runtime; `null` for the engine's own. */
  readonly ociRuntime: string | null;
  readonly requireRootless: boolean;
  /** `partial` accepts an engine that cannot limit memory or tasks. */
  readonly limits: "full" | "partial";
}

export const NO_DEMANDS: EngineDemands = {
  ociRuntime: null,
  requireRootless: false,
  limits: "full",
};

export interface InquiryOptions {
  readonly system: System;
  readonly client: ContainerClient;
  /** The client's whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Address of the service in the user's environment, or `null`. */
  readonly endpoint: string | null;
  /** Reference of the image. */
  readonly image: string;
  readonly demands: EngineDemands;
  /** Milliseconds for all commands together. */
  readonly timeoutMs: number;
  /**
   * Gives the client's version, for which `ask` asks.
   *
   * @default {ask}
   */
  readonly knownVersion?: (ask: () => Promise<string | null>) => Promise<string | null>;
}

/** Whether an engine can run sandboxes of this image. */
export type InquiryAnswer =
  | {
    readonly usable: true;
    readonly image: ImageFacts;
    /** The client's environment for all later commands. */
    readonly env: Readonly<Record<string, string>>;
    /** Whether it has no rights of root; `null` when that is not known. */
    readonly rootless: boolean | null;
    /** Version of its service; `null` when it has none and the client is all of it. */
    readonly version: string | null;
    /** Limits that it does not hold, as the user allowed: `memory`, `pids`. */
    readonly missingLimits: readonly string[];
    /** Whether each sandbox can have a user namespace of its own at no price. */
    readonly namespaces: boolean;
  }
  | Refusal;

/** Why an engine cannot be used. */
export interface Refusal {
  readonly usable: false;
  /** A clause: `did not answer within 3 s`. */
  readonly refusal: string;
  /** The one step that would make it usable, as a clause: `run: podman pull …`; or `null`. */
  readonly remedy: string | null;
  /** It did not answer in time, and might do so later. */
  readonly timedOut?: true;
  /** Its machine, which is stopped or being started. */
  readonly machine?: Machine;
  /** Nothing answers at its address, and that may change while its machine starts. */
  readonly unreachable?: true;
}

/** Commands to one engine's client that share one time limit. */
export class Inquiry {
  readonly system: System;
  readonly client: ContainerClient;
  readonly image: string;
  readonly endpoint: string | null;
  readonly env: Readonly<Record<string, string>>;
  readonly demands: EngineDemands;
  readonly knownVersion: NonNullable<InquiryOptions["knownVersion"]>;
  readonly #options: InquiryOptions;
  readonly #deadline: number;

  constructor(options: InquiryOptions) {
    this.system = options.system;
    this.client = options.client;
    this.image = options.image;
    this.endpoint = options.endpoint;
    this.env = options.env;
    this.demands = options.demands;
    this.knownVersion = options.knownVersion ?? ((ask) => ask());
    this.#options = options;
    this.#deadline = options.system.clock.monotonic() + options.timeoutMs;
  }

  /** Runs the client; `env` is added to its environment. Never throws. */
  async ask(
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<CommandResult> {
    const result = await this.client.run(args, this.leftMs, { env });
    return result.kind === "timeout" ? { ...result, timeoutMs: this.#options.timeoutMs } : result;
  }

  /** Milliseconds that are left. */
  get leftMs(): number {
    return Math.max(1, this.#deadline - this.system.clock.monotonic());
  }
}

/** Arguments with which both clients describe an image. */
export function inspectImageArgs(image: string): readonly string[] {
  return ["image", "inspect", "--format", IMAGE_FORMAT, "--", image];
}

/** The step against an image that no pull would make usable. */
export const OTHER_IMAGE = "set MCP_BRIDGE_IMAGE to another image";

/** Parses what the client printed: the facts of the image, or why it cannot be used. */
export function readImage(
  image: string,
  printed: string,
): { readonly usable: true; readonly image: ImageFacts } | Refusal {
  try {
    return { usable: true, image: parseImageFacts(printed) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return refuse(`image ${JSON.stringify(image)} cannot be used: ${reason}`, OTHER_IMAGE);
  }
}

/** Creates a refusal from its reason and remedy. */
export function refuse(refusal: string, remedy: string): Refusal {
  return { usable: false, refusal, remedy };
}

/** The refusal of an engine whose machine does not run. */
export function refuseStopped(machine: Machine, state: MachineState): Refusal {
  const { label, startStep } = machine;
  const refusal = state === "starting" ? `${label} is being started` : `${label} is not running`;
  return { ...refuse(refusal, startStep), machine };
}

/** The refusal of an engine that has the rights of root, or may have them. */
export function refuseRootful(rootless: boolean | null, remedy: string): Refusal {
  const refusal = rootless === null
    ? "it does not say whether it is rootless, and MCP_BRIDGE_REQUIRE_ROOTLESS is set"
    : "it has the rights of root, and MCP_BRIDGE_REQUIRE_ROOTLESS is set";
  return refuse(refusal, remedy);
}

/** What podman's client says when its service does not answer. */
const UNREACHABLE = /(?:cannot|unable to) connect/i;

/** Why a command to the engine failed, and the step that belongs to the reason. */
export function refuseFailure(name: ContainerEngineName, result: CommandResult): Refusal {
  const refusal = describeCommandFailure(result);
  switch (result.kind) {
    case "timeout":
      return {
        ...refuse(
          refusal,
          `see whether \`${name} info\` answers; ${name} is asked again by itself`,
        ),
        timedOut: true,
      };
    case "not_started":
      return refuse(refusal, `see why \`${name} info\` does not start in a terminal`);
    case "exited": {
      const refused = refuse(refusal, remedyFor(name, result.stderr));
      return UNREACHABLE.test(result.stderr) ? { ...refused, unreachable: true } : refused;
    }
  }
}

/** The step against what the client said on stderr. */
export function remedyFor(name: ContainerEngineName, said: string): string {
  if (/permission denied/i.test(said)) return ACCESS_REMEDY[name];
  if (/cgroup/i.test(said)) {
    return `give ${name} the cgroup controllers memory and pids (on Linux: cgroup v2, by systemd)`;
  }
  return `run: ${name} info, and put right what it says`;
}

const ACCESS_REMEDY: Readonly<Record<ContainerEngineName, string>> = {
  podman: "run: podman system migrate, and see that its storage belongs to you",
  docker: "run: sudo usermod -aG docker $USER, and log in again (the group docker is as good as " +
    "root; podman needs no such right)",
};
