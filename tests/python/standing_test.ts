import assert from "node:assert/strict";
import { UNNAMED_PROGRAM } from "../../src/rpc/frames.ts";
import { standingOf } from "../../src/sandbox/standing.ts";
import { testEveryPython } from "./every_python.ts";

/** Prints beside the program, once that has come to where it stays. */
const LATER = "import threading\nthreading.Timer(0.5, print, [1]).start()\n";

/** Programs, and where they stand when stdin is closed, as the bridge closes it at a time-out. */
const PLACES: readonly (readonly [string, string])[] = [
  ["import time\ntime.sleep(60)", "line 4: time.sleep(60)"],
  [
    "def f():\n    while True: threading.Event().wait(9)\nf()",
    "line 4, in f: while True: threading.Event().wait(9)",
  ],
  ["for n in range(2):\n    threading.Event().wait()", "line 4: threading.Event().wait()"],
  [
    "import asyncio\nasync def f():\n    await asyncio.sleep(60)\nasync def g():\n    await f()\nawait g()",
    "line 5, in f: await asyncio.sleep(60)",
  ],
  [
    "import asyncio\nasync def f():\n    await asyncio.sleep(60)\nasyncio.run(f())",
    "line 5, in f: await asyncio.sleep(60)",
  ],
  [
    "import asyncio\nasync def f():\n    await asyncio.sleep(60)\nawait asyncio.gather(f(), f())",
    "line 6: await asyncio.gather(f(), f()); line 5, in f (2 tasks): await asyncio.sleep(60)",
  ],
];

testEveryPython("a program tells where it stands when the bridge ends its run", async (run) => {
  for (const [code, place] of PLACES) {
    const { stood, done, exitCode } = await run(`${LATER}${code}`, {
      onOutput: (_message, sandbox) => void sandbox.closeInput(),
    });
    assert.equal(standingOf(stood ?? "", UNNAMED_PROGRAM), place, `${code}\n${stood}`);
    assert.equal(done, undefined, code);
    assert.equal(exitCode, 1);
  }
});

testEveryPython("a program that keeps the interpreter in C code tells its line", async (run) => {
  const { stood } = await run("print(1); sum(range(10**13))", {
    onOutput: (_message, sandbox) => void sandbox.closeInput(),
  });
  assert.match(standingOf(stood ?? "", UNNAMED_PROGRAM) ?? "", /^line 1(:|$)/);
});

testEveryPython("what a program answers the first process is bounded", async (run) => {
  const code = `import gc, os, signal
from sandbox_runtime import program_ends
[told] = [one._told for one in gc.get_objects() if isinstance(one, program_ends.ProgramEnds)]
signal.signal(program_ends.ASK, lambda *_: os.write(told, b"> x" * 20_000))
${LATER}while True: pass`;
  const { stood } = await run(code, {
    onOutput: (_message, sandbox) => void sandbox.closeInput(),
  });
  assert.match(stood ?? "", /^> x> x/);
  assert.equal(stood?.length, 8_192);
});
