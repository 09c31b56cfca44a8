import { type EngineName, isContainerEngine } from "../engines.ts";
import type { PackageReport } from "../ipc/package_report.ts";
import type { AddedPackages } from "../packages/change_packages.ts";
import { type PackageLock, SANDBOX_KINDS, type SandboxKind } from "../packages/package_lock.ts";
import { escapeLine } from "../text/escape.ts";

/** A package that a program can import. */
export interface ListedPackage {
  readonly name: string;
  readonly version: string;
  readonly engine: EngineName;
  /** Whether it was added; otherwise the sandbox has it by itself. */
  readonly added: boolean;
}

const PLACES: Readonly<Record<SandboxKind, string>> = {
  container: "In containers",
  embedded: "On the embedded engine",
};

/** What a sandbox told, with what the list of added packages knows of it. */
export function toListedPackages(
  { engine, packages }: PackageReport,
  lock: PackageLock,
): readonly ListedPackage[] {
  const set = lock[isContainerEngine(engine) ? "container" : "embedded"];
  const added = new Map((set?.packages ?? []).map(({ name, version }) => [name, version]));
  return packages.map(({ name, version }) => ({
    name,
    version,
    engine,
    added: added.get(name) === version,
  }));
}

/** Formats a list of packages, one a line. */
export function formatPackages(
  { engine }: PackageReport,
  packages: readonly ListedPackage[],
): string {
  const lines = packages.map(({ name, version, added }) =>
    `  ${name} ${version}${added ? "  (added)" : ""}`
  );
  const head = packages.length === 0
    ? `On ${engine} programs can import the standard library alone; mcp-code-bridge packages add ` +
      "NAME adds a package."
    : `On ${engine} programs can import, besides the standard library:`;
  return [head, ...lines].map((line) => `${escapeLine(line)}\n`).join("");
}

/** Formats what came of adding packages. */
export function formatAdded(
  { lock, problems }: AddedPackages,
  asked: readonly string[],
): string {
  const failed = new Map(problems.map(({ kind, reason }) => [kind, reason]));
  const lines = SANDBOX_KINDS.flatMap((kind) => {
    const reason = failed.get(kind);
    if (reason !== undefined) return [`${PLACES[kind]} nothing was added: ${reason}`];
    const set = lock[kind];
    if (set === null || !asked.every((name) => set.packages.some((one) => one.name === name))) {
      return [];
    }
    return [
      `${PLACES[kind]} (Python ${set.python}) programs can now import:`,
      ...set.packages.map(({ name, version, modules }) =>
        `  ${name} ${version}: ${modules.join(", ") || "nothing by itself"}`
      ),
    ];
  });
  return lines.map((line) => `${escapeLine(line)}\n`).join("");
}
