import assert from "node:assert/strict";
import { join } from "node:path";
import { buildBundle } from "../../scripts/build/build_bundle.ts";
import { sha256 } from "../../src/engine/embedded/sha256.ts";
import { bridgeEnvironment } from "../e2e/support/bridge_command.ts";
import { createHome } from "../e2e/support/home.ts";
import { dirname, fromFileUrl } from "../support/paths.ts";

const ROOT = dirname(dirname(dirname(fromFileUrl(import.meta.url))));

async function hashes(directory: string, below = ""): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const { name, isDirectory } of Deno.readDir(join(directory, below))) {
    const path = below === "" ? name : `${below}/${name}`;
    if (isDirectory) Object.assign(found, await hashes(directory, path));
    else found[path] = await sha256(await Deno.readFile(join(directory, path)));
  }
  return found;
}

Deno.test("buildBundle() gives the same bytes each time, and a program that needs no package", async (t) => {
  const directory = await Deno.makeTempDir();
  try {
    const first = join(directory, "first");
    const second = join(directory, "second");
    await buildBundle({ root: ROOT, directory: first });
    await buildBundle({ root: ROOT, directory: second });
    const files = await hashes(first);

    await t.step("two builds are equal", async () => {
      assert.deepEqual(await hashes(second), files);
      for (const name of ["main.js", "src/bridge/worker.js", "pyodide/pyodide.mjs"]) {
        assert(name in files, `${name} is missing: ${Object.keys(files).join(", ")}`);
      }
    });

    await t.step("what is not needed to begin is loaded later", async () => {
      const main = await Deno.readTextFile(join(first, "main.js"));
      assert(main.length < 2000, `main.js has ${main.length} characters`);
      const worker = await Deno.readTextFile(join(first, "src", "bridge", "worker.js"));
      assert.match(worker, /import\("\.\.\/\.\.\/upstreams-\w+\.js"\)/);
    });

    await t.step("it runs from elsewhere, without npm, the network or a cache", async () => {
      await using home = await createHome({});
      const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: [
          // -A: without a configuration file there is no set of rights to name
          ...["run", "-A", "--no-prompt", "--no-config", "--no-lock", "--cached-only"],
          ...["--no-remote", "--no-npm", "--unstable-worker-options", join(first, "main.js")],
          ...["run", "--engine=embedded", "-c", "6 * 7"],
        ],
        cwd: directory,
        env: bridgeEnvironment(home.path, { DENO_DIR: join(directory, "nothing cached") }),
        clearEnv: true,
      }).output();
      const said = new TextDecoder().decode(stderr);
      assert.deepEqual([code, new TextDecoder().decode(stdout)], [0, "42\n"], said);
    });
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});
