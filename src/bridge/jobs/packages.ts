import { SandboxError } from "../../errors.ts";
import { EXIT_CODES } from "../../exit_codes.ts";
import { isJsonObject, type JsonValue } from "../../json/json.ts";
import { WrittenJson } from "../../json/written_json.ts";
import type { ReportedPackage } from "../../ipc/package_report.ts";
import type { JobContext } from "./job_context.ts";

/** What programs are told by the same name. */
const LIST = "from mcp import runtime\nruntime.packages()";

/**
 * Reports what a program can import, as a sandbox says it.
 *
 * @returns the exit code
 * @throws {EngineError | SandboxError}
 */
export async function reportPackages(
  { runner, settings, reportPackages, signal }: JobContext,
): Promise<number> {
  // the first start of an engine may take long
  const timeoutMs = settings.maxTimeoutMs;
  const outcome = await runner({ code: LIST, servers: [], timeoutMs }, signal);
  const { result, engine, error } = outcome;
  const versions = toVersions(result instanceof WrittenJson ? result.value() : result);
  if (versions === null) {
    throw new SandboxError(
      "SANDBOX_LOST",
      `Cannot list packages: the sandbox (${engine}) did not say them ` +
        `(${error?.message ?? outcome.status})`,
    );
  }
  reportPackages({ engine, packages: versions });
  return EXIT_CODES.success;
}

function toVersions(value: JsonValue | undefined): readonly ReportedPackage[] | null {
  if (!isJsonObject(value)) return null;
  return Object.entries(value).flatMap(([name, version]) =>
    typeof version === "string" ? [{ name, version }] : []
  );
}
