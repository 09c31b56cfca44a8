import { parseArgs } from "node:util";
import { findTarget, TARGETS } from "../build/targets.ts";
import { type Platform, platformOf, PLATFORMS } from "./platforms.ts";
import { parseRelease, type Release } from "./release.ts";

export const RELEASE_USAGE =
  `Usage: deno task release --repository OWNER/NAME [--executables DIR] [--out DIR] [--target T …]

  --repository OWNER/NAME  the repository on GitHub that publishes
  --executables DIR        where the executables are that deno task compile --target wrote (dist)
  --out DIR                a folder for the release, which is replaced (dist/release)
  --target T               only this platform; may be repeated. The formula is then left out
`;

/** What to write, and where to. */
export interface ReleasePlan {
  readonly release: Release;
  readonly executables: string;
  readonly out: string;
  readonly platforms: readonly Platform[];
}

/**
 * Parses the command line of `deno task release`.
 *
 * @param version that of the program
 * @returns `null` for `--help`
 * @throws {Error} when it is not valid, with what is allowed
 */
export function parseReleaseFlags(args: readonly string[], version: string): ReleasePlan | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      repository: { type: "string", default: "" },
      executables: { type: "string", default: "dist" },
      out: { type: "string", default: "dist/release" },
      target: { type: "string", multiple: true },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help === true) return null;
  const { repository, executables, out } = values;
  const platforms = values.target?.map((name) => {
    const target = findTarget(name);
    if (target !== null) return platformOf(target);
    throw new RangeError(`Cannot release for "${name}": the targets are ${TARGETS.join(", ")}`);
  });
  const release = parseRelease({ version, repository });
  return { release, executables, out, platforms: platforms ?? PLATFORMS };
}
