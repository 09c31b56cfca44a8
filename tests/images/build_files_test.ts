import assert from "node:assert/strict";
import { type BuildPlan, writeBuildFiles } from "../../src/images/build_files.ts";
import type { ResolvedPackage } from "../../src/packages/resolve.ts";

function chosen(name: string, version: string, digit: string): ResolvedPackage {
  return {
    name,
    version,
    file: {
      name: `${name}-${version}-py3-none-any.whl`,
      sha256: digit.repeat(64),
      requiresPython: "",
      yanked: false,
      origin: "here",
    },
    requires: [],
    requiresPython: "",
  };
}

const PLAN: BuildPlan = {
  base: { reference: "docker.io/library/python:3.12-slim", id: "f".repeat(64) },
  python: "3.12.1",
  packages: [chosen("numpy", "2.1.0", "a"), chosen("six", "1.17.0", "b")],
  pip: null,
};

Deno.test("writeBuildFiles() installs from the context alone, by hash", async () => {
  const { containerfile, requirements } = await writeBuildFiles(PLAN);
  assert.equal(
    requirements,
    `numpy==2.1.0 --hash=sha256:${"a".repeat(64)}\nsix==1.17.0 --hash=sha256:${"b".repeat(64)}\n`,
  );
  assert.equal(
    containerfile,
    `FROM docker.io/library/python:3.12-slim
COPY . /tmp/mcp-code-bridge/
USER 0:0
RUN PIP_BREAK_SYSTEM_PACKAGES=1 PIP_ROOT_USER_ACTION=ignore python3 -m pip install --no-index --find-links /tmp/mcp-code-bridge --require-hashes --no-cache-dir --no-compile --no-input --disable-pip-version-check --requirement /tmp/mcp-code-bridge/requirements.txt && rm -r /tmp/mcp-code-bridge
LABEL mcp-code-bridge.python="3.12.1" mcp-code-bridge.packages="numpy==2.1.0 six==1.17.0"
`,
  );
});

Deno.test("writeBuildFiles() runs pip out of its wheel where the image has none", async () => {
  const { file: pip } = chosen("pip", "25.0", "c");
  const { containerfile, requirements } = await writeBuildFiles({ ...PLAN, pip });
  assert.match(
    containerfile,
    / python3 \/tmp\/mcp-code-bridge\/pip-25\.0-py3-none-any\.whl\/pip install /,
  );
  assert.ok(!requirements.includes("pip"), "it does not stay in the image");
});

Deno.test("writeBuildFiles() gives the same build the same name, and another one another", async () => {
  const tagOf = async (plan: BuildPlan) => (await writeBuildFiles(plan)).tag;
  const tag = await tagOf(PLAN);
  assert.match(tag, /^localhost\/mcp-code-bridge:[0-9a-f]{12}$/);
  assert.equal(await tagOf({ ...PLAN }), tag);
  assert.notEqual(await tagOf({ ...PLAN, base: { ...PLAN.base, id: "e".repeat(64) } }), tag);
  assert.notEqual(await tagOf({ ...PLAN, packages: [chosen("numpy", "2.1.0", "d")] }), tag);
});
