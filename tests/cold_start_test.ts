/**
 * What the first start from source fetches: Deno caches every package of the configuration, also those
 * that only the demo and the tests use, unless it is told to fetch what is imported.
 */

import assert from "node:assert/strict";
import { basename, dirname, join } from "node:path";
import manifest from "../deno.json" with { type: "json" };
import { DEVELOPMENT_PACKAGES } from "../scripts/release/sbom.ts";
import { ROOT } from "./support/sources.ts";

/** Where a graph of modules begins: the program, and its Workers, which are started by their path. */
const ENTRIES = ["main.ts", "src/bridge/worker.ts", "src/bridge/reader_worker.ts"];

/** The parts of `deno info --json` that are read here. */
interface Graph {
  readonly modules: readonly { readonly npmPackage?: string }[];
  readonly npmPackages: Readonly<Record<string, NpmPackage>>;
}

interface NpmPackage {
  readonly name: string;
  readonly dependencies: readonly string[];
  /** Its folder of the cache: that of the package, then the version. */
  readonly localPath: string;
}

const deno = async (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const options = { args: [...args], cwd: ROOT, env: { NO_COLOR: "1", ...env } };
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), options).output();
  const [out, error] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { success, stdout: out ?? "", stderr: error ?? "" };
};

/** The packages that the program imports, at once or later, and what these depend on. */
function neededPackages({ modules, npmPackages }: Graph): readonly NpmPackage[] {
  const found = new Set<string>();
  const add = (id: string): void => {
    if (found.has(id)) return;
    found.add(id);
    npmPackages[id]?.dependencies.forEach(add);
  };
  modules.forEach(({ npmPackage }) => npmPackage === undefined || add(npmPackage));
  return [...found].flatMap((id) => npmPackages[id] ?? []);
}

/** A folder like another, of hard links, or copies where the file system has none. */
async function linkTree(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    const [source, target] = [join(from, name), join(to, name)];
    if (isDirectory) await linkTree(source, target);
    else await Deno.link(source, target).catch(() => Deno.copyFile(source, target));
  }
}

Deno.test("main.ts starts from a cache that has the packages it imports and no other", async () => {
  const needed: NpmPackage[] = [];
  for (const entry of ENTRIES) {
    const graph: Graph = JSON.parse((await deno(["info", "--json", entry])).stdout);
    needed.push(...neededPackages(graph));
  }
  const names = new Set(needed.map(({ name }) => name));
  const others = Object.keys(manifest.imports).filter((name) => !names.has(name));
  assert.deepEqual(others.sort(), DEVELOPMENT_PACKAGES);

  const cache = await Deno.makeTempDir();
  try {
    const registry = dirname(dirname(needed.find(({ name }) => name === "zod")?.localPath ?? ""));
    const copy = join(cache, "npm", basename(registry));
    for (const name of names) {
      await linkTree(join(registry, name), join(copy, name));
    }
    const args = ["run", "-P=launcher", "--no-prompt", "--cached-only", "main.ts", "--version"];
    const { success, stdout, stderr } = await deno(args, { DENO_DIR: cache });
    assert.ok(success, stderr);
    assert.equal(stdout, `${manifest.version}\n`);
  } finally {
    await Deno.remove(cache, { recursive: true });
  }
});
