import type { IndexFile } from "../packages/package_index.ts";
import type { ResolvedPackage } from "../packages/resolve.ts";
import { sha256 } from "../system/sha256.ts";

/** Label of a built image: its packages, as requirements with spaces between. */
export const PACKAGES_LABEL = "mcp-code-bridge.packages";
/** Label of a built image: the version of its Python. */
export const PYTHON_LABEL = "mcp-code-bridge.python";

/** Name of built images, without their tag. */
const REPOSITORY = "localhost/mcp-code-bridge";
/** Digits of the hash in a tag. */
const TAG_DIGITS = 12;
/** Where the wheels lie during the build. */
const PLACE = "/tmp/mcp-code-bridge";

export interface BuildPlan {
  readonly base: { readonly reference: string; readonly id: string };
  readonly python: string;
  readonly packages: readonly ResolvedPackage[];
  /** pip's own wheel, where the image has no pip. */
  readonly pip: IndexFile | null;
}

/** The text of a build: all of it follows from the plan. */
export interface BuildFiles {
  readonly tag: string;
  readonly containerfile: string;
  readonly requirements: string;
  /** Requirements with spaces between. */
  readonly summary: string;
}

/**
 * Writes the files of a build. Every name, version and hash in them was parsed; none can hold a
 * space, a quote or a line end. The tag names base and wheels, so the same build has the same name.
 */
export async function writeBuildFiles(plan: BuildPlan): Promise<BuildFiles> {
  const { base, python, packages, pip } = plan;
  const requirements = packages
    .map(({ name, version, file }) => `${name}==${version} --hash=sha256:${file.sha256}\n`)
    .join("");
  const summary = packages.map(({ name, version }) => `${name}==${version}`).join(" ");
  const runPip = pip === null ? "python3 -m pip" : `python3 ${PLACE}/${pip.name}/pip`;
  const options = [
    "--no-index",
    `--find-links ${PLACE}`,
    "--require-hashes",
    "--no-cache-dir",
    "--no-compile",
    "--no-input",
    "--disable-pip-version-check",
    `--requirement ${PLACE}/requirements.txt`,
  ].join(" ");
  const containerfile = [
    `FROM ${base.reference}`,
    `COPY . ${PLACE}/`,
    "USER 0:0",
    // by variables, which a pip that does not know them ignores
    `RUN PIP_BREAK_SYSTEM_PACKAGES=1 PIP_ROOT_USER_ACTION=ignore ${runPip} install ${options} ` +
    `&& rm -r ${PLACE}`,
    `LABEL ${PYTHON_LABEL}="${python}" ${PACKAGES_LABEL}="${summary}"`,
    "",
  ].join("\n");
  const digest = await sha256(`${base.id}\n${requirements}`);
  const tag = `${REPOSITORY}:${digest.slice(0, TAG_DIGITS)}`;
  return { tag, containerfile, requirements, summary };
}
