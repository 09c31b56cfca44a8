import assert from "node:assert/strict";

import { testEveryPython } from "./every_python.ts";
import { granted } from "./run_program.ts";

testEveryPython("Program whose last expression is a coroutine awaits it", async (run) => {
  const { done, stdout, stderr } = await run(`
async def main():
    print("in main")
    return 7
main()
`);
  assert.deepEqual([done?.result, stdout], [7, "in main\n"]);
  assert.equal(stderr, "Note: main() was not awaited, so that was done; write: await main()\n");
});

testEveryPython("Program that drops a coroutine fails and shows the line", async (run) => {
  const { done, exitCode } = await run(`
async def main():
    print("in main")
for _ in [1]:
    main()
`);
  assert.equal(exitCode, 1);
  assert.equal(done?.error?.type, "NotAwaited");
  assert.equal(
    done.error.message,
    "line 5: main() was never awaited, so it did not run; write: await main()",
  );
});

testEveryPython("Program that catches the error of a call it did not await fails", async (run) => {
  const { done, stdout } = await run(
    `
try:
    print(mcp_stub.echo()[0])
except Exception:
    print("nothing")
call = mcp_stub.echo()
try:
    len(call)
except TypeError:
    await call
`,
    { servers: [granted("stub")], calls: { call_tool: () => ({ kind: "json", value: 1 }) } },
  );
  assert.equal(stdout, "nothing\n");
  assert.equal(
    done?.error?.message,
    "line 3: mcp_stub.echo() was never awaited, so it was not called; write: await mcp_stub.echo()",
  );
});

testEveryPython("Program's main() under a guard is its last expression", async (run) => {
  const { done } = await run(`
async def main():
    return 7
if __name__ == "__main__":
    main()
`);
  assert.equal(done?.result, 7);
});

testEveryPython(
  "Program that starts tasks in a function of its own is run in a loop",
  async (run) => {
    const { done } = await run(`
import asyncio
def start(n):
    return asyncio.create_task(asyncio.sleep(0.01, n))
tasks = [start(1), start(2)]
async def main():
    return await asyncio.gather(*tasks)
asyncio.run(main())
`);
    assert.deepEqual(done?.result, [1, 2], done?.error?.traceback);
  },
);

testEveryPython(
  "Program that starts tasks outside a loop of its own is run in one",
  async (run) => {
    const { done, stdout } = await run(`
import asyncio
async def work(n):
    await asyncio.sleep(0.01)
    print("worked", n)
asyncio.create_task(work(1))
tasks = asyncio.gather(work(2))
print("started")
`);
    assert.equal(done?.error?.traceback, undefined);
    assert.equal(stdout, "started\nworked 1\nworked 2\n");
  },
);

testEveryPython("Program fails if a task fails that nobody awaited", async (run) => {
  const { done } = await run(`
import asyncio
async def work():
    await asyncio.sleep(0.01)
    raise LookupError("lost")
task = asyncio.create_task(work())
await asyncio.sleep(0)
1
`);
  assert.equal(done?.error?.type, "LookupError");
  assert.match(done.error.traceback, /line 5, in work/);
});

testEveryPython("Program does not wait long for a task that never ends", async (run) => {
  const { done, stderr } = await run(
    `
import asyncio
async def tick():
    await asyncio.Event().wait()
task = asyncio.create_task(tick())
await asyncio.sleep(0)
1
`,
    { timeoutSeconds: 0.2 },
  );
  assert.equal(done?.result, 1);
  assert.match(stderr, /^Note: the task tick was under way .* await it/);
});

testEveryPython("Program that cancels its tasks ends at once and silently", async (run) => {
  const { done, stderr } = await run(`
import asyncio
task = asyncio.create_task(asyncio.sleep(100))
await asyncio.sleep(0)
task.cancel()
1
`);
  assert.deepEqual([done?.result, stderr], [1, ""]);
});

testEveryPython("Program's iterator becomes a list of bounded length", async (run) => {
  assert.deepEqual((await run("(n * n for n in range(3))")).done?.result, [0, 1, 4]);
  assert.deepEqual((await run("map(str, [1, 2])")).done?.result, ["1", "2"]);
  const asynchronous = "(await asyncio.sleep(0, n) for n in range(2))";
  assert.deepEqual((await run(asynchronous)).done?.result, [0, 1]);
  assert.deepEqual((await run(`await asyncio.sleep(0)\n${asynchronous}`)).done?.result, [0, 1]);
  const { done } = await run("import itertools\nitertools.count()");
  const items = done?.result as unknown[];
  assert.equal(items.length, 1001);
  assert.match(String(items[1000]), /more items were not taken/);
  assert.equal((await run("(1 / n for n in [0])")).done?.error?.type, "ZeroDivisionError");
});

testEveryPython("Program under a guard that was meant as that of main runs", async (run) => {
  for (const name of ["main", "__main", "_main_"]) {
    const { done, stderr } = await run(
      `def main():\n    return 7\nif __name__ == "${name}":\n    main()`,
    );
    assert.equal(done?.result, 7, name);
    assert.match(stderr, /Note: __name__ is '__main__'/);
  }
  const other = await run(`if __name__ == "other":\n    print("no")\n`);
  assert.equal(other.stdout, "");
});

/** Last expressions of which nothing has run, and what is told of each. */
const UNCALLED: readonly (readonly [string, string])[] = [
  ["def f():\n    return 1\nf", "f is a function and was not called; write: f()"],
  [
    "class A:\n    def run(self):\n        pass\nA().run",
    "the last expression is a function and was not called; write its call",
  ],
  [
    "items = [2, 1]\nitems.sort",
    "the last expression is a function and was not called; write its call",
  ],
  ["lambda: 1", "the last expression is a function and was not called; write its call"],
  [
    "mcp_stub.echo",
    "mcp_stub.echo is a tool and was not called; write: await mcp_stub.echo(key=value)",
  ],
  [
    "from functools import partial\npartial(print, 1)",
    "the last expression is a function and was not called; write its call",
  ],
];

testEveryPython(
  "Program whose last expression is a function that was not called has failed",
  async (run) => {
    for (const [code, told] of UNCALLED) {
      const { done } = await run(code, { servers: [granted("stub")] });
      assert.deepEqual([done?.exitCode, done?.error?.type, done?.error?.message], [
        1,
        "NotCalled",
        told,
      ]);
    }
    const type = await run("int");
    assert.equal(type.done?.exitCode, 0, "a type is a value");
  },
);

testEveryPython("Program that forgets to await a coroutine of the library fails", async (run) => {
  const { done, stderr } = await run(`import asyncio
queue = asyncio.Queue()
asyncio.to_thread(print, "never")
queue.put(1)
queue.qsize()`);
  assert.equal(
    done?.error?.message,
    "line 3: to_thread() was never awaited, so it did not run; write: await to_thread()\n" +
      "line 4: Queue.put() was never awaited, so it did not run; write: await Queue.put()\n" +
      "several calls at once: await asyncio.gather(*calls)",
  );
  assert.equal(stderr, "");
});
