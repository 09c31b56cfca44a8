import { fileURLToPath } from "node:url";
import { buildBundle } from "../scripts/build/build_bundle.ts";
import type { Bench, Command } from "./row.ts";

/** Modules that a floor starts by URL. The bundler does not find them. */
const WORKERS: Readonly<Record<string, readonly string[]>> = { bare_server: ["bare_worker"] };

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const CONFIG = `${ROOT}deno.json`;

/** Bundles the bridge into a folder. Returns its command line, that of `deno task serve`. */
export async function bundleBridge(directory: string): Promise<Command> {
  await buildBundle({ root: ROOT, directory });
  const rights = ["--config", CONFIG, "-P=launcher", "--no-prompt", "--no-lock"];
  const offline = ["--cached-only", "--no-remote", "--no-npm"];
  const v8 = "--v8-flags=--max-semi-space-size=2";
  return {
    command: Deno.execPath(),
    args: ["run", ...rights, ...offline, v8, `${directory}/main.js`, "serve"],
  };
}

/** Bundles a program of `floors/` into one file. Returns its command line. */
export async function bundle(bench: Bench, name: string): Promise<Command> {
  const [target] = await Promise.all(
    [name, ...WORKERS[name] ?? []].map((module) => bundleModule(bench, module)),
  );
  const args = ["run", "-A", "--no-prompt", "--no-config", "--unstable-worker-options"];
  return { command: Deno.execPath(), args: [...args, target ?? ""] };
}

/**
 * Compiles a program of `floors/` like the bridge's executable. `DENO_FOR_COMPILE` names the Deno
 * that compiles. Returns its command line.
 *
 * @throws {Error} when this machine cannot compile
 */
export async function compileFloor(bench: Bench, name: string): Promise<Command> {
  await bundle(bench, name);
  const workers = WORKERS[name] ?? [];
  const output = `${bench.directory}/${name}`;
  const deno = Deno.env.get("DENO_FOR_COMPILE") ?? Deno.execPath();
  const { success, stderr } = await new Deno.Command(deno, {
    args: [
      "compile",
      "--quiet",
      "--no-config",
      "--no-check",
      "--no-remote",
      "--no-npm",
      "--no-code-cache",
      "--allow-all",
      "--unstable-worker-options",
      ...workers.map((module) => `--include=${bench.directory}/${module}.js`),
      `--output=${output}`,
      `${bench.directory}/${name}.js`,
    ],
  }).output();
  if (!success) throw new Error(`Cannot compile ${name}: ${new TextDecoder().decode(stderr)}`);
  return { command: output, args: [] };
}

async function bundleModule(bench: Bench, name: string): Promise<string> {
  const source = fileURLToPath(new URL(`./floors/${name}.ts`, import.meta.url));
  const target = `${bench.directory}/${name}.js`;
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--quiet", "--config", CONFIG, "--platform", "deno", "-o", target, source],
  }).output();
  if (!success) throw new Error(`Cannot bundle ${name}: ${new TextDecoder().decode(stderr)}`);
  return target;
}
