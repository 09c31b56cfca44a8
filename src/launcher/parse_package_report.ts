import { ENGINE_NAMES } from "../engines.ts";
import type { PackageReport, ReportedPackage } from "../ipc/package_report.ts";

/** Packages of which the bridge may report. */
const MAX_PACKAGES = 10_000;
/** Characters of a name and of a version. */
const MAX_TEXT = 256;

/** A report as the bridge posted it, made anew field by field; `null` when it is none. */
export function parsePackageReport(value: unknown): PackageReport | null {
  if (typeof value !== "object" || value === null) return null;
  const { engine, packages }: Partial<Record<keyof PackageReport, unknown>> = value;
  const known = ENGINE_NAMES.find((name) => name === engine);
  if (known === undefined || !Array.isArray(packages) || packages.length > MAX_PACKAGES) {
    return null;
  }
  const parsed = packages.map(parsePackage);
  return parsed.every((one) => one !== null) ? { engine: known, packages: parsed } : null;
}

function parsePackage(value: unknown): ReportedPackage | null {
  if (typeof value !== "object" || value === null) return null;
  const { name, version }: Partial<Record<keyof ReportedPackage, unknown>> = value;
  return isText(name) && isText(version) ? { name, version } : null;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.length <= MAX_TEXT;
}
