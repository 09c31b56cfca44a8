import assert from "node:assert/strict";

import type { JsonObject } from "../../src/json/json.ts";
import { atLeast, testEveryPython } from "./every_python.ts";
import { granted } from "./run_program.ts";

const echo = {
  servers: [granted("stub")],
  calls: {
    call_tool: (params: JsonObject) => ({ kind: "json", value: params.arguments ?? null }),
  },
};

testEveryPython("Program returns the value of its last expression", async (run) => {
  const { done, exitCode } = await run("a = 20\n\nif a:\n    a += 1\n\na * 2\n");
  assert.deepEqual(done, { type: "done", exitCode: 0, result: 42 });
  assert.equal(exitCode, 0);
});

testEveryPython("Program returns nothing for None or a statement", async (run) => {
  assert.deepEqual((await run("print('x')")).done, { type: "done", exitCode: 0 });
  assert.deepEqual((await run("x = 1")).done, { type: "done", exitCode: 0 });
  assert.deepEqual((await run("")).done, { type: "done", exitCode: 0 });
});

testEveryPython("Program is __main__", async (run) => {
  const { stdout, done } = await run(`
import sys, pickle, inspect
class Point:
    def __init__(self, x):
        self.x = x
def double(x):
    """Twice."""
    return 2 * x
if __name__ == "__main__":
    import __main__
    print(__main__.double(4), sys.modules["__main__"].Point is Point)
    print(pickle.loads(pickle.dumps(Point(7))).x)
    print(inspect.getsource(double), inspect.getsource(Point), sep="", end="")
    print(sys.argv)
`);
  assert.equal(done?.error?.traceback, undefined);
  assert.equal(
    stdout,
    `8 True
7
def double(x):
    """Twice."""
    return 2 * x
class Point:
    def __init__(self, x):
        self.x = x
['<run_python>']
`,
  );
});

testEveryPython("Program has the name of its file and its arguments", async (run) => {
  const { stdout, stderr, done } = await run(
    `import inspect, sys, warnings
print(sys.argv, __file__)
warnings.warn("old")
def f():
    return inspect.getsource(f)
print(f(), end="")
1 / 0
`,
    { file: "dir/b\u00e9richt.py", argv: ["dir/b\u00e9richt.py", "--year", "2026"] },
  );
  assert.equal(
    stdout,
    "['dir/b\u00e9richt.py', '--year', '2026'] dir/b\u00e9richt.py\n" +
      "def f():\n    return inspect.getsource(f)\n",
  );
  assert.equal(stderr, 'dir/b\u00e9richt.py:3: UserWarning: old\n  warnings.warn("old")\n');
  assert.match(
    done?.error?.traceback ?? "",
    /^Traceback .*\n {2}File "dir\/b\u00e9richt.py", line 7, in <module>\n {4}1 \/ 0\n/,
  );
});

testEveryPython("Program that is no Python is named by its file", async (run) => {
  const { done } = await run("x = = 1", { file: "report.py" });
  assert.match(done?.error?.traceback ?? "", /^ {2}File "report.py", line 1\n/);
});

testEveryPython("Program may await at its top level", async (run) => {
  const { done, stdout } = await run(
    `
import asyncio
async def numbers():
    for n in range(3):
        await asyncio.sleep(0)
        yield n
async for n in numbers():
    print(n)
async with asyncio.Lock():
    values = [v async for v in numbers()]
values, await mcp_stub.echo(a=[1, {"b": None}])
`,
    echo,
  );
  assert.equal(stdout, "0\n1\n2\n");
  assert.deepEqual(done?.result, [[0, 1, 2], { a: [1, { b: null }] }]);
});

testEveryPython("Program without top-level await may call asyncio.run()", async (run) => {
  const { done } = await run(
    `
import asyncio
async def main():
    return [await mcp_stub.echo(n=n) for n in range(2)]
if __name__ == "__main__":
    found = asyncio.run(main())
found + [asyncio.run(main())]
`,
    echo,
  );
  assert.deepEqual(done?.result, [{ n: 0 }, { n: 1 }, [{ n: 0 }, { n: 1 }]]);
});

testEveryPython("Program may call asyncio.run() beside a top-level await", async (run) => {
  const { done } = await run(
    `
import asyncio
async def main(n):
    await asyncio.sleep(0)
    return (await mcp_stub.echo(n=n)).n
async def fails():
    raise LookupError("from within")
first = await main(1)
second = asyncio.run(main(2))
try:
    asyncio.run(fails())
except LookupError as error:
    third = str(error)
first, second, third, await main(4)
`,
    echo,
  );
  assert.deepEqual(done?.result, [1, 2, "from within", 4]);
});

testEveryPython("Program's calls can be awaited on loops of other threads", async (run) => {
  const { done } = await run(
    `
import asyncio, threading
found = []
def work(n):
    async def one():
        return await asyncio.gather(*(mcp_stub.echo(n=n, i=i) for i in range(5)))
    found.append(asyncio.run(one()))
threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
mine = asyncio.gather(*(mcp_stub.echo(n="main", i=i) for i in range(5)))
for t in threads: t.start()
await mine
for t in threads: t.join()
sorted(len({(a.n, a.i) for a in some}) for some in found), sum(len(some) for some in found)
`,
    echo,
  );
  assert.deepEqual(done?.result, [[5, 5, 5, 5], 20]);
});

testEveryPython("Program cancels pending tasks at its end, as asyncio.run() does", async (run) => {
  const { stdout, exitCode } = await run(
    `
import asyncio
async def forever():
    try:
        await asyncio.Event().wait()
    except asyncio.CancelledError:
        print("cancelled")
        raise
task = asyncio.create_task(forever())
await asyncio.sleep(0)
print("end")
`,
    { timeoutSeconds: 0.1 },
  );
  assert.equal(stdout, "end\ncancelled\n");
  assert.equal(exitCode, 0);
});

testEveryPython("sys.exit() gives the process its status after done", async (run) => {
  const number = await run("import sys\nprint('before')\nsys.exit(3)\nprint('after')");
  assert.equal(number.stdout, "before\n");
  assert.deepEqual([number.done, number.exitCode], [{ type: "done", exitCode: 3 }, 3]);
  const text = await run("import sys, asyncio\nawait asyncio.sleep(0)\nsys.exit('no more')");
  assert.equal(text.stderr, "no more\n");
  assert.deepEqual([text.done, text.exitCode], [{ type: "done", exitCode: 1 }, 1]);
  const plain = await run("raise SystemExit");
  assert.deepEqual([plain.done, plain.exitCode], [{ type: "done", exitCode: 0 }, 0]);
  const negative = await run("exit(-1)");
  assert.deepEqual([negative.done, negative.exitCode], [{ type: "done", exitCode: 255 }, 255]);
});

testEveryPython("Program's end waits for threads, then runs atexit and finalizers", async (run) => {
  const { stdout } = await run(`
import atexit, threading
from concurrent.futures import ThreadPoolExecutor
class Last:
    def __del__(self): print("deleted")
keep = Last()
atexit.register(print, "atexit")
go = threading.Event()
def work():
    go.wait()
    print("thread")
threading.Thread(target=work).start()
threading.Thread(target=threading.Event().wait, daemon=True).start()
pool = ThreadPoolExecutor(1)
pool.submit(lambda: None).result()
print("end")
go.set()
`);
  assert.equal(stdout, "end\nthread\natexit\ndeleted\n");
});

testEveryPython("Program may start processes", async (run) => {
  const { stdout, done } = await run(`
import multiprocessing, os, subprocess, sys
def double(n):
    return 2 * n
def child(queue):
    print("from the child")
    queue.put(os.getpid())
subprocess.run([sys.executable, "-I", "-c", "print('from a subprocess')"], check=True)
made = subprocess.check_output([sys.executable, "-I", "-c", "print(6 * 7)"], text=True)
queue = multiprocessing.SimpleQueue()
process = multiprocessing.Process(target=child, args=(queue,))
process.start()
other = queue.get()
process.join()
with multiprocessing.Pool(2) as pool:
    doubled = pool.map(double, [1, 2, 3])
int(made), other != os.getpid(), process.exitcode, doubled
`);
  assert.deepEqual(done?.result, [42, true, 0, [2, 4, 6]], done?.error?.traceback);
  assert.equal(stdout, "from a subprocess\nfrom the child\n");
});

testEveryPython("A process that the program forked cannot speak for it", async (run) => {
  const { stdout, stderr, done, exitCode } = await run(
    `
import os
from mcp import runtime
pid = os.fork()
if pid == 0:
    try:
        runtime.list_servers_sync()
    except runtime.MCPError as error:
        print("refused", error.code)
    raise ValueError("in the child")
_, status = os.waitpid(pid, 0)
print(os.WEXITSTATUS(status), runtime.list_servers_sync())
`,
    { calls: { list_servers: () => ["one"] } },
  );
  assert.equal(stdout, "refused CANCELED\n1 ('one',)\n");
  assert.match(stderr, /ValueError: in the child\n$/);
  assert.deepEqual([done, exitCode], [{ type: "done", exitCode: 0 }, 0]);
});

testEveryPython(
  "A fork of a fork shows nothing of the runtime and keeps its own descriptors",
  async (run) => {
    const { stdout, stderr, done, exitCode } = await run(
      `
import os, sys
def fork(code, work):
    pid = os.fork()
    if pid == 0:
        work()
        sys.exit(code)
    return os.WEXITSTATUS(os.waitpid(pid, 0)[1])
def child():
    # takes the numbers that the runtime has given up
    kept = [os.dup(1) for _ in range(200)]
    print("child of the child:", fork(5, lambda: [os.fstat(number) for number in kept]))
print("child:", fork(4, child))
`,
    );
    assert.equal(stdout, "child of the child: 5\nchild: 4\n");
    assert.equal(stderr, "");
    assert.deepEqual([done, exitCode], [{ type: "done", exitCode: 0 }, 0]);
  },
);

testEveryPython("Processes of multiprocessing may start their own", async (run) => {
  const { stdout, stderr, done } = await run(
    `
import multiprocessing, threading
def inner(queue):
    queue.put("inner")
def outer(queue):
    process = multiprocessing.Process(target=inner, args=(queue,))
    process.start()
    process.join()
    queue.put(process.exitcode)
context = multiprocessing.get_context("fork")
queue = context.SimpleQueue()
threading.Thread(target=threading.Event().wait, args=(0.05,)).start()
process = context.Process(target=outer, args=(queue,))
process.start()
process.join()
[queue.get(), queue.get(), process.exitcode]
`,
  );
  assert.deepEqual(done?.result, ["inner", 0, 0], done?.error?.traceback);
  assert.deepEqual([stdout, stderr], ["", ""]);
});

testEveryPython("input() and stdin are at their end", async (run) => {
  const { stdout, done } = await run(`
import sys
print(repr(sys.stdin.read()), list(sys.stdin))
input("name? ")
`);
  assert.equal(stdout, "'' []\nname? ");
  assert.equal(done?.error?.type, "EOFError");
  assert.match(done.error.message, /write the values into the code/);
});

testEveryPython(
  "Program may print with its own streams and break the standard ones",
  async (run) => {
    const { stdout, exitCode } = await run(`
import contextlib, io, os, sys
with contextlib.redirect_stdout(io.StringIO()) as kept:
    print("kept")
print(repr(kept.getvalue()))
sys.stdout.close()
sys.stderr = None
os.closerange(3, 50)
`);
    assert.equal(stdout, "'kept\\n'\n");
    assert.equal(exitCode, 0);
  },
);

testEveryPython("KeyboardInterrupt ends a program with 130", async (run) => {
  const { done, exitCode } = await run(`
import os, signal, time
os.kill(os.getpid(), signal.SIGINT)
time.sleep(10)
`);
  assert.equal(done?.error?.type, "KeyboardInterrupt");
  assert.equal(exitCode, 130);
});

testEveryPython(
  "A program may catch what it raises and use match, walrus and friends",
  async (run, python) => {
    if (!atLeast(python, 10)) return;
    const { done } = await run(`
match {"kind": "a", "n": [1, 2]}:
    case {"kind": str(kind), "n": [first, *_]}:
        found = (kind, first)
found
`);
    assert.deepEqual(done?.result, ["a", 1]);
  },
);
