import { DESCRIPTION, LICENSE, NAME, type Release, repositoryUrl } from "./release.ts";

/** Packages of the configuration that only the tests and the demo use, and no executable holds. */
export const DEVELOPMENT_PACKAGES: readonly string[] = ["gpt-tokenizer", "oidc-provider", "yaml"];

/** The parts of `deno.lock`, version 5, that are read here. */
export interface Lock {
  readonly npm: Readonly<Record<string, LockedPackage>>;
  readonly workspace: { readonly dependencies: readonly string[] };
}

interface LockedPackage {
  /** `sha512-` and the sum in base64. */
  readonly integrity: string;
  /** Names, with the version where the lock has several. */
  readonly dependencies?: readonly string[];
}

export interface SbomOptions {
  readonly lock: Lock;
  /** Version of the Deno whose base runtime is in the executable. */
  readonly deno: string;
}

interface Component {
  readonly type: "application" | "library" | "platform";
  readonly "bom-ref": string;
  readonly [field: string]: unknown;
}

/**
 * The list of what an executable contains, of CycloneDX 1.6
 * (https://cyclonedx.org/docs/1.6/json/). The same input gives the same bytes, so it has neither the
 * time nor a serial number.
 *
 * @throws {RangeError} when the lock does not hold what it refers to
 */
export function sbom(release: Release, { lock, deno }: SbomOptions): Record<string, unknown> {
  const roots = lock.workspace.dependencies
    .map((specifier) => specifier.replace(/^npm:/, ""))
    .filter((id) => !DEVELOPMENT_PACKAGES.includes(nameOf(id)))
    .map((id) => keyOf(lock, id));
  const keys = reachable(lock, roots);
  const runtime: Component = {
    type: "platform",
    "bom-ref": `pkg:github/denoland/deno@v${deno}`,
    name: "deno",
    version: deno,
    licenses: [{ license: { id: "MIT" } }],
    purl: `pkg:github/denoland/deno@v${deno}`,
  };
  const program: Component = {
    type: "application",
    "bom-ref": NAME,
    name: NAME,
    version: release.version,
    description: DESCRIPTION,
    licenses: [{ license: { id: LICENSE } }],
    externalReferences: [{ type: "vcs", url: repositoryUrl(release) }],
  };
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: { component: program },
    components: [runtime, ...keys.map((key) => component(lock, key))],
    dependencies: [
      { ref: NAME, dependsOn: [runtime["bom-ref"], ...roots.map(purlOf).sort()] },
      { ref: runtime["bom-ref"] },
      ...keys.map((key) => ({
        ref: purlOf(key),
        dependsOn: dependencies(lock, key).map(purlOf).sort(),
      })),
    ],
  };
}

/** What is reached from these packages, themselves included, by name. */
function reachable(lock: Lock, roots: readonly string[]): readonly string[] {
  const found = new Set<string>();
  const add = (key: string): void => {
    if (found.has(key)) return;
    found.add(key);
    dependencies(lock, key).forEach(add);
  };
  roots.forEach(add);
  return [...found].sort();
}

function dependencies(lock: Lock, key: string): readonly string[] {
  return (lock.npm[key]?.dependencies ?? []).map((id) => keyOf(lock, id));
}

/** The lock's key of a package that is named with or without its version. */
function keyOf(lock: Lock, id: string): string {
  if (Object.hasOwn(lock.npm, id)) return id;
  const [only, ...others] = Object.keys(lock.npm).filter((key) => nameOf(key) === id);
  if (only === undefined || others.length > 0) {
    throw new RangeError(`Cannot list what is in the executable: deno.lock has no one "${id}"`);
  }
  return only;
}

function component(lock: Lock, key: string): Component {
  const [, sum = ""] = (lock.npm[key]?.integrity ?? "").split("sha512-");
  return {
    type: "library",
    "bom-ref": purlOf(key),
    name: nameOf(key),
    version: versionOf(key),
    purl: purlOf(key),
    hashes: [{ alg: "SHA-512", content: hexOf(sum) }],
  };
}

/** https://github.com/package-url/purl-spec, type npm: the `@` of a scope is escaped. */
function purlOf(key: string): string {
  return `pkg:npm/${nameOf(key).replace("@", "%40")}@${versionOf(key)}`;
}

function nameOf(key: string): string {
  const at = key.indexOf("@", 1);
  return at < 0 ? key : key.slice(0, at);
}

/** Without what the lock adds for peers: `1.2.3_other@4.5.6`. */
function versionOf(key: string): string {
  return key.slice(key.indexOf("@", 1) + 1).split("_")[0] ?? "";
}

function hexOf(base64: string): string {
  const bytes = Uint8Array.fromBase64(base64);
  return bytes.toHex();
}
