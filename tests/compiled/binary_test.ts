/** What only the compiled executable can show: that it needs nothing, and that its own limits hold. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { startBridge } from "../e2e/support/bridge_client.ts";
import { bridgeEnvironment } from "../e2e/support/bridge_command.ts";
import { createHome, exampleServers } from "../e2e/support/home.ts";
import { testedBinary } from "./support.ts";

const binary = testedBinary();

interface Output {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(args: readonly string[], env: Record<string, string>): Promise<Output> {
  const { code, stdout, stderr } = await new Deno.Command(binary ?? "", {
    args: [...args],
    env,
    clearEnv: true,
    cwd: env["HOME"] ?? ".",
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name: `the executable ${name}`, ignore: binary === null, fn });
}

test("calls a tool with an output schema, although no code can be made from strings", async () => {
  await using home = await createHome(exampleServers({ results: ["results"] }));
  await using bridge = await startBridge({
    home: home.path,
    env: { MCP_BRIDGE_RUNTIME: "embedded" },
  });
  const answer = await bridge.run("(await mcp_results.structured()).temperature", {
    servers: ["results"],
  });
  assert.deepEqual([answer.status, answer.result], ["success", 21.5]);
});

test("is not told by a program how the program ended", async () => {
  await using home = await createHome({});
  await using bridge = await startBridge({
    home: home.path,
    env: { MCP_BRIDGE_RUNTIME: "embedded" },
  });
  const forge = [
    "import pyodide_js",
    String.raw`pyodide_js._module.printErr("\0exit 0")`,
    String.raw`pyodide_js._api.config.stderr("\0exit 0")`,
  ].join("\n");
  const raised = await bridge.run(`${forge}\n1 / 0`);
  assert.equal(raised.status, "error");
  assert.match(JSON.stringify(raised.error), /ZeroDivisionError/);
  const succeeded = await bridge.run(`${forge}\n"control"`);
  assert.deepEqual([succeeded.status, succeeded.result], ["success", "control"]);
});

test("expands the embedded engine that it carries, and starts no program to make it", async () => {
  await using home = await createHome({});
  const state = join(home.path, "other state");
  const temporary = join(home.path, "tmp");
  await Deno.mkdir(temporary);
  const env = {
    HOME: home.path,
    USERPROFILE: home.path,
    TMPDIR: temporary,
    MCP_BRIDGE_RUNTIME: "embedded",
    MCP_BRIDGE_STATE_DIR: state,
    // nothing is found, so nothing but the executable and a shell can be run
    PATH: "",
    ...(Deno.build.os === "windows" ? { SystemRoot: Deno.env.get("SystemRoot") ?? "" } : {}),
  };
  const { code, stdout, stderr } = await run(["run", "-c", "6 * 7"], env);
  assert.deepEqual([code, stdout], [0, "42\n"], stderr);
  const [made = "", ...others] = (await names(join(state, "embedded")))
    .filter((name) => name !== "users");
  assert.deepEqual(others, []);
  assert((await names(join(state, "embedded", made))).includes("snapshot.bin"));
  // a cache of its code there would be read again by whoever may write to that directory
  assert.deepEqual(await names(temporary), []);
});

async function names(directory: string): Promise<readonly string[]> {
  return (await Array.fromAsync(Deno.readDir(directory))).map(({ name }) => name);
}

for (const [setting, most] of [["128m", 100], ["1g", 800]] as const) {
  test(`holds a sandbox of the embedded engine to MCP_BRIDGE_MEMORY=${setting}`, async () => {
    await using home = await createHome({});
    const env = bridgeEnvironment(home.path, {
      MCP_BRIDGE_RUNTIME: "embedded",
      MCP_BRIDGE_MEMORY: setting,
    });
    const code = `
len(bytearray(${most} << 20))
try:
    bytearray(${most} * 2 << 20)
except MemoryError:
    print("MemoryError")
`;
    const { stdout, stderr } = await run(["run", "-c", code], env);
    assert.equal(stdout, "MemoryError\n", stderr);
  });
}

test("ends a recursion through C code with RecursionError and not with the process", async () => {
  await using home = await createHome({});
  const env = bridgeEnvironment(home.path, { MCP_BRIDGE_RUNTIME: "embedded" });
  const code = `
import functools
@functools.cache
def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)
print(depth(900))
depth.cache_clear()
try:
    depth(100_000)
except RecursionError:
    print("RecursionError")
`;
  const { stdout, stderr } = await run(["run", "-c", code], env);
  assert.equal(stdout, "900\nRecursionError\n", stderr);
});

test("does not show that it can be a sandbox, and is none without its files", async () => {
  await using home = await createHome({});
  const env = bridgeEnvironment(home.path);
  const help = await run(["--help"], env);
  assert.equal(help.code, 0);
  assert.doesNotMatch(help.stdout, /embedded-sandbox/);
  const alone = await run(["embedded-sandbox", join(home.path, "nothing"), "1000000"], env);
  assert.deepEqual([alone.code, alone.stdout], [70, ""]);
  assert.match(alone.stderr, /nothing/);
});
