import assert from "node:assert/strict";
import { skipReason } from "../support/engines.ts";
import { makeWheel, serveIndex } from "../support/wheels.ts";
import { cli } from "./support/cli.ts";
import { createHome, STATE } from "./support/home.ts";
import { longTest } from "../support/long_tests.ts";

const USE = `
import demo_kit
from importlib import metadata, resources
from mcp import runtime
words = resources.files("demo_kit").joinpath("words.txt").read_text()
{"value": demo_kit.VALUE, "words": words, "version": metadata.version("demo-kit"),
 "packages": runtime.packages()}
`;

for (const engine of ["podman", "embedded"] as const) {
  const skipped = await skipReason(engine);
  longTest({
    name: `packages add lets programs import a package on ${engine}, until it is removed`,
    ignore: skipped !== null,
    fn: async () => {
      const wheels = await Promise.all([
        makeWheel({
          name: "demo-kit",
          version: "2.1",
          requires: ["demo-base>=1"],
          files: {
            "demo_kit/__init__.py": "from demo_base import VERSION as VALUE\n",
            "demo_kit/words.txt": "from the wheel",
          },
        }),
        makeWheel({ name: "demo-base", version: "1.5" }),
        makeWheel({ name: "demo-base", version: "0.9" }),
      ]);
      await using index = await serveIndex(wheels);
      await using home = await createHome({});
      const scene = {
        home: home.path,
        env: {
          MCP_BRIDGE_RUNTIME: engine,
          MCP_BRIDGE_POOL: "0",
          MCP_BRIDGE_PACKAGE_INDEX: `${new URL(index.url).origin}/simple/`,
        },
      };

      const added = await cli(scene, "packages", "add", "demo-kit==2.1");
      assert.equal(added.code, 0, added.stderr);
      assert.match(added.stdout, /^ {2}demo-base 1\.5: demo_base\n {2}demo-kit 2\.1: demo_kit$/m);
      assert.doesNotMatch(added.stderr, /Looking|Fetching|\r/, "progress is for terminals");

      const used = await cli(scene, "run", "--json", "-c", USE);
      const { result, status, stderr } = JSON.parse(used.stdout);
      assert.equal(status, "success", stderr ?? used.stderr);
      assert.deepEqual([result.value, result.words, result.version], [
        "1.5",
        "from the wheel",
        "2.1",
      ]);
      const listed = await cli(scene, "packages", "list", "--json");
      const packages: { name: string; version: string; added: boolean }[] = JSON.parse(
        listed.stdout,
      );
      assert.deepEqual(
        Object.fromEntries(packages.map(({ name, version }) => [name, version])),
        result.packages,
      );
      assert.deepEqual(packages.filter((one) => one.added).map(({ name }) => name), [
        "demo-base",
        "demo-kit",
      ]);

      assert.equal((await cli(scene, "packages", "remove", "demo-kit")).code, 0);
      if (engine === "embedded") {
        const gone = await cli(scene, "run", "-c", USE);
        assert.match(gone.stderr, /No module named 'demo_kit'/);
        assert.match(gone.stderr, /mcp-code-bridge packages add demo_kit/);
      }
      const kept = await Array.fromAsync(Deno.readDir(`${home.path}/${STATE}/packages`));
      assert.ok(!kept.some(({ name }) => name.endsWith(".whl")), "no wheel is left");
    },
  });
}
