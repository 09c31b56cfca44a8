import assert from "node:assert/strict";

import type { JsonValue } from "../../src/json/json.ts";
import { testEveryPython } from "./every_python.ts";

/** A program that does not compile, its value once it is put right, and what the note says. */
type Repair = readonly [what: string, code: string, result: JsonValue, note: RegExp];

const REPAIRS: readonly Repair[] = [
  ["a fence", "```python\nx = 1\nx + 1\n```", 2, /fence/],
  ["prose around a fence", "Here it is:\n~~~\n1 + 1\n~~~\nIt adds.", 2, /fence/],
  ["the end of a fence", "x = 1\nx + 1\n```", 2, /fence/],
  ["a fence in the program's lines", "```python x = 1\nx + 1```", 2, /fence/],
  ["tabs among spaces", "if True:\n    x = 1\n\tx += 1\nx", 2, /spaces/],
  ["a BOM", "\ufeff1 + 1", 2, /invisible/],
  ["common indentation", "    x = 1\n\n    if x:\n        x += 1\n    x\n", 2, /margin/],
  ["typographic quotes", "x = \u201cit\u2019s\u201d + \u2018!\u2019\nx", "it\u2019s!", /quotes/],
  ["quotes in texts", 'y = \u201ca\u201d\n"\u201cb\u201d" + y', "\u201cb\u201da", /quotes/],
  ["a magic", "%matplotlib inline\n%time x = 3\nx", 3, /IPython/],
  ["an installation", "if True:\n    !pip install pandas\n4", 4, /runtime\.packages\(\)/],
  ["prompts", ">>> for n in [1]:\n...     x = n\n>>> x\n1", 1, /prompts/],
  ["escaped line breaks", 'x = 1\\nprint("a\\n")\\nx', 1, /line breaks/],
  ["a fence that is indented", "  ```\n  5\n  ```", 5, /fence.*margin/s],
  ["a tag and CDATA", "<code>\n<![CDATA[\n7\n]]>\n</code>", 7, /tags/],
  ["entities", "x = &quot;a&quot; if 1 &lt; 2 else &#39;b&#39;\nx", "a", /entities/],
  ["return at the end", "x = 6\nreturn x", 6, /last expression/],
  ["return in between", "for n in [1, 2]:\n    if n > 1:\n        return n\n9", 2, /last expr/],
  ["return not reached", "if False:\n    return 1\n9", 9, /last expression/],
  ["yield", "for n in range(3):\n    yield n", [0, 1, 2], /list/],
  [
    "return beside await",
    "import asyncio\nif True:\n    return await asyncio.sleep(0, 7)",
    7,
    /last/,
  ],
  ["yield beside await", "import asyncio\nyield await asyncio.sleep(0, 7)", [7], /list/],
];

testEveryPython("Program that does not compile is put right where it is clear", async (run) => {
  for (const [what, code, result, note] of REPAIRS) {
    const { done, stderr } = await run(code);
    assert.equal(done?.error?.traceback, undefined, what);
    assert.deepEqual(done?.result, result, what);
    assert.match(stderr, note, what);
    assert.match(stderr, /^(Note: .*\n)+$/, what);
  }
});

testEveryPython("Program may have quotes of one kind within its f-strings", async (run) => {
  const { done } = await run(
    'd = {"k": [{"n": "it\'s"}]}\n' +
      'f"{d["k"][0]["n"]}, {", ".join(x["n"] for x in d["k"])} {{\\"}} {1:>{"2"}}" + f"{d}"[:1]',
  );
  assert.equal(done?.result, `it's, it's {"}  1{`, done?.error?.traceback);
});

testEveryPython("Program may await in what looks like a generator", async (run) => {
  const { done, stderr } = await run(`
import asyncio
async def get(n):
    return n
async def total(ns):
    return sum(await get(n) for n in ns)
print(*(await get(n) for n in [1]))
for n in (await get(n) for n in [2]):
    print(n)
later = (await get(n) for n in [3])
[await total([1, 2]), ",".join(str(await get(n)) for n in [4, 5]), [n async for n in later]]
`);
  assert.deepEqual(done?.result, [3, "4,5", [3]], done?.error?.traceback);
  assert.match(stderr, /^Note: a generator with `await` became a list.*\n$/);
});

testEveryPython("Program that compiles is not changed", async (run) => {
  const code = 'text = """\n```python\n%time \u201cx\u201d\n>>> 1\n```\n"""\ntext';
  const { done, stderr } = await run(code);
  assert.equal(done?.result, "\n```python\n%time \u201cx\u201d\n>>> 1\n```\n");
  assert.equal(stderr, "");
});

testEveryPython("Program that was put right keeps the numbers of its lines", async (run) => {
  const fenced = await run("```python\nx = 1\n1 / 0\n```");
  assert.match(fenced.done?.error?.traceback ?? "", /line 3, in <module>\n {4}1 \/ 0\n/);
  const returning = await run("x = 1\n1 / 0\nif x:\n    return x\nx");
  assert.match(returning.done?.error?.traceback ?? "", /line 2, in .*\n {4}1 \/ 0\n/);
});

testEveryPython("Program that cannot be put right shows its own error", async (run) => {
  const { done, stderr } = await run("```python\nx = = 1\n```");
  assert.match(done?.error?.traceback ?? "", /line 1\n {4}```python\n/);
  assert.equal(stderr, "");
});

testEveryPython("Program that only defines its last function calls it", async (run) => {
  const { done, stderr } = await run("import asyncio\nasync def main():\n    return 7\n");
  assert.equal(done?.result, 7);
  assert.equal(
    stderr,
    "Note: main() was defined and never called, so it was called; " +
      "end the program with: await main()\n",
  );
  assert.equal((await run("def main():\n    return 8")).done?.result, 8);
});

testEveryPython("Program that does more than define calls nothing of itself", async (run) => {
  for (
    const code of [
      "print(1)\nasync def f():\n    return 7",
      "async def f(n):\n    return 7",
      "def f():\n    return 7",
      "g = []\nasync def f():\n    return f",
    ]
  ) {
    const { done, stderr } = await run(code);
    assert.deepEqual([done, stderr], [{ type: "done", exitCode: 0 }, ""], code);
  }
});
