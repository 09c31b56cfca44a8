import assert from "node:assert/strict";

import { atLeast, testEveryPython } from "./every_python.ts";
import { granted, notGranted } from "./run_program.ts";

/** The traceback without the lines of carets, which came with Python 3.11. */
function withoutCarets(traceback: string | undefined): string {
  return (traceback ?? "").replace(/^ +[~^]+ *\n/gm, "");
}

testEveryPython("programError() has the user's own lines and nothing of ours", async (run) => {
  const { done, exitCode, stderr } = await run(`
def half(n):
    return n / 0

def outer():
    return half(1)

outer()
`);
  assert.equal(exitCode, 1);
  assert.equal(stderr, "");
  assert.equal(done?.error?.type, "ZeroDivisionError");
  assert.equal(done.error.message, "division by zero");
  assert.equal(
    withoutCarets(done.error.traceback),
    `Traceback (most recent call last):
  File "<run_python>", line 8, in <module>
    outer()
  File "<run_python>", line 6, in outer
    return half(1)
  File "<run_python>", line 3, in half
    return n / 0
ZeroDivisionError: division by zero
`,
  );
});

testEveryPython(
  "programError() keeps library frames below the user's, in a loop too",
  async (run) => {
    const { done } = await run(`
import asyncio, json
async def main():
    await asyncio.sleep(0)
    json.loads("{")
await main()
`);
    const { type, traceback } = done?.error ?? { type: "", traceback: "" };
    assert.equal(type, "json.decoder.JSONDecodeError");
    assert.match(traceback, /^Traceback .*\n {2}File "<run_python>", line 6, in <module>\n/);
    assert.match(traceback, /line 5, in main\n(.*\n)+ {2}File ".*decoder\.py"/);
    assert.doesNotMatch(traceback, /sandbox_runtime|base_events|<string>/);
  },
);

testEveryPython(
  "programError() shows causes, notes and classes of the program",
  async (run, python) => {
    const { done } = await run(`
class Broken(Exception): pass
try:
    {}["missing"]
except KeyError as error:
    broken = Broken("it broke")
    if hasattr(broken, "add_note"): broken.add_note("a note")
    raise broken from error
`);
    assert.equal(done?.error?.type, "Broken");
    const text = withoutCarets(done.error.traceback);
    assert.match(text, /KeyError: 'missing'\n\nThe above exception was the direct cause/);
    assert.match(text, /line 8, in <module>\n {4}raise broken from error\nBroken: it broke\n/);
    if (atLeast(python, 11)) assert.match(text, /Broken: it broke\na note\n$/);
  },
);

testEveryPython("programError() shows where in a library a cause was raised", async (run) => {
  const { done } = await run(`
import urllib.request
urllib.request.urlopen("http://127.0.0.1:1/")
`);
  assert.equal(done?.error?.type, "urllib.error.URLError");
  assert.match(
    done.error.traceback,
    /^Traceback .*\n {2}File ".*request\.py", line (.*\n)+ConnectionRefusedError: .*\n\nDuring .*\n\nTraceback .*\n {2}File "<run_python>", line 3, in <module>/,
  );
  assert.match(done.error.traceback, /\nHint: the sandbox has no network.*\n$/);
});

testEveryPython("programError() shows a syntax error's line and caret", async (run) => {
  const { done, exitCode } = await run("x = 1\nif x = 2:\n    pass\n");
  assert.equal(exitCode, 1);
  assert.equal(done?.error?.type, "SyntaxError");
  assert.match(done.error.message, /\(line 2\)$/);
  assert.match(done.error.traceback, /^ {2}File "<run_python>", line 2\n {4}if x = 2:\n +\^/);
});

testEveryPython(
  "programError() quotes the line of a syntax error found after parsing",
  async (run) => {
    const { done } = await run("x = 1\nif x:\n    return x");
    assert.match(
      done?.error?.traceback ?? "",
      /^ {2}File "<run_python>", line 3\n {4}return x\n {4}\^+\nSyntaxError: 'return' outside function\n/,
    );
  },
);

testEveryPython(
  "programError() puts carets under the expression of a last line without newline",
  async (run) => {
    const { done } = await run("nothing_here.method()");
    assert.match(
      done?.error?.traceback ?? "",
      /\n {4}nothing_here\.method\(\)\n( {4}\^{12}\n)?NameError: /,
    );
  },
);

testEveryPython("programError() bounds a recursion and an endless message", async (run) => {
  const deep = await run("def f(): return f()\nf()");
  assert.equal(deep.done?.error?.type, "RecursionError");
  assert.match(deep.done.error.traceback, /Previous line repeated \d+ more times/);
  const long = await run("raise ValueError('x' * 1_000_000)");
  assert.ok((long.done?.error?.message.length ?? 0) < 21_000);
  assert.ok((long.done?.error?.traceback.length ?? 0) < 101_000);
});

testEveryPython("programError() survives an exception that cannot be shown", async (run) => {
  const { done } = await run(`
class Odd(Exception):
    def __str__(self): raise RuntimeError("no")
raise Odd()
`);
  assert.equal(done?.error?.type, "Odd");
  assert.match(done.error.message, /cannot be had/);
});

testEveryPython("programError() shows each exception of a group", async (run, python) => {
  if (!atLeast(python, 11)) return;
  const { done } = await run(`
import asyncio
async def fails(n):
    raise ValueError(n)
async with asyncio.TaskGroup() as group:
    group.create_task(fails(1))
    group.create_task(fails(2))
`);
  assert.equal(done?.error?.type, "ExceptionGroup");
  assert.match(done.error.traceback, /ValueError: 1\n(.*\n)+.*ValueError: 2\n/);
  assert.doesNotMatch(done.error.traceback, /sandbox_runtime/);
});

testEveryPython("hint_for() answers what programs of models get wrong", async (run) => {
  const servers = [granted("github"), notGranted("jira cloud", "jira_cloud")];
  const cases: readonly (readonly [string, RegExp])[] = [
    ["x = 1\nreturn x", /Hint: the program is not a function: end it with the value/],
    ["def f():\n    await g()", /Hint: write `async def`/],
    [
      "mcp_gitlab.x()",
      /Hint: no server is mcp_gitlab; this run has: mcp_github; also discovered: mcp_jira_cloud \(add 'jira cloud' to `servers`\)/,
    ],
    // raised by hand: the interpreters of a test machine may have them
    [missing("requests"), /Hint: the sandbox has no network/],
    [
      missing("pandas"),
      /Hint: the sandbox has .* add a package: mcp-code-bridge packages add pandas/,
    ],
    [missing("yaml"), /packages add pyyaml\n/],
    ["import mcp.servers.gitlab", /Hint: modules of mcp: .*; of mcp.servers: github, jira_cloud/],
    ["import errno\nraise OSError(errno.ENETUNREACH, 'x')", /Hint: the sandbox has no network/],
    [
      "import socket, urllib.error\nraise urllib.error.URLError(socket.gaierror(-3, 'x'))",
      /Hint: the sandbox has no network/,
    ],
    [
      "import json\njson.dumps(mcp_github.list())",
      /Hint: a call was used before it had a value/,
    ],
  ];
  for (const [code, hint] of cases) {
    const { done } = await run(code, { servers });
    assert.match(done?.error?.traceback ?? "", hint, code);
  }
});

/** What `import` raises for a module that is not there. */
function missing(name: string): string {
  return `raise ModuleNotFoundError("No module named '${name}'", name="${name}")`;
}
