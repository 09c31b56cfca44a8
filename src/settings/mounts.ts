import { containsPath, pathsOf } from "../system/paths.ts";
import type { Platform } from "../system/system.ts";
import { printable } from "../text/printable.ts";
import { list } from "./kinds.ts";
import type { SettingKind } from "./setting.ts";
import { findStateDir, type StateDirSource } from "./state_dir.ts";

/** A directory of the machine that programs see. */
export interface Mount {
  /** Absolute path on the machine. */
  readonly source: string;
  /** Absolute path in the sandbox. */
  readonly target: string;
  /** Whether programs may write to it. */
  readonly writable: boolean;
}

/** What a directory must not be, or hold. */
export interface Protected {
  readonly platform: Platform;
  /** The user's home directory, or `null` when none is known. */
  readonly home: string | null;
  readonly stateDir: string;
}

/** How an entry is written; shown with each refusal. */
const FORM = "allowed: HOST[:CONTAINER][:ro|:rw], several with ; between";
const MAX_MOUNTS = 32;
/** Longest path of Linux, in bytes. */
const MAX_PATH = 4096;
/** Separators of the engines' own syntax and of ours; a quote would begin a quoted field. */
const SEPARATORS = /[:;,"]/;
/** Characters that need no escape in a mount table. */
const TARGET = /^(?:\/[A-Za-z0-9._+@-]+)+$/;
/** First parts of paths that belong to the image, the kernel or the sandbox. */
const TAKEN = new Set(
  ("bin boot dev etc lib lib32 lib64 libx32 opt proc root run sbin sys tmp usr var workspace")
    .split(" "),
);
/** The kernel's file systems and the sockets of services, which a read-only mount does not close. */
const KERNEL_TREES = ["/dev", "/proc", "/sys", "/run"];
/** Where Linux shows a user's drives. */
const DRIVES = "/run/media";

/**
 * Directories that programs see, from a text like `/data;~/reports:/mnt/reports:rw`. Each is
 * read-only unless it says `rw`. Without a path of its own it is in `/mnt`, under its name.
 */
export const MOUNTS: SettingKind<readonly Mount[]> = list({
  allowed: "`HOST[:CONTAINER][:rw]`, with `;` between",
  items: "directories",
  most: MAX_MOUNTS,
  separator: () => ";",
  parseItems: parseMounts,
  writeItem: ({ source, target, writable }) => `${source}:${target}${writable ? ":rw" : ""}`,
});

function parseMounts(entries: readonly string[], source: StateDirSource): readonly Mount[] {
  const mounts = entries.map((entry) => parseMount(entry, source));
  for (const [index, { target }] of mounts.entries()) {
    const other = mounts.slice(0, index).find((earlier) =>
      containsPath("linux", earlier.target, target) || containsPath("linux", target, earlier.target)
    );
    if (other !== undefined) {
      throw new RangeError(`${quote(target)} and ${quote(other.target)} lie in each other`);
    }
  }
  return mounts;
}

function parseMount(entry: string, source: StateDirSource): Mount {
  if (printable(entry, 2 * MAX_PATH) !== entry) {
    throw new SyntaxError(`${quote(entry)} holds characters that cannot be shown; ${FORM}`);
  }
  const drive = source.platform === "windows" && /^[A-Za-z]:[\\/]/.test(entry) ? 2 : 0;
  const [rest = "", ...more] = entry.slice(drive).split(":");
  const mode = more.at(-1) === "ro" || more.at(-1) === "rw" ? more.pop() : "ro";
  const [named, ...surplus] = more;
  if (surplus.length > 0) throw new SyntaxError(`${quote(entry)} has too many parts; ${FORM}`);
  const host = resolveSource(entry.slice(0, drive) + rest, source);
  return { source: host, target: targetOf(host, { named, source }), writable: mode === "rw" };
}

function resolveSource(path: string, source: StateDirSource): string {
  const { isAbsolute, join, normalize } = pathsOf(source.platform);
  const home = source.home();
  const full = home !== null && /^~(?:[/\\]|$)/.test(path) ? join(home, path.slice(1)) : path;
  if (!isAbsolute(full) || full.length > MAX_PATH || /^[\\/]{2}/.test(full)) {
    throw new SyntaxError(`${quote(path)} is no absolute path of this machine; ${FORM}`);
  }
  if (source.platform === "windows" && !/^[A-Za-z]:/.test(full)) {
    throw new SyntaxError(`${quote(path)} has no drive; ${FORM}`);
  }
  if (full.split(/[/\\]/).includes("..")) {
    throw new SyntaxError(`${quote(path)} holds "..", so that it is not what it looks like`);
  }
  const plain = normalize(full).replace(/(?<=[^:/\\])[/\\]+$/, "");
  const problem = refuseSource(plain, { ...source, home, stateDir: findStateDir(source) });
  if (problem !== null) throw new RangeError(`${quote(path)} ${problem}`);
  return plain;
}

function targetOf(
  host: string,
  { named, source }: { readonly named: string | undefined; readonly source: StateDirSource },
): string {
  const target = (named ?? `/mnt/${pathsOf(source.platform).basename(host)}`)
    .replace(/(?<=.)\/+$/, "");
  const parts = target.split("/").slice(1);
  if (!TARGET.test(target) || parts.some((part) => /^\.\.?$/.test(part))) {
    throw new SyntaxError(
      `${quote(target)} is no path in a sandbox: letters, digits and ._+@- in each part; ${FORM}`,
    );
  }
  if (TAKEN.has(parts[0] ?? "") || target === "/mnt" || target.length > MAX_PATH) {
    throw new RangeError(
      `${
        quote(target)
      } would hide files of the sandbox; allowed: a path below /mnt, or of your own`,
    );
  }
  return target;
}

/**
 * Why a directory is not shared with programs, whatever the user says, as a clause; `null` when it
 * may be.
 *
 * @param path absolute, without a separator at its end
 */
export function refuseSource(path: string, { platform, home, stateDir }: Protected): string | null {
  const { parse } = pathsOf(platform);
  const { base, root } = parse(path);
  if (SEPARATORS.test(path.slice(root.length)) || printable(path, MAX_PATH) !== path) {
    return `holds one of : ; , " or what cannot be shown, which engines do not take`;
  }
  if (base === "") return "is the root of a file system; name a directory in it";
  if (home !== null && containsPath(platform, path, home)) {
    return "holds your whole home directory, with its keys and passwords; name a directory in it";
  }
  if (containsPath(platform, path, stateDir) || containsPath(platform, stateDir, path)) {
    return "holds the state directory of the bridge, or lies in it";
  }
  const tree = platform === "windows"
    ? undefined
    : KERNEL_TREES.find((above) => containsPath(platform, above, path));
  if (tree !== undefined && !(containsPath(platform, DRIVES, path) && path !== DRIVES)) {
    return `is in ${tree}, which holds devices and sockets of the system`;
  }
  return null;
}

function quote(text: string): string {
  return `"${printable(text, 80)}"`;
}
