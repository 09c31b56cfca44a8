import { messageOf, PackageError } from "../errors.ts";
import type { PackageIndex } from "./package_index.ts";
import type { LockedPackage, PackageLock, PackageSet, SandboxKind } from "./package_lock.ts";
import type { PackageStore } from "./package_store.ts";
import type { PythonTarget } from "./python_target.ts";
import { formatRequirement, parseRequirement, type Requirement } from "./requirement.ts";
import { resolve, type ResolvedPackage } from "./resolve.ts";
import { readWheel } from "./wheel_archive.ts";

/** Bytes of a wheel, and of its files: they go into the memory of each sandbox that imports it. */
export const MAX_WHEEL_BYTES = 32 * 1024 * 1024;
const MAX_UNPACKED_BYTES = 48 * 1024 * 1024;

/** A kind of sandboxes to choose packages for. */
export interface KindTarget {
  readonly kind: SandboxKind;
  readonly target: PythonTarget;
  /** Whether a failure is one of the whole; otherwise it is told, and the others go on. */
  readonly required: boolean;
}

export interface AddPackagesOptions {
  readonly store: PackageStore;
  readonly index: PackageIndex;
  readonly targets: readonly KindTarget[];
  readonly onProgress?: (text: string) => void;
}

/** What came of adding packages. */
export interface AddedPackages {
  readonly lock: PackageLock;
  /** Kinds of sandboxes for which nothing was changed, and why. */
  readonly problems: readonly { readonly kind: SandboxKind; readonly reason: string }[];
}

/**
 * Chooses packages, with those that were added before and all that they need, fetches their wheels
 * and notes them in the list. What was chosen before stays at its version where it fits.
 *
 * @throws {PackageError | ConfigError}
 */
export async function addPackages(
  wanted: readonly Requirement[],
  options: AddPackagesOptions,
): Promise<AddedPackages> {
  const problems: AddedPackages["problems"][number][] = [];
  const lock = await options.store.change(async (before) => {
    let after = before;
    for (const { kind, target, required } of options.targets) {
      try {
        after = { ...after, [kind]: await chooseSet(before[kind], { ...options, wanted, target }) };
      } catch (error) {
        if (required || !(error instanceof PackageError)) throw error;
        problems.push({ kind, reason: messageOf(error) });
      }
    }
    return after;
  });
  return { lock, problems };
}

/**
 * Removes packages that were asked for, and those that no other needs.
 *
 * @param names in their one spelling
 * @throws {PackageError} `NOT_FOUND` when one was not asked for
 */
export async function removePackages(
  names: readonly string[],
  store: PackageStore,
): Promise<PackageLock> {
  return await store.change((lock) => {
    for (const name of names) {
      if (!requestedIn(lock.container).has(name) && !requestedIn(lock.embedded).has(name)) {
        return Promise.reject(notAdded(name, lock));
      }
    }
    return Promise.resolve({
      container: withoutPackages(lock.container, names),
      embedded: withoutPackages(lock.embedded, names),
    });
  });
}

interface ChooseOptions extends AddPackagesOptions {
  readonly wanted: readonly Requirement[];
  readonly target: PythonTarget;
}

async function chooseSet(before: PackageSet | null, options: ChooseOptions): Promise<PackageSet> {
  const { wanted, index, target, onProgress } = options;
  const named = new Set(wanted.map(({ name }) => name));
  const kept = (before?.requested ?? []).map(parseRequirement)
    .filter(({ name }) => !named.has(name));
  const requested = [...kept, ...wanted];
  const former = before?.packages ?? [];
  const chosen = await resolve(requested, {
    index,
    target,
    preferred: new Map(
      former.filter(({ name }) => !named.has(name)).map((one) => [one.name, one]),
    ),
    withoutWheel: () =>
      target.environment.sys_platform === "emscripten"
        ? "the embedded engine takes only packages of Python alone, or built for WebAssembly"
        : "packages with compiled parts go into an image: mcp-code-bridge image build --packages " +
          wanted.map(formatRequirement).join(","),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  const packages: LockedPackage[] = [];
  for (const one of chosen) packages.push(await bring(one, { ...options, former }));
  return {
    python: target.version,
    requested: requested.map(formatRequirement).sort(),
    packages,
  };
}

/** Ensures that a package's wheel is in the store. */
async function bring(
  { name, version, file, requires, requiresPython }: ResolvedPackage,
  { store, index, former }: ChooseOptions & { readonly former: readonly LockedPackage[] },
): Promise<LockedPackage> {
  const sha256 = file.sha256 ?? "";
  const known = former.find((one) => one.sha256 === sha256 && one.name === name);
  if (known !== undefined && await store.size(sha256) === known.size) {
    return { ...known, requires };
  }
  const bytes = await index.wheel(file);
  const { modules, unpackedBytes } = readWheel(file.name, bytes);
  if (unpackedBytes > MAX_UNPACKED_BYTES) {
    throw new PackageError(
      "LIMIT",
      `Cannot add ${name} ${version}: it unpacks to ${unpackedBytes} bytes, and at most ` +
        `${MAX_UNPACKED_BYTES} fit into a sandbox; put it into an image: mcp-code-bridge image ` +
        `build --packages ${name}`,
    );
  }
  await store.keep(sha256, bytes);
  return {
    name,
    version,
    file: file.name,
    sha256,
    size: bytes.length,
    requiresPython,
    origin: file.origin,
    requires,
    modules,
  };
}

function requestedIn(set: PackageSet | null): ReadonlyMap<string, string> {
  return new Map((set?.requested ?? []).map((text) => [parseRequirement(text).name, text]));
}

function withoutPackages(set: PackageSet | null, names: readonly string[]): PackageSet | null {
  if (set === null) return null;
  const requested = [...requestedIn(set)].filter(([name]) => !names.includes(name));
  if (requested.length === 0) return null;
  const byName = new Map(set.packages.map((one) => [one.name, one]));
  const needed = new Set<string>();
  const need = (name: string): void => {
    if (needed.has(name)) return;
    needed.add(name);
    byName.get(name)?.requires.forEach(need);
  };
  requested.forEach(([name]) => need(name));
  return {
    ...set,
    requested: requested.map(([, text]) => text),
    packages: set.packages.filter(({ name }) => needed.has(name)),
  };
}

function notAdded(name: string, { container, embedded }: PackageLock): PackageError {
  const asked = [...new Set([...requestedIn(container).keys(), ...requestedIn(embedded).keys()])];
  const needed = [container, embedded].some((set) =>
    set?.packages.some((one) => one.name === name) ?? false
  );
  const why = needed ? "it was not asked for by itself; others need it" : "it was not added";
  const those = asked.length === 0 ? "none was" : asked.sort().join(", ");
  return new PackageError("NOT_FOUND", `Cannot remove ${name}: ${why}; added: ${those}`);
}
