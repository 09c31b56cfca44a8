import assert from "node:assert/strict";
import { testEveryPython } from "./every_python.ts";

/** Programs with a statement that does nothing where much was meant: its line, and what is told. */
const IDLE: readonly (readonly [string, number, RegExp])[] = [
  [
    "def go():\n    yield print('ran')\ngo()\nprint('done')",
    3,
    /^go\(\) makes a generator, of which nothing runs until its items are taken; write: for item in go\(\.\.\.\):/,
  ],
  [
    "async def go():\n    yield 1\nasync def main():\n    go()\nawait main()",
    4,
    /; write: async for item in go\(\.\.\.\):/,
  ],
  ["def main():\n    map(print, [1])\n    return 1\nmain()", 2, /^map\(\) does nothing until/],
  ["filter(None, [1])\n1", 1, /^filter\(\) does nothing until/],
  ["(print(x) for x in [1])\n1", 1, /^a generator does nothing until its items are taken/],
  [
    "mcp_stub.echo\nprint('done')",
    1,
    /^mcp_stub\.echo is not called, so nothing is done; write: await mcp_stub\.echo\(\.\.\.\)/,
  ],
  ["from mcp import runtime\nruntime.save_tool\n1", 2, /^runtime\.save_tool is not called/],
  [
    "async def work():\n    pass\nwork\n1",
    3,
    /^work is a function and not called.*: await work\(\)/,
  ],
  ["class Job:\n    def run(self): pass\nif True:\n    Job().run\n1", 4, /; write: run\(\)/],
];

/** Programs that look like them, and are right or not certainly wrong, with their value. */
const RIGHT: readonly (readonly [string, unknown])[] = [
  ["def go():\n    yield 1\nlist(go())\nnext(go())", 1],
  ["def go():\n    yield 1\ndef go():\n    return 2\ngo()\n3", 3],
  ["def go():\n    def inner():\n        yield 1\n    return list(inner())\ngo()\n4", 4],
  ["def map(*_):\n    return 5\nmap(print, [1])\n5", 5],
  ["def other(f):\n    return lambda: 6\n@other\ndef go():\n    yield 1\ngo()\n6", 6],
  ["def run(go):\n    go()\n    return 7\nrun(print)", 7],
  ["def go():\n    yield 8\ngo()", [8]],
  ["class Job:\n    @property\n    def run(self): print(9)\nJob().run\n9", 9],
  ["import types\nruntime = types.SimpleNamespace(a=1)\nruntime.a\n10", 10],
  ["values = [1]\nvalues\nvalues.sort\n11", 11],
  ["[1].append(sum(x for x in [1]))\n" + "1 + ".repeat(500) + "0", 500],
];

testEveryPython(
  "Program with a statement that does nothing is refused before it runs",
  async (run) => {
    for (const [program, line, told] of IDLE) {
      const { done, stdout } = await run(program);
      assert.equal(done?.error?.type, "SyntaxError", program);
      assert.match(done.error.message, told);
      assert.match(done.error.traceback, new RegExp(`line ${line}\\b`), program);
      assert.equal(stdout, "");
    }
  },
);

testEveryPython("Program whose statements may do something runs", async (run) => {
  for (const [program, value] of RIGHT) {
    const { done } = await run(program);
    assert.deepEqual(done?.result, value, `${program}: ${JSON.stringify(done)}`);
  }
});

testEveryPython("Program that compares in place of setting is told so", async (run) => {
  const { done, stderr } = await run("done = 1\ndone == 2\ndone");
  assert.equal(done?.result, 1);
  assert.equal(stderr, "Note: line 2: `==` compares and changes nothing; to set, write `=`\n");
});
