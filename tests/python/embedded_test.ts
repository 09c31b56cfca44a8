import assert from "node:assert/strict";

import { loadPyodide } from "pyodide";

import { SandboxChannel } from "../../src/rpc/channel.ts";
import { type DoneMessage, type ReadyMessage, UNNAMED_PROGRAM } from "../../src/rpc/frames.ts";
import type { JsonObject } from "../../src/json/json.ts";
import { LOADER, RUNTIME_MODULES } from "../../src/python/modules.ts";
import { granted, notGranted } from "./run_program.ts";
import { HARMLESS_SOURCES, HOSTILE_SOURCES, programOf } from "./tool_sources.ts";
import { readLargeHere } from "../support/read_here.ts";

interface EmbeddedEnd {
  readonly ready: ReadyMessage;
  readonly stdout: string;
  readonly stderr: string;
  readonly done: DoneMessage | undefined;
  readonly exitCode: number;
}

/** Calls of the tool \`never\` that were cancelled. */
let cancelled = 0;

/** Runs one program in a Pyodide of its own, in this process: the seam without the engine. */
async function runEmbedded(code: string): Promise<EmbeddedEnd> {
  const pyodide = await loadPyodide({ stdin: () => null });
  const namespace = pyodide.toPy({ __name__: "loader" });
  await pyodide.runPythonAsync(LOADER, { globals: namespace });
  const text = { stdout: "", stderr: "" };
  let done: DoneMessage | undefined;
  const port = namespace.get("boot_embedded")(
    (bytes: Uint8Array) => channel.receive(bytes),
    () => {},
  );
  const channel = new SandboxChannel((bytes) => {
    // in pieces: a pipe keeps no frame whole
    for (let start = 0; start < bytes.length; start += 1000) {
      port.receive(bytes.slice(start, start + 1000));
    }
    return Promise.resolve();
  }, readLargeHere);
  const ended: Promise<number> = port.run();
  await channel.boot({ modules: RUNTIME_MODULES, lifetimeSeconds: 300, containerSeconds: 1200 });
  const ready = await channel.ready;
  await channel.execute({
    code,
    file: UNNAMED_PROGRAM,
    argv: [UNNAMED_PROGRAM],
    servers: [granted("stub"), notGranted("other")],
    timeoutSeconds: 1,
  }, {
    call: (method, params) => (signal) => answer(method, params, signal),
    describeFailure: (thrown) => ({ code: "NOT_GRANTED", message: String(thrown) }),
    onOutput: (message) => void (text[message.stream] += message.text),
    onDisplay: () => {},
    onDone: (message) => done = message,
  });
  return { ready, exitCode: await ended, ...text, done };
}

async function answer(method: string, params: JsonObject, signal: AbortSignal) {
  if (params.tool === "never") {
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    cancelled++;
  }
  if (params.tool === "cancelled") return { kind: "json", value: cancelled };
  if (method === "describe_server") {
    const tools = ["echo", "print", "runtime"].map((name) => {
      return { name, alias: name, description: "", input_schema: {}, signature: "" };
    });
    return { name: "stub", alias: "stub", tools };
  }
  if (params.server === "other") throw new Error("add it to servers");
  return { kind: "json", value: params.arguments ?? null };
}

Deno.test("EmbeddedRuntime runs an asynchronous program with blocking helpers", async () => {
  const { ready, stdout, stderr, done, exitCode } = await runEmbedded(`
import asyncio, sys
from mcp import MCPError, runtime
from mcp.servers.stub import *
print("é", runtime.list_loaded_server_metadata()[0].name, end="")
print(await echo(n=1), file=sys.stderr)
def sort_key(name):
    return runtime.describe_server(name).alias
sorted(["stub"], key=sort_key)
many = await asyncio.gather(*(mcp_stub.echo(n=n) for n in range(20)))
nested = asyncio.run(mcp_stub.echo(n="nested"))
try:
    await mcp_other.echo()
except MCPError as error:
    failed = error.code
async def forever():
    try:
        await asyncio.Event().wait()
    finally:
        print("|cancelled")
asyncio.create_task(forever())
await asyncio.sleep(0)
[sum(one.n for one in many), nested.n, failed, len(await mcp_stub.echo(text="x" * 3_000_000))]
`);
  assert.deepEqual(done?.result, [190, "nested", "NOT_GRANTED", 1], done?.error?.traceback);
  assert.equal(stdout, "é stub|cancelled\n");
  assert.match(stderr, /^\{'n': 1\}\nNote: the task forever was under way .*\n$/);
  assert.equal(exitCode, 0);
  assert.match(ready.python, /^3\.14\./);
});

Deno.test("EmbeddedRuntime runs a plain program with asyncio.run() and its failure", async () => {
  const { stdout, done, exitCode } = await runEmbedded(`
import asyncio
async def main():
    return await asyncio.gather(mcp_stub.echo(a=1), mcp_stub.echo(a=2))
if __name__ == "__main__":
    print(asyncio.run(main()))
def fails():
    raise LookupError("here")
fails()
`);
  assert.equal(stdout, "[{'a': 1}, {'a': 2}]\n");
  assert.equal(exitCode, 1);
  assert.equal(
    done?.error?.traceback.replace(/^ +[~^]+ *\n/gm, ""),
    `Traceback (most recent call last):
  File "<run_python>", line 9, in <module>
    fails()
  File "<run_python>", line 8, in fails
    raise LookupError("here")
LookupError: here
`,
  );
});

Deno.test("EmbeddedRuntime lets a program have loops of its own", async () => {
  const { done, stderr } = await runEmbedded(`
import asyncio
async def get(n):
    return (await mcp_stub.echo(n=n)).n
loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
found = [loop.run_until_complete(get(1))]
loop.close()
with asyncio.Runner() as runner:
    found.append(runner.run(get(2)))
loop = asyncio.get_running_loop()
found.append(asyncio.run_coroutine_threadsafe(get(3), loop).result(timeout=5))
found.append(await get(4))
found
`);
  assert.deepEqual(done?.result, [1, 2, 3, 4], done?.error?.traceback);
  assert.equal(stderr, "");
});

Deno.test("EmbeddedRuntime does the work of threads when they are started, and says so", async () => {
  const { done, stdout, stderr } = await runEmbedded(`
import asyncio, threading
from concurrent.futures import ThreadPoolExecutor, as_completed
def get(n):
    if n == 3:
        raise LookupError("three")
    return asyncio.run(mcp_stub.echo(n=n)).n
found = []
with ThreadPoolExecutor(2) as pool:
    found += pool.map(get, [1, 2])
    jobs = [pool.submit(get, n) for n in (3, 4)]
    found += [str(job.exception() or job.result()) for job in as_completed(jobs)]
thread = threading.Thread(target=lambda: found.append("thread"))
thread.start()
thread.join()
threading.Thread(target=get, args=(3,)).start()
found.append(await asyncio.to_thread(get, 5))
print(thread.is_alive(), sorted(map(str, found)))
threading.Thread(target=get, args=(3,), daemon=True).start()
`);
  assert.equal(stdout, "False ['1', '2', '4', '5', 'thread', 'three']\n");
  assert.match(stderr, /^Note: this engine has no threads.*asyncio\.gather\(\*calls\)\n/);
  assert.equal(stderr.match(/Note:/g)?.length, 1);
  assert.match(stderr, /LookupError: three\n/);
  assert.match(done?.error?.message ?? "", /^Cannot start a thread that goes on .*gather/);
});

Deno.test("EmbeddedRuntime refuses os.system() and says what to write instead", async () => {
  const { done } = await runEmbedded("import os\nos.system('ls')");
  const hint = /Hint: this engine starts no programs .*use Python itself, or a tool of mcp_stub; /;
  assert.match(done?.error?.traceback ?? "", hint);
});

Deno.test("EmbeddedRuntime cancels abandoned calls at the bridge", async () => {
  const { done } = await runEmbedded(`
import asyncio
before = await mcp_stub.cancelled()
calls = asyncio.gather(*(mcp_stub.never() for _ in range(100)))
try:
    await asyncio.wait_for(calls, 2)
except asyncio.TimeoutError:
    pass
await mcp_stub.cancelled() - before
`);
  // those that waited for a place may never have reached the handler
  assert.ok(Number(done?.result) >= 64, done?.error?.traceback ?? String(done?.result));
});

Deno.test("EmbeddedRuntime loads no saved tool that would run code", async () => {
  const { done, stdout } = await runEmbedded(
    programOf([...HARMLESS_SOURCES, ...HOSTILE_SOURCES.map(([source]) => source)]),
  );
  assert.equal(done?.error?.traceback, undefined);
  const got = done?.result as readonly (number | string)[];
  const harmless = HARMLESS_SOURCES.length;
  assert.deepEqual(got.slice(0, harmless), HARMLESS_SOURCES.map(() => 1));
  for (const [index, [source, reason]] of HOSTILE_SOURCES.entries()) {
    assert.match(String(got[harmless + index]), reason, source.slice(0, 100));
  }
  assert.equal(stdout, "");
});

Deno.test("EmbeddedRuntime leaves names of Python out of `import *`", async () => {
  const { done } = await runEmbedded(`
plain = print
from mcp.servers.stub import *
[print is plain, "runtime" in globals(), (await echo(n=1)).n, (await mcp_stub.print(n=2)).n]
`);
  assert.deepEqual(done?.result, [true, false, 1, 2], done?.error?.traceback);
});
