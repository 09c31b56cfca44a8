import { parseJson } from "../../json/read_json.ts";
import type { SandboxLimits } from "./run_args.ts";
import { MAPPED_IDS, type SandboxUser } from "./sandbox_users.ts";
import type { Ulimits } from "./ulimits.ts";

/** What the sandbox was asked to be. */
export interface ExpectedFacts {
  readonly limits: Pick<SandboxLimits, "memoryBytes" | "pids">;
  readonly ulimits: Ulimits;
  readonly user: SandboxUser;
  /** Limits that the engine does not hold, as the user allowed. */
  readonly missingLimits: readonly string[];
  /** Whether the user chose the OCI runtime, which may then be gVisor. */
  readonly ownRuntime: boolean;
}

/** What `uname` of gVisor says, which has a filter of its own outside the sandbox and shows none. */
export const GVISOR_KERNEL = "#1 SMP Sun Jan 10 15:06:54 PST 2016";

const NO_CAPABILITIES = /^0+$/;
/** The mounts that a program may write to. */
const WRITABLE: ReadonlySet<string> = new Set(["/tmp", "/workspace"]);
/** Mounts that the engines add, and that must not be written to. */
const READ_ONLY: ReadonlySet<string> = new Set([
  "/",
  // podman adds a user that the image does not know
  "/etc/group",
  "/etc/hostname",
  "/etc/hosts",
  "/etc/passwd",
  "/etc/resolv.conf",
  "/run/.containerenv",
  // podman of Red Hat's distributions
  "/run/secrets",
]);
/** The kernel's own file systems, of which nothing is the machine's disk. */
const KERNEL = /^\/(?:dev|proc|sys)(?:\/|$)/;
const KERNEL_TYPES: ReadonlySet<string> = new Set([
  "cgroup",
  "cgroup2",
  "devpts",
  "devtmpfs",
  "mqueue",
  "proc",
  "sysfs",
  "tmpfs",
]);
/** The two that gVisor names otherwise, and does not share with the machine. */
const GVISOR_TYPES: ReadonlySet<string> = new Set([...KERNEL_TYPES, "dev", "9p", "none"]);

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
    ...checkMounts(facts["mounts"], gvisor),
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

function checkUser(
  facts: Readonly<Record<string, unknown>>,
  { user, base }: SandboxUser,
): readonly string[] {
  const maps = [facts["uids"], facts["gids"]].map((map) => String(map).trim().split(/\s+/));
  const mapped = ["0", String(base), String(MAPPED_IDS)];
  const [uid, gid] = user.split(":").map(Number);
  const ids = list(facts["ids"]);
  const others = list(facts["groups"]).filter((group) => group !== gid);
  return [
    ...same(ids, [uid, uid, gid, gid]) ? [] : [`it runs as ${show(ids)}, not as ${user}`],
    ...others.length === 0 ? [] : [`it is in the groups ${show(others)}`],
    ...base === null || maps.every((map) => same(map, mapped))
      ? []
      : [`its ids are ${show(maps)} outside, not from ${base} on`],
  ];
}

function checkStatus(
  status: Readonly<Record<string, unknown>>,
  gvisor: boolean,
): readonly string[] {
  // gVisor's status has fewer fields
  const capabilities = gvisor
    ? ["CapInh", "CapPrm", "CapEff", "CapBnd"]
    : ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"];
  const held = capabilities.filter((name) => !NO_CAPABILITIES.test(String(status[name])));
  return [
    ...held.map((name) => `${name} is ${show(status[name])}`),
    ...gvisor || status["NoNewPrivs"] === "1" ? [] : ["NoNewPrivs is not set"],
    ...gvisor || status["Seccomp"] === "2" ? [] : ["it has no filter of system calls"],
  ];
}

function checkMounts(value: unknown, gvisor: boolean): readonly string[] {
  const kernelTypes = gvisor ? GVISOR_TYPES : KERNEL_TYPES;
  // gVisor lists no more options; without capabilities and devices of the machine they change nothing
  const wanted = gvisor ? ["noexec"] : ["nosuid", "nodev", "noexec"];
  const mounts = list(value).map((mount) => list(mount).map(String));
  const breaches = mounts.flatMap(([point = "", options = "", type = ""]) => {
    const flags = options.split(",");
    if (KERNEL.test(point) && kernelTypes.has(type)) return [];
    if (WRITABLE.has(point) && type === "tmpfs") {
      const missing = wanted.filter((flag) => !flags.includes(flag));
      return missing.map((flag) => `the mount ${point} is not ${flag}`);
    }
    if (!READ_ONLY.has(point)) return [`it has the mount ${show(point)}`];
    return flags.includes("ro") ? [] : [`the mount ${point} can be written to`];
  });
  return mounts.length === 0 ? ["it does not show its mounts"] : breaches;
}

function checkInterfaces(value: unknown): readonly string[] {
  const others = list(value).filter((name) => name !== "lo");
  return others.length === 0 ? [] : [`it has the network interfaces ${show(others)}`];
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

/** A lower limit confines more. Each is visible to every process, so one that is not told is a breach. */
function checkUlimits(
  limits: Readonly<Record<string, unknown>>,
  expected: Ulimits,
): readonly string[] {
  return Object.entries(expected).flatMap(([name, most]) => {
    const seen = limits[name];
    return typeof seen === "number" && seen >= 0 && seen <= most
      ? []
      : [`its ulimit ${name} is ${show(seen)}, not ${most}`];
  });
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function same(left: readonly unknown[], right: readonly unknown[]): boolean {
  return left.length === right.length && left.every((item, index) => item === right[index]);
}

/** At most a line of what a sandbox says. */
function show(value: unknown): string {
  return (JSON.stringify(value) ?? "unknown").slice(0, 100);
}
