import { parseJson } from "../../json/read_json.ts";
import {
  checkInterfaces,
  checkMounts,
  checkStatus,
  checkUlimits,
  checkUser,
  record,
  show,
} from "./fact_checks.ts";
import type { Mount } from "../../settings/mounts.ts";
import type { SandboxLimits } from "./run_args.ts";
import type { SandboxUser } from "./sandbox_users.ts";
import type { Ulimits } from "./ulimits.ts";

/** What the sandbox was asked to be. */
export interface ExpectedFacts {
  readonly limits: Pick<SandboxLimits, "memoryBytes" | "pids">;
  readonly ulimits: Ulimits;
  readonly user: SandboxUser;
  /** Limits that the engine does not hold, as the user allowed. */
  readonly missingLimits: readonly string[];
  /** Directories of the machine that programs see. */
  readonly mounts: readonly Mount[];
  /** Options that each of these must have, besides being read-only. */
  readonly mountOptions: readonly string[];
  /** Whether the user chose the OCI runtime, which may then be gVisor. */
  readonly ownRuntime: boolean;
}

/** What `uname` of gVisor says, which has a filter of its own outside the sandbox and shows none. */
export const GVISOR_KERNEL = "#1 SMP Sun Jan 10 15:06:54 PST 2016";

/**
 * Compares what a sandbox says of itself with what was asked for.
 *
 * @param text JSON of `self_test.py`
 * @returns a clause for each breach; empty when all is as it should be
 */
export function findBreaches(text: string, expected: ExpectedFacts): readonly string[] {
  const facts = record(parseJson(text));
  const gvisor = expected.ownRuntime && facts["kernel"] === GVISOR_KERNEL;
  return [
    ...checkUser(facts, expected.user),
    ...checkStatus(record(facts["status"]), gvisor),
    ...checkMounts(facts["mounts"], { ...expected, gvisor }),
    ...checkInterfaces(facts["interfaces"]),
    ...checkLimit(facts["memory"], {
      name: "memory",
      most: expected.limits.memoryBytes,
      missing: expected.missingLimits.includes("memory"),
    }),
    ...checkLimit(facts["pids"], {
      name: "pids",
      most: expected.limits.pids,
      missing: expected.missingLimits.includes("pids"),
    }),
    ...checkUlimits(record(facts["ulimits"]), expected.ulimits),
  ];
}

/** A limit that the sandbox cannot see is not judged. */
function checkLimit(
  value: unknown,
  limit: { readonly name: string; readonly most: number; readonly missing: boolean },
): readonly string[] {
  if (typeof value !== "string" || limit.missing) return [];
  const seen = value.trim();
  return /^\d+$/.test(seen) && Number(seen) <= limit.most
    ? []
    : [`its limit on ${limit.name} is ${show(seen)}, not ${limit.most}`];
}
