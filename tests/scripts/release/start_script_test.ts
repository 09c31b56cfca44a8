/** The npm package's start script, run by Node.js; skipped where that is absent. */

import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import process from "node:process";
import {
  mainPackage,
  platformPackage,
  START_SCRIPT,
} from "../../../scripts/release/npm_packages.ts";
import { type Platform, platformName, PLATFORMS } from "../../../scripts/release/platforms.ts";
import { ROOT } from "../../support/sources.ts";
import { RELEASE } from "./release_files.ts";

const HERE = PLATFORMS.find(({ os, cpu }) => os === process.platform && cpu === process.arch);

/** Says how it was started, ends as it is told to, and knows when it was asked to end. */
const EXECUTABLE = `#!/bin/sh
trap 'echo asked to end; exit 7' TERM
case $1 in
  signal) kill -KILL $$;;
  wait) echo waiting; while :; do sleep 0.05; done;;
  *) read -r line; echo "$line: $*"; echo trouble >&2; exit 5;;
esac
`;

/** The package as npm installs it, with that of a platform beside it, or without. */
async function install(resources: AsyncDisposableStack, platform: Platform | null) {
  const root = await Deno.makeTempDir();
  resources.defer(() => Deno.remove(root, { recursive: true }));
  const main = join(root, "node_modules", "mcp-code-bridge");
  await Deno.mkdir(main, { recursive: true });
  const start = join(main, START_SCRIPT);
  await Deno.copyFile(join(ROOT, "packaging", "npm", START_SCRIPT), start);
  await Deno.writeTextFile(join(main, "package.json"), JSON.stringify(mainPackage(RELEASE)));
  if (platform !== null) {
    const other = join(dirname(main), "@mcp-code-bridge", platformName(platform));
    await Deno.mkdir(other, { recursive: true });
    const manifest = platformPackage(RELEASE, platform);
    await Deno.writeTextFile(join(other, "package.json"), JSON.stringify(manifest));
    await Deno.writeTextFile(join(other, "mcp-code-bridge"), EXECUTABLE, { mode: 0o755 });
  }
  return (...args: readonly string[]) =>
    new Deno.Command("node", {
      args: [start, ...args],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
}

async function outcome(child: Deno.ChildProcess) {
  const { code, stdout, stderr } = await child.output();
  const [out, error] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { code, stdout: out, stderr: error };
}

const NODE = await new Deno.Command("node", { args: ["--version"] }).output()
  .then(({ success }) => success, () => false);
// the executables are shell scripts
const ignore = HERE === undefined || !NODE || Deno.build.os === "windows";

Deno.test({
  name: "start.cjs hands on arguments, all three streams and the exit code",
  ignore,
  fn: async () => {
    await using resources = new AsyncDisposableStack();
    const child = (await install(resources, HERE ?? null))("a b", "$c");
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode("line\n"));
    await writer.close();
    assert.deepEqual(await outcome(child), {
      code: 5,
      stdout: "line: a b $c\n",
      stderr: "trouble\n",
    });
  },
});

Deno.test({
  name: "start.cjs passes a signal on, and ends as the executable does",
  ignore,
  fn: async () => {
    await using resources = new AsyncDisposableStack();
    const start = await install(resources, HERE ?? null);
    const asked = start("wait");
    const [first, rest] = asked.stdout.tee();
    const reader = first.getReader();
    await reader.read();
    asked.kill("SIGTERM");
    assert.equal((await asked.status).code, 7);
    assert.equal(await new Response(rest).text(), "waiting\nasked to end\n");
    await Promise.all([reader.cancel(), asked.stdin.close(), asked.stderr.cancel()]);

    const killed = start("signal");
    await killed.stdin.close();
    assert.equal((await outcome(killed)).code, 128 + 9);
  },
});

Deno.test({
  name: "start.cjs says what to do when the platform's package is missing",
  ignore: HERE === undefined || !NODE,
  fn: async () => {
    await using resources = new AsyncDisposableStack();
    const child = (await install(resources, null))();
    await child.stdin.close();
    const { code, stderr } = await outcome(child);
    assert.equal(code, 2);
    assert.match(
      stderr ?? "",
      /^Cannot start mcp-code-bridge 1\.2\.3: the package @mcp-code-bridge\/\S+, .* install again without --omit=optional/,
    );
  },
});
