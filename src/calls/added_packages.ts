import { messageOf, UpstreamError } from "../errors.ts";
import {
  LOCK_FILE,
  MAX_LOCK_BYTES,
  type PackageLock,
  parseLock,
  wheelFile,
} from "../packages/package_lock.ts";
import type { AddedPackage, PackagePart, PackagesQuery } from "../rpc/calls.ts";
import type { Files } from "../system/system.ts";
import type { PackageHandlers } from "./handlers.ts";

export interface AddedPackagesOptions {
  readonly files: Files;
  /** Absolute path of the folder, which only the launcher writes. */
  readonly directory: string;
}

/** Bytes of one part of a wheel: what a program asks for at once is bounded by its calls. */
export const PART_BYTES = 1024 * 1024;

/**
 * Gives runs the packages that the user added, and the time zones. Nothing is read before a program
 * asks.
 */
export function createAddedPackages(options: AddedPackagesOptions): PackageHandlers {
  return {
    list_packages: (query) => listAddedPackages(query, options),
    read_package: (part) => read(part, options),
  };
}

/**
 * The packages that the user added for a kind of sandbox.
 *
 * @throws {UpstreamError} `NOT_AVAILABLE` when the list cannot be read
 */
export async function listAddedPackages(
  { embedded }: PackagesQuery,
  options: AddedPackagesOptions,
): Promise<readonly AddedPackage[]> {
  const lock = await readLock(options);
  const added = (embedded ? lock?.embedded : lock?.container)?.packages ?? [];
  const { TIME_ZONES } = await import("../packages/time_zones.ts");
  const ours = added.some(({ name }) => name === TIME_ZONES.name) ? [] : [TIME_ZONES];
  return [...added, ...ours].map(({ name, version, modules, sha256, size }) => ({
    name,
    version,
    modules,
    sha256,
    parts: Math.ceil(size / PART_BYTES),
  }));
}

async function readLock({ files, directory }: AddedPackagesOptions): Promise<PackageLock | null> {
  try {
    const path = `${directory}/${LOCK_FILE}`;
    if (await files.info(path) === null) return null;
    return parseLock(await files.readOwnText(path, MAX_LOCK_BYTES));
  } catch (error) {
    // only what this program says itself: the system's messages name paths of the machine
    const why = error instanceof SyntaxError ? messageOf(error) : "it cannot be read";
    throw new UpstreamError(
      "NOT_AVAILABLE",
      `Cannot list the added packages: ${why}; tell the user to run mcp-code-bridge packages list`,
    );
  }
}

async function read(
  { sha256, part }: PackagePart,
  { files, directory }: AddedPackagesOptions,
): Promise<string> {
  const start = part * PART_BYTES;
  const { TIME_ZONES, timeZonesWheel } = await import("../packages/time_zones.ts");
  if (sha256 === TIME_ZONES.sha256 && start < TIME_ZONES.size) {
    return (await timeZonesWheel()).subarray(start, start + PART_BYTES).toBase64();
  }
  const path = `${directory}/${wheelFile(sha256)}`;
  const info = await files.info(path).catch(() => null);
  if (info?.kind !== "file" || start >= info.size) {
    throw new UpstreamError("NOT_FOUND", "Cannot read the package: it was removed meanwhile");
  }
  const range = { offset: start, length: PART_BYTES };
  return (await files.readBytes(path, range)).toBase64();
}
