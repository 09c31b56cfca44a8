/**
 * Tries the npm packages as users get them. They are packed, installed into an empty folder and run,
 * with an empty home directory and the PATH of a desktop application. Then npx runs them from a
 * registry on this machine, in a folder that would run its own programs.
 *
 *     deno run … scripts/ci/npm_packages.ts EXECUTABLE
 */

import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findTarget } from "../build/targets.ts";
import { measureStart } from "../build/measure_start.ts";
import { runDeno } from "../build/run_deno.ts";
import { makeTemporaryFolder, runInterruptibly } from "../build/run_interruptibly.ts";
import { npmArguments } from "../../src/registration/launch_command.ts";
import { START_SCRIPT } from "../release/npm_packages.ts";
import { compiledName, platformName, platformOf } from "../release/platforms.ts";
import { NAME } from "../release/release.ts";
import manifest from "../../deno.json" with { type: "json" };
import { createHostileFolder } from "./npm/hostile_folder.ts";
import { type PackedPackage, packPackage, servePackages } from "./npm/package_registry.ts";

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const VERSION = manifest.version;
/** What the start script may add to a start, in milliseconds. */
const MOST_ADDED_MS = 150;
const STARTS = 7;

interface Trial {
  /** An empty folder for what this trial makes. */
  readonly folder: string;
  /** The environment of a desktop application, with an empty home directory. */
  readonly env: Readonly<Record<string, string>>;
  readonly packages: readonly PackedPackage[];
  readonly executable: string;
}

async function tryPackages(
  executable: string,
  resources: AsyncDisposableStack,
): Promise<void> {
  const target = findTarget(Deno.build.target);
  if (target === null) {
    throw new Error(`Cannot try the packages: no executable for ${Deno.build.target}`);
  }
  const platform = platformOf(target);
  const folder = await makeTemporaryFolder(resources, { prefix: "mcp-code-bridge-npm-" });
  const made = join(folder, "made");
  await Deno.mkdir(made);
  await Deno.copyFile(executable, join(made, compiledName(platform)));
  await runDeno(Deno.execPath(), {
    args: [
      "task",
      "--quiet",
      "release",
      "--repository",
      "example/mcp-code-bridge",
      "--executables",
      made,
      "--out",
      join(folder, "release"),
      "--target",
      target,
    ],
    cwd: ROOT,
  });
  const packages: PackedPackage[] = [];
  for (const name of [NAME, platformName(platform)]) {
    packages.push(await packPackage(join(folder, "release", "npm", name), made));
  }
  const home = join(folder, "home");
  await Deno.mkdir(home);
  const env = {
    HOME: home,
    PATH: `${await directoryOfNode()}:/usr/bin:/bin`,
    npm_config_update_notifier: "false",
  };
  await tryInstalled({ folder: join(folder, "installed"), env, packages, executable });
  await tryWithoutPlatform({ folder: join(folder, "omitted"), env, packages, executable });
  await tryNpx({ folder: join(folder, "npx"), env, packages, executable });
}

/** Installed from the tarballs: it runs, and the start script costs little. */
async function tryInstalled({ folder, env, packages, executable }: Trial): Promise<void> {
  await Deno.mkdir(folder);
  await using registry = servePackages(packages);
  const tarballs = packages.map(({ tarball }) => tarball);
  await run(
    "npm",
    ["install", "--no-audit", "--no-fund", "--registry", registry.url, ...tarballs],
    { cwd: folder, env },
  );
  const command = join(folder, "node_modules", ".bin", NAME);
  const { stdout } = await run(command, ["--version"], { cwd: folder, env });
  assert.equal(stdout, `${VERSION}\n`);
  const { code } = await run(command, ["no-such-command"], { cwd: folder, env, fails: true });
  assert.equal(code, 2);

  // the fastest of several, because whatever else the machine does only adds to them
  const starts = { executable, [START_SCRIPT]: command };
  for (const [name, started] of Object.entries(starts)) {
    const options = { args: [], env: { ...env, MCP_BRIDGE_POOL: "0" }, times: 1 };
    const fastest = await fastestOf(() => measureStart({ command: started, ...options }));
    say(`start to the answer to initialize, ${name}: ${fastest.toFixed(0)} ms`);
  }
  // compared by processor time, which does not depend on what else the machine does
  const through = await fastestOf(() => processorTime(command, env));
  const added = through - await fastestOf(() => processorTime(executable, env));
  say(`${START_SCRIPT} adds ${added.toFixed(0)} ms of processor time`);
  assert.ok(added <= MOST_ADDED_MS, `at most ${MOST_ADDED_MS} ms are allowed`);
}

async function fastestOf(measure: () => Promise<number>): Promise<number> {
  let fastest = Infinity;
  for (let count = 0; count < STARTS; count++) fastest = Math.min(fastest, await measure());
  return fastest;
}

/** Milliseconds of the processor that a start and all its children take. */
async function processorTime(command: string, env: Trial["env"]): Promise<number> {
  const script = 'TIMEFORMAT="%U %S"; time "$0" --version > /dev/null';
  const { stderr } = await run("bash", ["-c", script, command], { cwd: "/", env });
  const [user = NaN, system = NaN] = stderr.trim().split(" ").map(Number);
  return (user + system) * 1000;
}

/** Installed without optional dependencies: the error says what is missing and what to do. */
async function tryWithoutPlatform({ folder, env, packages }: Trial): Promise<void> {
  await Deno.mkdir(folder);
  await using registry = servePackages(packages);
  const [main] = packages;
  await run("npm", [
    "install",
    "--no-audit",
    "--no-fund",
    "--omit=optional",
    "--registry",
    registry.url,
    main?.tarball ?? "",
  ], { cwd: folder, env });
  const { code, stderr } = await run(join(folder, "node_modules", ".bin", NAME), ["--version"], {
    cwd: folder,
    env,
    fails: true,
  });
  assert.equal(code, 2);
  assert.match(stderr, /is not installed; install again without --omit=optional/);
  say(stderr.trim());
}

/** By npx in a hostile folder: the form for clients runs nothing of it and needs no registry. */
async function tryNpx({ folder, env, packages }: Trial): Promise<void> {
  const hostile = await createHostileFolder(folder);
  const registry = servePackages(packages);
  const options = { cwd: folder, env: { ...env, npm_config_registry: registry.url } };
  const asClient = async (what: string) => {
    const args = [
      ...npmArguments({ version: VERSION, directory: "/", platform: "linux" }),
      "--version",
    ];
    const { stdout, ms } = await run("npx", args, options);
    assert.equal(stdout, `${VERSION}\n`);
    assert.deepEqual(await hostile.takeRuns(), []);
    say(`npx, ${what}: ${ms.toFixed(0)} ms`);
  };
  try {
    await asClient("fetching the packages");
    // the control: without the parts of the form, programs of the folder run
    const plain = ["-y", `${NAME}@${VERSION}`, "--version"];
    await run("npx", plain, { ...options, fails: true });
    assert.notDeepEqual(await hostile.takeRuns(), []);
    await run("npx", ["--prefix", "/", ...plain], options);
    assert.deepEqual(await hostile.takeRuns(), ["sh", "node"]);
  } finally {
    await registry[Symbol.asyncDispose]();
  }
  // whoever asks the registry now fails
  await asClient("from its cache, without a registry");
}

interface RunOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** It is expected to fail, or may. @default {false} */
  readonly fails?: boolean;
}

async function run(command: string, args: readonly string[], options: RunOptions) {
  const { cwd, env, fails = false } = options;
  const began = performance.now();
  const output = await new Deno.Command(command, {
    args: [...args],
    cwd,
    env: { ...env },
    clearEnv: true,
    stdin: "null",
  }).output();
  const ms = performance.now() - began;
  const [stdout = "", stderr = ""] = [output.stdout, output.stderr].map((bytes) =>
    new TextDecoder().decode(bytes)
  );
  if (!output.success && !fails) {
    throw new Error(
      `Cannot go on: ${command} ${args.join(" ")} ended with ${output.code}\n${stderr}`,
    );
  }
  return { code: output.code, stdout, stderr, ms };
}

async function directoryOfNode(): Promise<string> {
  const { stdout } = await new Deno.Command("node", { args: ["--print", "process.execPath"] })
    .output();
  return dirname(new TextDecoder().decode(stdout).trim());
}

function say(text: string): void {
  // deno-lint-ignore no-console -- the script's own report
  console.log(text);
}

if (import.meta.main) {
  const [executable] = Deno.args;
  if (executable === undefined) throw new Error("Usage: npm_packages.ts EXECUTABLE");
  const path = await Deno.realPath(executable);
  Deno.exit(await runInterruptibly((resources) => tryPackages(path, resources)));
}
