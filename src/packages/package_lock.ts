import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  ownText,
  ownValue,
} from "../json/json.ts";
import { readJson } from "../json/read_json.ts";
import { isProjectName, normalizedName } from "./project_name.ts";

/** A package that was added. */
export interface LockedPackage {
  /** In its one spelling. */
  readonly name: string;
  readonly version: string;
  /** File name of its wheel. */
  readonly file: string;
  readonly sha256: string;
  /** Bytes of its wheel. */
  readonly size: number;
  /** Specifiers of the Python; empty for any. */
  readonly requiresPython: string;
  /** Where it was fetched from. */
  readonly origin: string;
  /** Names of the packages that it needs. */
  readonly requires: readonly string[];
  /** Names that `import` finds in it. */
  readonly modules: readonly string[];
}

/** The packages for one kind of sandboxes: they belong together, and were chosen together. */
export interface PackageSet {
  /** Version of the Python that they were chosen for. */
  readonly python: string;
  /** What the user asked for, as requirements without markers. */
  readonly requested: readonly string[];
  readonly packages: readonly LockedPackage[];
}

/** Kinds of sandboxes; a wheel for one may not be one for the other. */
export const SANDBOX_KINDS = ["container", "embedded"] as const;
export type SandboxKind = (typeof SANDBOX_KINDS)[number];

/** All packages that were added. */
export type PackageLock = Readonly<Record<SandboxKind, PackageSet | null>>;

export const EMPTY_LOCK: PackageLock = { container: null, embedded: null };

/** Name of the lock file in the folder of packages. */
export const LOCK_FILE = "lock.json";
/** Bytes of the lock file. */
export const MAX_LOCK_BYTES = 4 * 1024 * 1024;
/** Packages of one set. */
export const MAX_LOCKED = 200;

const FORMAT = 1;
const SHA256 = /^[0-9a-f]{64}$/;

/** Name of a wheel's file in the folder. */
export function wheelFile(sha256: string): string {
  return `${sha256}.whl`;
}

/** The text of the lock file. */
export function formatLock(lock: PackageLock): string {
  return `${JSON.stringify({ format: FORMAT, ...lock }, null, 2)}\n`;
}

/**
 * Parses the text of a lock file.
 *
 * @throws {SyntaxError} when it is none, or one of a later version of this program
 */
export function parseLock(text: string): PackageLock {
  const value = readJson(text);
  if (!isJsonObject(value) || ownValue(value, "format") !== FORMAT) {
    throw new SyntaxError("it is no list of packages that this version knows");
  }
  return {
    container: parseSet(ownValue(value, "container") ?? null),
    embedded: parseSet(ownValue(value, "embedded") ?? null),
  };
}

function parseSet(value: JsonValue): PackageSet | null {
  if (value === null) return null;
  const packages = isJsonObject(value) ? ownValue(value, "packages") : undefined;
  if (!isJsonObject(value) || !isJsonArray(packages) || packages.length > MAX_LOCKED) {
    throw damaged();
  }
  return {
    python: text(value, "python"),
    requested: texts(value, "requested"),
    packages: packages.map(parsePackage),
  };
}

function parsePackage(value: JsonValue): LockedPackage {
  if (!isJsonObject(value)) throw damaged();
  const [name, sha256] = [text(value, "name"), text(value, "sha256")];
  const size = ownValue(value, "size");
  if (!isProjectName(name) || normalizedName(name) !== name || !SHA256.test(sha256)) {
    throw damaged();
  }
  if (typeof size !== "number" || !Number.isSafeInteger(size) || size < 0) throw damaged();
  return {
    name,
    version: text(value, "version"),
    file: text(value, "file"),
    sha256,
    size,
    requiresPython: text(value, "requiresPython"),
    origin: text(value, "origin"),
    requires: texts(value, "requires"),
    modules: texts(value, "modules"),
  };
}

function text(value: JsonObject, key: string): string {
  const found = ownText(value, key);
  if (found === undefined) throw damaged();
  return found;
}

function texts(value: JsonObject, key: string): readonly string[] {
  const found = ownValue(value, key);
  if (!isJsonArray(found)) throw damaged();
  return found.map((item) => {
    if (typeof item !== "string") throw damaged();
    return item;
  });
}

function damaged(): SyntaxError {
  return new SyntaxError("it is damaged");
}
