/** What all parts of a release say of the program. */

export const NAME = "mcp-code-bridge";
export const TITLE = "MCP code bridge";
/** At most 100 characters, which is what the MCP registry takes. */
export const DESCRIPTION =
  "One tool: the model writes Python that calls your MCP servers, run in a sandbox";
export const LICENSE = "GPL-3.0-or-later";

/** One version of the program, and the repository on GitHub that publishes it. */
export interface Release {
  /** A version of SemVer, without a leading `v`. */
  readonly version: string;
  /** `owner/name`. */
  readonly repository: string;
}

const VERSION = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/;
const REPOSITORY = /^[A-Za-z0-9][A-Za-z0-9-]*\/[A-Za-z0-9._-]+$/;

/**
 * Checks what a release is named by, because it becomes part of paths, addresses and Ruby.
 *
 * @throws {RangeError} when it is not a version, or not `owner/name`
 */
export function parseRelease({ version, repository }: Release): Release {
  if (!VERSION.test(version)) {
    throw new RangeError(`Cannot release "${version}": it is not a version such as 1.2.3`);
  }
  if (!REPOSITORY.test(repository)) {
    throw new RangeError(`Cannot release from "${repository}": name a repository as owner/name`);
  }
  return { version, repository };
}

/** Address of the repository. */
export function repositoryUrl({ repository }: Release): string {
  return `https://github.com/${repository}`;
}

/** Address of a file of the release. */
export function downloadUrl(release: Release, file: string): string {
  return `${repositoryUrl(release)}/releases/download/v${release.version}/${file}`;
}

/**
 * Name in the MCP registry, whose namespace GitHub vouches for. It is compared with the owner as
 * GitHub writes it, capitals included.
 */
export function registryName({ repository }: Release): string {
  return `io.github.${repository.split("/")[0]}/${NAME}`;
}

/** JSON as all files of a release have it. */
export function formatJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
