import { NATIVE_COMMAND } from "../../src/discovery/self_server.ts";
import { executableName, type Platform, platformName, PLATFORMS } from "./platforms.ts";
import {
  DESCRIPTION,
  LICENSE,
  NAME,
  registryName,
  type Release,
  repositoryUrl,
} from "./release.ts";

/** A `package.json`. */
export type PackageManifest = Readonly<Record<string, unknown>>;

/** The start script, which is `packaging/npm/start.cjs`. */
export const START_SCRIPT = "start.cjs";

/** Name of the package with a platform's executable. */
export function platformPackageName(platform: Platform): string {
  return `@${NAME}/${platformName(platform)}`;
}

/** The package that users name: a start script, and the executables as optional dependencies. */
export function mainPackage(release: Release): PackageManifest {
  const { version } = release;
  return {
    name: NAME,
    version,
    ...about(release),
    // by which the MCP registry sees that both have one owner
    mcpName: registryName(release),
    bin: { [NAME]: START_SCRIPT },
    files: [START_SCRIPT],
    engines: { node: ">=20" },
    optionalDependencies: Object.fromEntries(
      PLATFORMS.map((platform) => [platformPackageName(platform), version]),
    ),
  };
}

/** The package with a platform's executable, which npm installs on that platform alone. */
export function platformPackage(release: Release, platform: Platform): PackageManifest {
  const { os, cpu } = platform;
  const executable = executableName(platform);
  return {
    name: platformPackageName(platform),
    version: release.version,
    ...about(release),
    os: [os],
    cpu: [cpu],
    ...os === "linux" ? { libc: ["glibc"] } : {},
    bin: { [NATIVE_COMMAND]: executable },
    files: [executable],
    preferUnplugged: true,
  };
}

function about(release: Release): PackageManifest {
  return {
    description: DESCRIPTION,
    license: LICENSE,
    homepage: `${repositoryUrl(release)}#readme`,
    // npm refuses provenance when this is not the repository that publishes
    repository: { type: "git", url: `git+${repositoryUrl(release)}.git` },
    publishConfig: { access: "public" },
  };
}
