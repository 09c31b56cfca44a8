/** Comparisons of what a sandbox says of itself. Each gives a clause for each breach. */

import type { Mount } from "../../settings/mounts.ts";
import { MAPPED_IDS, type SandboxUser } from "./sandbox_users.ts";
import type { Ulimits } from "./ulimits.ts";

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

/** Compares user, groups and, where they are its own, the ids outside. */
export function checkUser(
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

/** Compares the capabilities, and whether none can be gained and a filter is there. */
export function checkStatus(
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

/** What mounts are expected. */
export interface ExpectedMounts {
  readonly gvisor: boolean;
  /** Directories of the machine that programs see. */
  readonly mounts: readonly Mount[];
  /** Options that each of these must have besides, which docker cannot set. */
  readonly mountOptions: readonly string[];
}

/** Finds mounts that are not those of a sandbox, and what can be written to or run from there. */
export function checkMounts(value: unknown, expected: ExpectedMounts): readonly string[] {
  const { gvisor } = expected;
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
    const shared = expected.mounts.find(({ target }) => target === point);
    if (shared !== undefined) return checkShared(shared, { flags, expected });
    if (!READ_ONLY.has(point)) return [`it has the mount ${show(point)}`];
    return flags.includes("ro") ? [] : [`the mount ${point} can be written to`];
  });
  return mounts.length === 0 ? ["it does not show its mounts"] : breaches;
}

function checkShared(
  { target, writable }: Mount,
  { flags, expected }: { readonly flags: readonly string[]; readonly expected: ExpectedMounts },
): readonly string[] {
  const options = expected.gvisor ? [] : expected.mountOptions;
  return [
    ...writable || flags.includes("ro") ? [] : [`the mount ${target} can be written to`],
    ...options.filter((option) => !flags.includes(option))
      .map((option) => `the mount ${target} is not ${option}`),
  ];
}

/** Finds interfaces other than the loopback. */
export function checkInterfaces(value: unknown): readonly string[] {
  const others = list(value).filter((name) => name !== "lo");
  return others.length === 0 ? [] : [`it has the network interfaces ${show(others)}`];
}

/** Compares the ulimits. A lower one confines more. Each is visible to every process, so one that is not told is a breach. */
export function checkUlimits(
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

/** The value, if it is an object; else an empty one. */
export function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** The value, if it is an array; else an empty one. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Whether both have the same items. */
export function same(left: readonly unknown[], right: readonly unknown[]): boolean {
  return left.length === right.length && left.every((item, index) => item === right[index]);
}

/** At most a line of what a sandbox says. */
export function show(value: unknown): string {
  return (JSON.stringify(value) ?? "unknown").slice(0, 100);
}
