import { parseJson } from "../../json/read_json.ts";
import { LOOK_AT_MOUNTS } from "../../python/modules.ts";
import type { Mount } from "../../settings/mounts.ts";
import type { System } from "../../system/system.ts";
import type { EngineFinding } from "../engine.ts";
import type { ContainerClient } from "./container_client.ts";
import { list } from "./fact_checks.ts";
import { adviseSharing } from "./machine/advise_sharing.ts";
import { describeCommandFailure } from "../../executables/command_failure.ts";

export interface MountSightOptions {
  readonly system: System;
  readonly client: ContainerClient;
  readonly mounts: readonly Mount[];
  /** Whether the engine runs in a virtual machine, or may. */
  readonly remote: boolean;
  /**
   * Arguments that start a sandbox with these directories and this program.
   *
   * @param loader source of the program
   */
  readonly runArgs: (mounts: readonly Mount[], loader: string) => Promise<readonly string[]>;
}

/** Milliseconds that a container has to start and to answer. */
const LOOK_MS = 20_000;
/** Names of a directory that are compared. */
const MAX_NAMES = 50;

/** What is wrong with one directory. */
type Fault = "absent" | "unreadable" | "other";

/**
 * Looks from a sandbox whether it sees the directories as the machine has them. A virtual machine may
 * lack one, or have another at the same path. Never throws.
 */
export async function findMountFaults(
  options: MountSightOptions,
): Promise<readonly EngineFinding[]> {
  const { mounts } = options;
  if (mounts.length === 0) return [];
  const together = await look(options, mounts);
  if (together.kind === "faults") return await describeAll(options, together.faults);
  if (together.kind === "silent") {
    const { name } = options.client;
    return [{
      problem: `${name} does not tell whether programs see the directories of MCP_BRIDGE_MOUNTS ` +
        `(it ${together.reason})`,
      remedy: `see whether \`${name} info\` answers`,
    }];
  }
  // one that the engine refuses hides the others
  const findings: EngineFinding[] = [];
  for (const mount of mounts) {
    const alone = await look(options, [mount]);
    findings.push(
      ...alone.kind === "faults"
        ? await describeAll({ ...options, mounts: [mount] }, alone.faults)
        : [await describe(options, { mount, fault: "absent", said: alone.reason })],
    );
  }
  return findings;
}

/** What came of a look at directories. */
type Look =
  /** The fault of each, or anything else where there is none. */
  | { readonly kind: "faults"; readonly faults: readonly unknown[] }
  /** The engine starts no sandbox with them, or what it starts says nothing that can be read. */
  | { readonly kind: "refused"; readonly reason: string }
  /** The engine does not answer at all. */
  | { readonly kind: "silent"; readonly reason: string };

async function look(
  { system, client, runArgs }: MountSightOptions,
  mounts: readonly Mount[],
): Promise<Look> {
  const expected = await Promise.all(mounts.map(async ({ source, target }) => {
    const names = await system.files.list(source).catch(() => []);
    return [target, names.slice(0, MAX_NAMES)];
  }));
  // JSON's strings and lists are Python's
  const given = `{"EXPECTED": ${JSON.stringify(expected)}}`;
  const loader = `exec(${JSON.stringify(LOOK_AT_MOUNTS)}, ${given})`;
  const result = await client.run(await runArgs(mounts, loader), LOOK_MS);
  if (result.kind !== "exited") return { kind: "silent", reason: describeCommandFailure(result) };
  if (result.code !== 0) return { kind: "refused", reason: describeCommandFailure(result) };
  const faults = list(parseJson(result.stdout));
  return faults.length === mounts.length
    ? { kind: "faults", faults }
    : { kind: "refused", reason: "its answer cannot be read" };
}

async function describeAll(
  options: MountSightOptions,
  faults: readonly unknown[],
): Promise<readonly EngineFinding[]> {
  const found = options.mounts.flatMap((mount, index) => {
    const fault = faults[index];
    return isFault(fault) ? [{ mount, fault }] : [];
  });
  return await Promise.all(found.map((each) => describe(options, each)));
}

function isFault(value: unknown): value is Fault {
  return value === "absent" || value === "unreadable" || value === "other";
}

async function describe(
  { system, client, remote }: MountSightOptions,
  { mount: { source, target }, fault, said }: {
    readonly mount: Mount;
    readonly fault: Fault;
    /** What the engine said. */
    readonly said?: string;
  },
): Promise<EngineFinding> {
  const shown = JSON.stringify(source);
  if (fault === "unreadable") {
    return {
      problem: `programs may not read ${shown}: they run as a user of their own`,
      remedy: `run: chmod o+rx ${shown}, and give others the right to read the files in it`,
    };
  }
  const problem = fault === "other"
    ? `${client.name} shows programs another directory than ${shown} at ${target}`
    : `${client.name} does not show ${shown} to programs${said === undefined ? "" : ` (${said})`}`;
  const remedy = remote
    ? await adviseSharing({ system, client, directory: source })
    : "see what it says, or name another directory in MCP_BRIDGE_MOUNTS";
  return { problem, remedy };
}
