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

/**
 * The command that a platform's package brings: the executable, without the start script. A client
 * is given this one, because Node would be looked for in the folder that the client stands in.
 */
export const NATIVE_COMMAND = `${NAME}-native`;

/**
 * Arguments of npx in a client's configuration, except on Windows. npx waits for no registry when the
 * version is in its cache, and takes nothing from the folder that the client stands in, where it
 * would otherwise find, in this order: `.npmrc` and the package in `node_modules` (`--prefix`), `sh`
 * in `node_modules/.bin` (`--script-shell`), and `node` there (the native command needs none).
 *
 * @param directory what npx takes for its project; it must exist
 */
export function clientArguments(
  { version }: Pick<Release, "version">,
  directory: string,
): readonly string[] {
  return [
    ...["-y", "--prefer-offline", "--prefix", directory, "--script-shell", "/bin/sh"],
    ...["-p", `${NAME}@${version}`, NATIVE_COMMAND],
  ];
}

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
