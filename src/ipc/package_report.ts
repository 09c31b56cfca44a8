import type { EngineName } from "../engines.ts";

/** What a sandbox can import besides the standard library, for people to read. */
export interface PackageReport {
  readonly engine: EngineName;
  /** In the order of their names. */
  readonly packages: readonly ReportedPackage[];
}

export interface ReportedPackage {
  readonly name: string;
  readonly version: string;
}
