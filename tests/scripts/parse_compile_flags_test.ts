import assert from "node:assert/strict";
import { join } from "node:path";
import { parseCompileFlags } from "../../scripts/build/parse_compile_flags.ts";
import { TARGETS } from "../../scripts/build/targets.ts";

const DEFAULTS = { target: "aarch64-apple-darwin", deno: "/usr/bin/deno" };

Deno.test("parseCompileFlags() compiles for this machine by default", () => {
  assert.deepEqual(parseCompileFlags([], DEFAULTS), {
    target: "aarch64-apple-darwin",
    deno: "/usr/bin/deno",
    directory: "dist",
    output: join("dist", "mcp-code-bridge"),
  });
});

Deno.test("parseCompileFlags() names the executable by a target that was asked for", () => {
  const outputs = TARGETS.map((target) =>
    parseCompileFlags(["--target", target, "--out", "build"], DEFAULTS)?.output
  );
  assert.deepEqual(outputs, [
    join("build", "mcp-code-bridge-x86_64-unknown-linux-gnu"),
    join("build", "mcp-code-bridge-aarch64-unknown-linux-gnu"),
    join("build", "mcp-code-bridge-x86_64-apple-darwin"),
    join("build", "mcp-code-bridge-aarch64-apple-darwin"),
    join("build", "mcp-code-bridge-x86_64-pc-windows-msvc.exe"),
  ]);
  const here = parseCompileFlags([], { ...DEFAULTS, target: "x86_64-pc-windows-msvc" });
  assert.equal(here?.output, join("dist", "mcp-code-bridge.exe"));
});

Deno.test("parseCompileFlags() takes another Deno, and shows help", () => {
  assert.equal(parseCompileFlags(["--deno=/opt/deno"], DEFAULTS)?.deno, "/opt/deno");
  assert.equal(parseCompileFlags(["--help"], DEFAULTS), null);
});

Deno.test("parseCompileFlags() says what it cannot understand", () => {
  for (
    const [args, pattern] of [
      [["--target", "mips"], /"mips": the targets are x86_64-unknown-linux-gnu, /],
      [["--out", ""], /--out is ""/],
      [["--speed"], /--speed/],
      [["extra"], /extra/],
    ] as const
  ) {
    assert.throws(() => parseCompileFlags(args, DEFAULTS), pattern);
  }
});
