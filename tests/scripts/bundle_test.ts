import assert from "node:assert/strict";
import { join } from "node:path";
import { buildBundle } from "../../scripts/build/build_bundle.ts";
import { sha256 } from "../../src/system/sha256.ts";
import { bridgeEnvironment } from "../e2e/support/bridge_command.ts";
import { createHome } from "../e2e/support/home.ts";
import { longTest } from "../support/long_tests.ts";
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

/** A module of a bundle and all that is loaded with it, by name: not what it imports later. */
async function loadedWith(
  directory: string,
  name: string,
  found: Map<string, string> = new Map(),
): Promise<ReadonlyMap<string, string>> {
  if (found.has(name)) return found;
  const code = await Deno.readTextFile(join(directory, name));
  found.set(name, code);
  for (const [, target = ""] of code.matchAll(/(?:from|import)\s*"(\.[^"]+\.js)"/g)) {
    await loadedWith(directory, join(dirname(name), target), found);
  }
  return found;
}

longTest(
  "buildBundle() gives the same bytes each time, also to two at once, and a program that needs no package",
  async (t) => {
    const directory = await Deno.makeTempDir();
    try {
      const first = join(directory, "first");
      const second = join(directory, "second");
      await Promise.all([
        buildBundle({ root: ROOT, directory: first }),
        buildBundle({ root: ROOT, directory: first }),
        buildBundle({ root: ROOT, directory: second }),
      ]);
      const files = await hashes(first);

      await t.step("two builds are equal, and leave nothing else behind", async () => {
        const names = (await Array.fromAsync(Deno.readDir(directory))).map(({ name }) => name);
        assert.deepEqual(names.sort(), ["first", "second"]);
        assert.deepEqual(await hashes(second), files);
        for (const name of ["main.js", "src/bridge/worker.js", "pyodide/pyodide.mjs"]) {
          assert(name in files, `${name} is missing: ${Object.keys(files).join(", ")}`);
        }
      });

      await t.step("what is not needed to begin is loaded later", async () => {
        const main = await loadedWith(first, "main.js");
        const code = [...main.values()].join("");
        assert(code.length < 2000, `${[...main.keys()]} have ${code.length} characters`);
        assert.doesNotMatch(code, /from\s*"node:/);
        const worker = [...(await loadedWith(first, "src/bridge/worker.js")).keys()].join(" ");
        for (const later of ["run_services", "render", "upstreams"]) {
          const chunk = new RegExp(`(^| )${later}-\\w+\\.js`);
          assert.match(Object.keys(files).join(" "), chunk);
          assert.doesNotMatch(worker, chunk);
        }
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
  },
);
