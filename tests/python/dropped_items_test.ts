import assert from "node:assert/strict";
import { testEveryPython } from "./every_python.ts";

/** Programs with a statement that makes a generator for nobody: its line, and what is told. */
const DROPPED: readonly (readonly [string, number, RegExp])[] = [
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
];

/** Programs that look like them, and are right or not certainly wrong, with their value. */
const TAKEN: readonly (readonly [string, unknown])[] = [
  ["def go():\n    yield 1\nlist(go())\nnext(go())", 1],
  ["def go():\n    yield 1\ndef go():\n    return 2\ngo()\n3", 3],
  ["def go():\n    def inner():\n        yield 1\n    return list(inner())\ngo()\n4", 4],
  ["def map(*_):\n    return 5\nmap(print, [1])\n5", 5],
  ["def other(f):\n    return lambda: 6\n@other\ndef go():\n    yield 1\ngo()\n6", 6],
  ["def run(go):\n    go()\n    return 7\nrun(print)", 7],
  ["def go():\n    yield 8\ngo()", [8]],
  ["[1].append(sum(x for x in [1]))\n" + "1 + ".repeat(500) + "0", 500],
];

testEveryPython(
  "Program that makes a generator for nobody is refused before it runs",
  async (run) => {
    for (const [program, line, told] of DROPPED) {
      const { done, stdout } = await run(program);
      assert.equal(done?.error?.type, "SyntaxError", program);
      assert.match(done.error.message, told);
      assert.match(done.error.traceback, new RegExp(`line ${line}\\b`), program);
      assert.equal(stdout, "");
    }
  },
);

testEveryPython("Program whose generators are taken, or may be, runs", async (run) => {
  for (const [program, value] of TAKEN) {
    const { done } = await run(program);
    assert.deepEqual(done?.result, value, `${program}: ${JSON.stringify(done)}`);
  }
});
