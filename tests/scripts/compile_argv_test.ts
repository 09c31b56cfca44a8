import assert from "node:assert/strict";
import { join } from "node:path";
import { buildCompileArgv } from "../../scripts/build/compile_argv.ts";
import { type Target, TARGETS } from "../../scripts/build/targets.ts";

const CODE = "--disallow-code-generation-from-strings,--no-wasm-deopt," +
  "--wasm-tiering-budget=130000000,--max-semi-space-size=2";
const STACK = "--stack-size=1600,--wasm-stack-switching-stack-size=1600";

function build(target: Target): readonly string[] {
  return buildCompileArgv({ bundle: "/dist/bundle", output: "/dist/bridge", target });
}

Deno.test("buildCompileArgv() compiles a bundle with nothing from outside and no cache of code", () => {
  assert.deepEqual(build("x86_64-unknown-linux-gnu"), [
    "compile",
    "--quiet",
    "--no-config",
    "--no-lock",
    "--no-check",
    "--no-remote",
    "--no-npm",
    "--allow-all",
    "--no-prompt",
    "--unstable-worker-options",
    "--no-code-cache",
    `--v8-flags=${CODE},${STACK}`,
    `--include=${join("/dist/bundle", "src/bridge/worker.js")}`,
    `--include=${join("/dist/bundle", "src/bridge/reader_worker.js")}`,
    `--include=${join("/dist/bundle", "pyodide")}`,
    `--include=${join("/dist/bundle", "made")}`,
    "--target=x86_64-unknown-linux-gnu",
    "--output=/dist/bridge",
    join("/dist/bundle", "main.js"),
  ]);
});

Deno.test("buildCompileArgv() forbids code from strings everywhere, and leaves Windows its stack", () => {
  for (const target of TARGETS) {
    const flags = build(target).find((argument) => argument.startsWith("--v8-flags="));
    const expected = target === "x86_64-pc-windows-msvc" ? CODE : `${CODE},${STACK}`;
    assert.equal(flags, `--v8-flags=${expected}`);
    assert(build(target).includes(`--target=${target}`));
  }
});

Deno.test("buildCompileArgv() keeps V8's stack below the 2 MiB that a Worker's thread has", () => {
  for (const target of TARGETS) {
    const kib = /--stack-size=(\d+)/.exec(build(target).join(" "))?.[1];
    assert(Number(kib ?? 984) + 256 <= 2048, `${target}: ${kib}`);
  }
});
