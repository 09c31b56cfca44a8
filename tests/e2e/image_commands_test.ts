import assert from "node:assert/strict";
import { cli, type CliOptions } from "./support/cli.ts";
import { createHome, type TestHome } from "./support/home.ts";

/** As podman writes: progress to stderr, results to stdout. */
const PODMAN = `#!/bin/sh
echo "$@" >>"$HOME/calls"
case "$1" in
version) exit 0 ;;
pull)
  echo "Trying to pull $2..." >&2
  case "$2" in *missing*) echo "Error: manifest unknown" >&2; exit 125 ;; esac
  echo "Copying blob sha256:1" >&2
  echo ${"a".repeat(64)}
  ;;
load) echo "Loaded image: localhost/python:3.11-slim" ;;
esac
`;

async function withPodman(
  test: (scene: CliOptions, home: TestHome) => Promise<void>,
): Promise<void> {
  await using home = await createHome({});
  const program = await home.write("bin/podman", PODMAN);
  await Deno.chmod(program, 0o755);
  const env = {
    PATH: `${await Deno.realPath(home.path)}/bin`,
    MCP_BRIDGE_RUNTIME: "podman",
    MCP_BRIDGE_IMAGE: "docker.io/library/python:3.12-slim",
  };
  await test({ home: home.path, env }, home);
}

const ignore = Deno.build.os === "windows";

Deno.test({
  name: "image pull fetches the image of the sandboxes, or another, and says how to use that",
  ignore,
  fn: () =>
    withPodman(async (scene, home) => {
      const own = await cli(scene, "image", "pull");
      assert.deepEqual([own.code, own.stdout], [
        0,
        "podman has docker.io/library/python:3.12-slim.\nSandboxes use it.\n",
      ], own.stderr);
      assert.doesNotMatch(own.stderr, /Copying/, "progress is for terminals");
      const other = await cli(scene, "image", "pull", "python:3.13-slim");
      assert.match(
        other.stdout,
        /^To use it, set MCP_BRIDGE_IMAGE=docker\.io\/library\/python:3\.13/m,
      );
      const missing = await cli(scene, "image", "pull", "localhost/missing:1");
      assert.equal(missing.code, 1);
      assert.match(
        missing.stderr,
        /Cannot fetch "localhost\/missing:1" with podman: .*manifest unknown/,
      );
      const option = await cli(scene, "image", "pull", "--", "--all-tags");
      assert.equal(option.code, 2);
      const calls = await Deno.readTextFile(`${home.path}/calls`);
      assert.deepEqual(calls.match(/^pull .*$/gm), [
        "pull docker.io/library/python:3.12-slim",
        "pull docker.io/library/python:3.13-slim",
        "pull localhost/missing:1",
      ]);
    }),
});

Deno.test({
  name: "image load says which name the image has, and how to use it",
  ignore,
  fn: () =>
    withPodman(async (scene, home) => {
      const absent = await cli(scene, "image", "load", "absent.tar");
      assert.equal(absent.code, 2);
      assert.match(absent.stderr, /there is no such file/);
      await home.write("image.tar", "");
      const loaded = await cli(scene, "image", "load", "image.tar");
      assert.equal(
        loaded.stdout,
        "podman has localhost/python:3.11-slim.\n" +
          "To use it, set MCP_BRIDGE_IMAGE=localhost/python:3.11-slim\n",
        loaded.stderr,
      );
      const used = { ...scene.env, MCP_BRIDGE_IMAGE: "localhost/python:3.11-slim" };
      const again = await cli({ ...scene, env: used }, "image", "load", "image.tar");
      assert.match(again.stdout, /Sandboxes use it/);
    }),
});
