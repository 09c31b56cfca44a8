import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { createEmbeddedEngine } from "../../../src/engine/embedded/embedded_engine.ts";
import { EmbeddedSandbox } from "../../../src/engine/embedded/embedded_sandbox.ts";
import { encodeMessage } from "../../../src/rpc/codec.ts";
import { PROTOCOL_VERSION } from "../../../src/rpc/frames.ts";
import { RUNTIME_MODULES } from "../../../src/python/modules.ts";
import { FakeSystem } from "../../fakes/fake_system.ts";
import { eventually } from "../../support/eventually.ts";
import { createTestEngine, runProgram, TEST_MEMORY_BYTES } from "./embedded_sandbox.ts";

const LINUX = Deno.build.os === "linux";

Deno.test("createEmbeddedEngine() refuses when Pyodide's files cannot be read, with the reason", async () => {
  const probe = await createEmbeddedEngine({
    system: new FakeSystem(),
    log: () => {},
    stateDir: "/state",
    limits: { memoryBytes: TEST_MEMORY_BYTES, lifetimeSeconds: 60 },
    loader: "",
    runtime: {},
    files: {
      remedy: "",
      readMade: () => Promise.resolve(null),
      check: () => Promise.reject(new Error("the registry does not answer")),
      read: () => Promise.reject(new Error("not reached")),
    },
  });
  assert.deepEqual(probe, {
    usable: false,
    name: "embedded",
    refusal: "Pyodide's files cannot be used: the registry does not answer",
    remedy: null,
  });
});

Deno.test("EmbeddedEngine runs a program and ends with its exit code", async () => {
  const engine = await createTestEngine();
  const run = await runProgram(engine, "print('hello')\n1 + 1");
  assert.equal(run.stdout, "hello\n");
  assert.equal(run.done?.result, 2);
  assert.deepEqual(run.exit, { code: 0, signal: null });
  assert.equal(run.reported, 0);
  assert.equal(run.stderr, "");
});

Deno.test("EmbeddedEngine keeps every exit code apart", async () => {
  const engine = await createTestEngine();
  const codes = async (...programs: string[]): Promise<number[]> => {
    const runs = [];
    for (const program of programs) runs.push(await runProgram(engine, program));
    return runs.map(({ exit }) => exit.code);
  };
  assert.deepEqual(
    await codes(
      "import sys; sys.exit(3)",
      "1 / 0",
      "import os; os._exit(7)",
      "import os; os.abort()",
    ),
    [3, 1, 7, 134],
  );
});

Deno.test("EmbeddedEngine: what nobody catches ends the sandbox, and shows no path of this machine", async () => {
  const engine = await createTestEngine();
  const run = await runProgram(
    engine,
    `
import asyncio, pyodide_js
from pyodide.ffi import create_proxy
pyodide_js._api.scheduleCallback(create_proxy(lambda: 1 / 0), 10)
await asyncio.sleep(60)
`,
  );
  assert.equal(run.exit.code, 1);
  assert(run.stderr.includes("ZeroDivisionError"), run.stderr);
  assert(!run.stderr.includes("file:"), run.stderr);
});

Deno.test("EmbeddedEngine has twenty calls in flight at one time", async () => {
  const engine = await createTestEngine();
  const all = Promise.withResolvers<void>();
  let waiting = 0;
  const run = await runProgram(
    engine,
    `
import asyncio
first = await mcp_echo.say(n=-1)
answers = await asyncio.gather(*[mcp_echo.say(n=n) for n in range(20)])
[answer.n for answer in answers]
`,
    {
      async answer({ params }) {
        const value = params.arguments ?? null;
        // nobody is answered before the last has asked
        if (JSON.stringify(value) !== '{"n":-1}' && ++waiting === 20) all.resolve();
        if (waiting > 0) await all.promise;
        return { kind: "json", value };
      },
    },
  );
  assert.deepEqual(run.done?.result, Array.from({ length: 20 }, (_, n) => n));
});

Deno.test("EmbeddedEngine lets Python wait for the bridge without await, also below C code", async () => {
  const engine = await createTestEngine();
  const run = await runProgram(
    engine,
    `
from mcp import runtime
print(runtime.list_servers_sync())
sorted(["b", "a"], key=lambda name: runtime.list_servers_sync().index(name))
`,
    { answer: () => ["b", "a"] },
  );
  assert.equal(run.stdout, "('b', 'a')\n");
  assert.deepEqual(run.done?.result, ["b", "a"]);
});

Deno.test("EmbeddedEngine carries values that need many frames, both ways", async () => {
  const engine = await createTestEngine();
  const run = await runProgram(
    engine,
    `
text = await mcp_echo.say(text="é" * 2_000_000)
(len(text), text[-3:])
`,
    {
      answer({ params }) {
        const { text } = params.arguments as { text: string };
        return { kind: "json", value: text + text + "end" };
      },
    },
  );
  assert.deepEqual(run.done?.result, [4_000_003, "end"]);
});

Deno.test("EmbeddedEngine gives each sandbox its own randomness, though all have one snapshot", async () => {
  const engine = await createTestEngine();
  const program = `
import os, random, secrets, tempfile, uuid
[random.random(), os.urandom(8).hex(), str(uuid.uuid4()), secrets.token_hex(8), tempfile.mktemp()]
`;
  const first = (await runProgram(engine, program)).done?.result;
  const second = (await runProgram(engine, program)).done?.result;
  assert(Array.isArray(first) && Array.isArray(second));
  assert.equal(first.length, 5);
  for (const [index, value] of first.entries()) assert.notEqual(value, second[index]);
});

Deno.test("EmbeddedEngine captures what is written past sys.stdout, and a forged frame is text", async () => {
  const engine = await createTestEngine();
  const run = await runProgram(
    engine,
    `
import json, os
forged = json.dumps({"type": "call", "id": 9, "method": "list_servers", "params": {}}).encode()
os.write(1, len(forged).to_bytes(4, "big") + b"\\0" + forged)
os.write(1, "é".encode()[:1])
os.write(1, "é".encode()[1:])
os.write(2, b"to stderr\\n")
os.write(1, b"x" * 200_000)
None
`,
  );
  assert.deepEqual(run.calls, []);
  assert(run.stdout.includes('"method": "list_servers"'), run.stdout.slice(0, 200));
  assert(run.stdout.endsWith("}}é" + "x".repeat(200_000)));
  assert.equal(run.stderr, "to stderr\n");
  assert.equal(run.exit.code, 0);
});

Deno.test("EmbeddedEngine: memory that Python cannot have is a MemoryError, and the program goes on", async () => {
  const engine = await createTestEngine();
  const run = await runProgram(
    engine,
    `
kept = []
try:
    while True:
        kept.append(bytearray(16 << 20))
except MemoryError:
    held = len(kept) * 16
    kept.clear()
held
`,
  );
  const held = run.done?.result;
  assert(typeof held === "number" && held > 64 && held <= 256, `${held} MiB`);
  assert.equal(run.exit.code, 0);
});

Deno.test({
  name: "EmbeddedEngine: memory outside WebAssembly is limited as well",
  ignore: !LINUX,
  async fn() {
    const engine = await createTestEngine();
    const run = await runProgram(
      engine,
      `
import pyodide_js
Bytes = pyodide_js._module.HEAPU8.constructor
kept = []
try:
    while len(kept) < 256:
        kept.append(Bytes.new(16 << 20).fill(1))
except Exception as error:
    print(error)
len(kept) * 16
`,
    );
    // what finds no memory is the program's allocation or, at times, V8's own next to it
    if (run.done === null) return assert.equal(run.outOfMemory, true, run.written);
    const held = run.done.result;
    assert(typeof held === "number" && held <= 320, `${held} MiB; ${run.stderr}`);
    assert(run.stdout.includes("allocation failed"), run.stdout);
  },
});

Deno.test("EmbeddedEngine: a program that fills the heap of JavaScript has run out of memory", async () => {
  const engine = await createTestEngine();
  const run = await runProgram(
    engine,
    `
import pyodide_js
Object = pyodide_js._module.FS.constructor
List = Object.keys(Object).constructor
kept = List.new()
while True:
    kept.push(List.new(100_000).fill(1.5))
`,
  );
  assert.equal(run.done, null);
  assert.notEqual(run.exit.code, 0);
  assert.equal(run.outOfMemory, true, run.written);
  const other = await runProgram(engine, "raise MemoryError('out of memory')");
  assert.equal(other.outOfMemory, false, "control: what a program says of itself proves nothing");
});

Deno.test("EmbeddedSandbox.endForMemory() ends the sandbox, and that was for memory", async () => {
  const sandbox = await (await createTestEngine()).start();
  assert(sandbox instanceof EmbeddedSandbox);
  assert.equal(sandbox.ranOutOfMemory(), false);
  sandbox.endForMemory();
  assert.equal((await sandbox.stdio.exited).code, 137);
  assert.equal(sandbox.ranOutOfMemory(), true);
  await Promise.all([sandbox.stdio.stdout.cancel(), sandbox.stdio.stderr.cancel()]);
  await sandbox.stdio.closeInput();
});

Deno.test("EmbeddedEngine: recursion through C code goes as deep as programs need", async () => {
  const engine = await createTestEngine();
  const run = await runProgram(
    engine,
    `
import functools, sys
sys.setrecursionlimit(10_000)

@functools.cache
def add(n):
    return 0 if n == 0 else 1 + add(n - 1)

add(2000)
`,
  );
  assert.equal(run.done?.result, 2000, run.stderr);
});

Deno.test("EmbeddedEngine shows a program nothing of the bridge's environment", async () => {
  const engine = await createTestEngine();
  const canary = crypto.randomUUID();
  Deno.env.set("MCP_BRIDGE_TEST_CANARY", canary);
  try {
    const program = "import os\n[dict(os.environ), os.getcwd(), os.listdir(), os.listdir('/')]";
    const run = await runProgram(engine, program);
    assert(Array.isArray(run.done?.result), run.stderr);
    const [environ, cwd, ...names] = run.done.result;
    const seen = JSON.stringify(environ);
    assert(seen.includes('"HOME":"/workspace"'), seen);
    assert(!seen.includes(canary), seen);
    assert.equal(cwd, "/workspace");
    assert.deepEqual(names, [["out"], ["tmp", "home", "dev", "proc", "lib", "workspace"]]);
  } finally {
    Deno.env.delete("MCP_BRIDGE_TEST_CANARY");
  }
});

Deno.test("EmbeddedSandbox.kill() ends a busy loop, and what was printed before has arrived", async () => {
  const engine = await createTestEngine();
  const kills: Promise<void>[] = [];
  const run = await runProgram(engine, "print('busy', end='')\nwhile True: pass", {
    onOutput: (_text, sandbox) => kills.push(sandbox.kill()),
  });
  await Promise.all(kills);
  assert.equal(run.stdout, "busy");
  assert.equal(run.done, null);
  assert.equal(run.exit.signal, "SIGKILL");
});

Deno.test({
  name: "a busy sandbox that nobody ends is ended by the kernel",
  ignore: Deno.build.os === "windows",
  async fn() {
    const engine = await createTestEngine({ lifetimeSeconds: 0.5 });
    const run = await runProgram(engine, "print('busy')\nwhile True: pass");
    assert.equal(run.stdout, "busy\n");
    // 128 + SIGKILL or SIGXCPU; a program around the sandbox passes on the number alone
    assert([137, 152].includes(run.exit.code), JSON.stringify(run.exit));
  },
});

Deno.test("an idle sandbox ends when its stdin does", async () => {
  const engine = await createTestEngine();
  const { stdio: process } = await engine.start();
  const boot = {
    type: "boot",
    protocol: PROTOCOL_VERSION,
    modules: RUNTIME_MODULES,
    lifetimeSeconds: 300,
    containerSeconds: 1200,
  } as const;
  for (const frame of encodeMessage(boot)) await process.write(frame);
  const reader = process.stdout.getReader();
  const { done } = await reader.read();
  assert.equal(done, false, "no ready frame");
  await process.closeInput();
  assert.deepEqual(await process.exited, { code: 1, signal: null });
  await reader.cancel();
  await process.stderr.cancel();
});

Deno.test("EmbeddedSandbox.describeExit() says why an interpreter did not start", async () => {
  const engine = await createTestEngine({ memoryBytes: 1024 * 1024 });
  const sandbox = await engine.start();
  await sandbox.stdio.stdout.cancel();
  sandbox.noteStderr(await new Response(sandbox.stdio.stderr).bytes());
  const exit = await sandbox.stdio.exited;
  assert.notEqual(exit.code, 0);
  const said = sandbox.describeExit(exit) ?? "";
  assert.match(said, /^the embedded interpreter did not start, exit code \d+: \S/);
  await sandbox.stdio.closeInput();
});

Deno.test("EmbeddedEngine runs the Python that interpreter.mjs names", async () => {
  const engine = await createTestEngine();
  const { done, stderr } = await runProgram(engine, "import platform\nplatform.python_version()");
  const module = new URL("../../../src/engine/embedded/child/interpreter.mjs", import.meta.url);
  const [, named] = /python: "([\d.]+)"/.exec(await Deno.readTextFile(module)) ?? [];
  assert.equal(done?.result, named, stderr);
});

Deno.test("EmbeddedEngine.clean() keeps what is in use and never throws", async () => {
  const engine = await createTestEngine();
  await engine.clean();
  assert.equal((await runProgram(engine, "1")).done?.result, 1);
});

Deno.test({
  name: "EmbeddedEngine ends a busy sandbox whose bridge was killed",
  ignore: !LINUX,
  fn: async () => {
    const fixture = fileURLToPath(new URL("fixtures/busy_bridge.ts", import.meta.url));
    const bridge = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-prompt", "--no-check", "--cached-only", fixture],
      stdin: "null",
      stdout: "piped",
    }).spawn();
    const reader = bridge.stdout.pipeThrough(new TextDecoderStream()).getReader();
    const sandbox = Number((await reader.read()).value);
    assert.ok(sandbox > 1);
    bridge.kill("SIGKILL");
    await bridge.status;
    await reader.cancel();
    const exists = () => Deno.stat(`/proc/${sandbox}`).then(() => true, () => false);
    assert.ok(await exists(), "it does not see the end of its stdin");
    await eventually("the sandbox ends without its bridge", async () => !await exists());
  },
});
