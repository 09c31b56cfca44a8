/**
 * `deno task test:binary`: compiles the executable for this machine, prints its size and the start
 * times of source, bundle and executable, and runs the end-to-end tests against it. Takes the flags
 * of `deno task compile` except `--target`.
 */

import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { buildBundle } from "./build/build_bundle.ts";
import { parseCompileFlags } from "./build/parse_compile_flags.ts";
import { measureStart } from "./build/measure_start.ts";
import { runDeno } from "./build/run_deno.ts";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const STARTS = 7;

async function main(args: readonly string[]): Promise<void> {
  const plan = parseCompileFlags(args, { target: Deno.build.target, deno: Deno.execPath() });
  if (plan === null || args.some((text) => text.startsWith("--target"))) {
    throw new Error("Usage: deno task test:binary [--out DIR] [--deno PATH]");
  }
  const binary = resolve(plan.output);
  await runDeno(Deno.execPath(), {
    args: ["run", "-P=build", "--no-prompt", join(ROOT, "scripts", "compile.ts"), ...args],
    cwd: Deno.cwd(),
  });
  await reportStarts(binary);

  Deno.env.set("MCP_BRIDGE_TEST_COMMAND", binary);
  Deno.env.set("MCP_BRIDGE_COMPILE_DENO", plan.deno);
  await runDeno(Deno.execPath(), {
    args: ["test", "-P=launcher", "--no-prompt", "tests/compiled/", "tests/e2e/", "tests/hostile/"],
    cwd: ROOT,
  });
}

async function reportStarts(binary: string): Promise<void> {
  const home = await Deno.makeTempDir();
  const bundle = join(home, "bundle", "main.js");
  const isolated = ["--no-config", "--no-lock", "--cached-only", "--no-remote", "--no-npm"];
  const run = [Deno.execPath(), "run", "--no-prompt"];
  const forms = {
    source: [...run, "-P=launcher", "--no-check", join(ROOT, "main.ts")],
    // -A, because the launcher's set of rights cannot be named without a configuration file
    bundle: [...run, "-A", "--unstable-worker-options", ...isolated, bundle],
    executable: [binary],
  };
  // no pool, because sandboxes that start meanwhile would be measured too
  const env = { ...Deno.env.toObject(), MCP_BRIDGE_STATE_DIR: home, MCP_BRIDGE_POOL: "0" };
  try {
    await buildBundle({ root: ROOT, directory: dirname(bundle) });
    for (const [form, [command = "", ...args]] of Object.entries(forms)) {
      const ms = await measureStart({ command, args, env, times: STARTS });
      // deno-lint-ignore no-console -- the script's own report
      console.error(`start to the answer to initialize, ${form}: ${ms.toFixed(0)} ms`);
    }
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

if (import.meta.main) {
  try {
    await main(Deno.args);
  } catch (error) {
    // deno-lint-ignore no-console -- the script's own report
    console.error(error instanceof Error ? error.message : String(error));
    Deno.exit(1);
  }
}
