/**
 * What a compiled executable may still do after it has dropped its rights as a sandbox does, in a realm
 * that nothing was taken from. The executable is compiled as ours is, with the same flags; what it runs
 * is the probes. Each attempt has its control: the same executable that keeps its rights.
 */

import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { BUNDLED_MAIN, BUNDLED_WORKERS } from "../../scripts/build/bundle_argv.ts";
import { buildCompileArgv } from "../../scripts/build/compile_argv.ts";
import { findTarget } from "../../scripts/build/targets.ts";
import { MADE_FOLDER, PYODIDE_FOLDER } from "../../src/engine/embedded/bundled_files.ts";
import { createTarget, type Outcomes, runProbes } from "../engine/embedded/probe_target.ts";
import { compilingDeno, isAtLeast, versionOf } from "./support.ts";

/**
 * Files that an executable compiled by Deno 2.6 reads without the right to: a hole of that runtime.
 * From this version on there must be none.
 */
const CLOSED_IN = [2, 9, 6];
const HOLES = ["import a file as JSON", "import a file as a module", "start a worker from a file"];

/** What no executable does at all, with or without rights. */
const ABSENT = [
  // raw imports are not switched on, and what is not in the executable cannot be imported
  "import a file as text",
  "import a file as bytes",
  "import over the network",
  "import an npm package",
  // there is no origin that anything could be kept for
  "keep something for later",
  "keep something in a cache",
];

const deno = compilingDeno();

Deno.test({
  name: "an executable that has dropped its rights reaches nothing but what its runtime leaks",
  ignore: deno === null,
  async fn(t) {
    if (deno === null) return;
    const directory = await Deno.makeTempDir();
    try {
      const executable = await compileProbes(deno, directory);
      const left = isAtLeast(await versionOf(deno), CLOSED_IN) ? [] : HOLES;

      await t.step("without rights", async () => {
        const outcomes = await tryAll([executable, "drop"]);
        assert.deepEqual(worked(outcomes), left);
      });
      await t.step("control: with rights each attempt succeeds", async () => {
        const outcomes = await tryAll([executable]);
        const failed = Object.keys(outcomes).filter((name) => outcomes[name] !== null);
        assert.deepEqual(failed.filter((name) => !ABSENT.includes(name)), []);
      });
    } finally {
      await Deno.remove(directory, { recursive: true });
    }
  },
});

async function tryAll(argv: readonly string[]): Promise<Outcomes> {
  await using target = await createTarget();
  const outcomes = await runProbes({ argv, env: { NO_COLOR: "1" } }, target);
  if (argv.includes("drop")) assert.equal(target.requests(), 0);
  return outcomes;
}

function worked(outcomes: Outcomes): readonly string[] {
  return Object.keys(outcomes).filter((name) => outcomes[name] === null);
}

/** Compiles the probes in the place of the program. */
async function compileProbes(deno: string, directory: string): Promise<string> {
  const probes = fileURLToPath(new URL("./fixtures/probe_rights.mjs", import.meta.url));
  const bundle = join(directory, "bundle");
  for (const folder of [PYODIDE_FOLDER, MADE_FOLDER, ...BUNDLED_WORKERS.map(dirname)]) {
    await Deno.mkdir(join(bundle, folder), { recursive: true });
  }
  for (const name of BUNDLED_WORKERS) await Deno.writeTextFile(join(bundle, name), "");
  const main = join(bundle, BUNDLED_MAIN);
  await run(Deno.execPath(), ["bundle", "--quiet", "--platform=deno", `--output=${main}`, probes]);
  const target = findTarget(Deno.build.target);
  assert(target !== null, `control: no target is "${Deno.build.target}"`);
  const output = join(directory, Deno.build.os === "windows" ? "probes.exe" : "probes");
  await run(deno, buildCompileArgv({ bundle, output, target }));
  return output;
}

async function run(program: string, args: readonly string[]): Promise<void> {
  const { code, stderr } = await new Deno.Command(program, { args: [...args] }).output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
}
