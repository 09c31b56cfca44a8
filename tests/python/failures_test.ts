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
  "programError() has of library frames only the place that raised, in a loop too",
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
    assert.match(
      withoutCarets(traceback),
      /line 5, in main\n.*\n {2}in json\/decoder\.py: raw_decode\n/,
    );
    assert.doesNotMatch(traceback, /sandbox_runtime|base_events|<string>|File ".*json/);
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

testEveryPython("programError() names what a library caught, without its frames", async (run) => {
  const { done } = await run(`
import urllib.request
urllib.request.urlopen("http://127.0.0.1:1/")
`);
  assert.equal(done?.error?.type, "urllib.error.URLError");
  assert.match(
    withoutCarets(done.error.traceback),
    /^(ConnectionRefusedError|OSError): .*\n\nDuring .*\n\nTraceback .*\n {2}File "<run_python>", line 3, in <module>\n.*\n {2}in urllib\/request\.py: do_open\n/,
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
    const { done } = await run("x = 1\nif x:\n    break");
    assert.match(
      done?.error?.traceback ?? "",
      /^ {2}File "<run_python>", line 3\n {4}break\n {4}\^+\nSyntaxError: 'break' outside loop\n/,
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

testEveryPython(
  "programError() shows the two ends of a recursion over several functions",
  async (run) => {
    const { done } = await run(
      "def f(): return g()\ndef g(): return f()\ndef start(): f()\nstart()",
    );
    const traceback = withoutCarets(done?.error?.traceback);
    assert.match(traceback, /line 4, in <module>\n.*\n.*line 3, in start\n/);
    assert.match(traceback, /\n {2}\.\.\. [\d,]+ frames left out \.\.\.\n/);
    assert.match(traceback, /\nRecursionError: .*\n$/);
    assert.ok(traceback.split("\n").length < 30, traceback);
  },
);

testEveryPython(
  "programError() shows the frames of a program that a library called",
  async (run) => {
    const { done } = await run(
      "def key(n):\n    return 1 / n\nimport re\nre.sub('a', lambda m: key(0), 'a')",
    );
    assert.match(
      withoutCarets(done?.error?.traceback),
      /line 4, in <module>\n.*\n.*line 4, in <lambda>\n.*\n.*line 2, in key\n.*\nZeroDivisionError: .*\n$/,
    );
  },
);

testEveryPython("programError() shows the first of many causes and the last ones", async (run) => {
  const { done } = await run(`
def chain(n):
    try:
        if n: chain(n - 1)
        else: raise KeyError("first")
    except Exception as error:
        raise ValueError(n) from error
chain(20)
`);
  const traceback = done?.error?.traceback ?? "";
  assert.match(traceback, /^Traceback .*\n(.*\n)+KeyError: 'first'\n/);
  assert.match(traceback, /\n\.\.\. 18 exceptions left out \.\.\.\n/);
  assert.match(traceback, /ValueError: 18\n(.*\n)+ValueError: 19\n(.*\n)+ValueError: 20\n$/);
  assert.equal(traceback.match(/Error: /g)?.length, 4);
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
  const many = await run("raise ExceptionGroup('many', [ValueError(n) for n in range(50)])");
  assert.match(
    many.done?.error?.traceback ?? "",
    /ValueError: 4\n(.*\n)+.*and 45 more exceptions\n/,
  );
});

testEveryPython("hint_for() answers what programs of models get wrong", async (run) => {
  const servers = [granted("github"), notGranted("jira cloud", "jira_cloud")];
  const cases: readonly (readonly [string, RegExp])[] = [
    ["x = 1\nclass A:\n    return x", /Hint: the program is not a function: end it with/],
    ["const x = 1;", /Hint: this is JavaScript/],
    ["!ls", /Hint: a program is no notebook/],
    ["if 1 && 2:\n    pass", /Hint: write and for &&/],
    ["x = null", /Hint: the program is Python; write None for null/],
    ["github.x()", /Hint: the server 'github' is mcp_github\n/],
    ["jira_cloud.x()", /Hint: the server 'jira cloud' is mcp_jira_cloud \(add 'jira cloud'/],
    ["list_issues(a=1)", /Hint: if it is a tool: await mcp_github\.list_issues\(\.\.\.\)/],
    ["session.call_tool('a')", /Hint: no session is needed: .*await mcp_github\.TOOL/],
    ["search_tool_docs('x')", /Hint: write runtime\.search_tool_docs\(/],
    ["search_tools('x')", /Hint: write runtime\.search_tool_docs\(/],
    [
      "runtime.search_tool_docs('x', servers=['a'])",
      /Hint: it is runtime\.search_tool_docs\(query, limit=\.\.\., detail=\.\.\., server=\.\.\.\)/,
    ],
    ["runtime.call_tool()", /Hint: it is runtime\.call_tool\(server, tool, arguments=/],
    ["def refs(*, a): pass\nrefs()", /^(?!.*Hint)/s],
    ["re.sub('a', 'b', 'c')", /Hint: write first: import re\n/],
    ["Path('x')", /Hint: write first: from pathlib import Path\n/],
    [
      "from mcp import runtime\nruntime.search('x')",
      /Hint: did you mean runtime\.search_tool_docs/,
    ],
    ["runtime.servers()", /Hint: did you mean runtime\.list_servers/],
    ["runtime.invoke('x')", /Hint: did you mean runtime\.call_tool\?/],
    ["from mcp.runtime import list_server", /Hint: did you mean runtime\.list_servers/],
    [
      "from mcp import runtime\nfor name in runtime.discovered_servers: pass",
      /Hint: a method .*; write runtime\.discovered_servers\(\)\n/,
    ],
    ["await [1]", /Hint: what follows await is a value already: write it without await/],
    [
      "import asyncio\nawait asyncio.gather([asyncio.sleep(0)])",
      /Hint: gather takes each call .*gather\(\*calls\)/,
    ],
    ["import asyncio\ng = (await asyncio.sleep(0) for n in [1])\nsum(g)", /Hint: .*write a list/],
    ["import json\njson.loads({})", /Hint: the value is parsed already/],
    ["open('/Users/ada/x.txt')", /Hint: no file of the user's machine is visible .*mcp_github/],
    ["import subprocess\nsubprocess.run(['gitty'])", /Hint: the sandbox has no program 'gitty'/],
    ["r = 'a'\nr['b']", /Hint: r is text \(str\); its lines are r\.splitlines\(\)\n/],
    ["r = '{\"b\": 1}'\nr.b", /Hint: r is text that holds JSON .*json\.loads\(r\)/],
    ["r = \"[{'b': 1}]\"\nr[0]['b']", /Hint: .*Python literal .*literal_eval\(r/],
    ["r = [{'b': 1}]\nr['c']", /Hint: r is a list of 1, whose first is a dict with the keys b;/],
    ["r = [{'b': 1}]\nr.b", /Hint: .*write r\[0\]\.b, or: for item in r/],
    ["r = {'n': 1, 'rows': []}\n[i['b'] for i in r]", /Hint: the loop goes .* r\["rows"\]/],
    ["r = {'a': 1}\nr['b']", /Hint: r is a dict with the keys a\n/],
    ["r = {'a': 1}\nq = {'c': 1}\n(q['c'], r['b'])", /Hint: r is a dict with the keys a\n/],
    ["r = {'a': []}\nr[:2]", /Hint: r is a dict with the keys a; write r\["a"\]\n/],
    ["r = []\nr[0]", /Hint: r is an empty list/],
    ["r = None\nr['a']", /Hint: r is None/],
    ["r = None\nr.a", /Hint: r is None/],
    ["from mcp import ClientSession", /Hint: this mcp is no client library.*mcp_github/],
    [
      "import asyncio\nawait asyncio.sleep(0)\nasyncio.get_running_loop().run_forever()",
      /Hint: a loop is running already; write: await/,
    ],
    ["r = []\nr.content[0].text", /Hint: r is the tool's value already.*raw=True/],
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
    ["mcp_githb.x()", /Hint: no server is mcp_githb; did you mean mcp_github\?/],
    ["await mcp_github.x", /Hint: a tool is called: await mcp_github\.x\(key=value\)/],
    ["with mcp_github as g: pass", /Hint: a server needs no session: await/],
    ["async def f(): pass\nlen(f())", /Hint: a function of `async def` was called without await/],
    ["import asyncio\nasync for x in [1]: pass", /Hint: .*write for, without async/],
    [
      "import asyncio\nawait asyncio.gather(mcp_github.x() for n in [1])",
      /Hint: gather takes each call .*gather\(\*/,
    ],
    ["from time import time\ntime.sleep(1)", /Hint: time is a function here, not the module/],
    ["import datetime\ndatetime.now()", /Hint: write: from datetime import datetime/],
    ["from datetime import datetime\ndatetime.timedelta()", /from datetime import timedelta\n/],
    ["from collections import defaultDict", /Hint: did you mean defaultdict/],
    ["sorted([1, None])", /Hint: None has no order: key=/],
    ["r = [1]\nr.push(2)", /Hint: r is a list; write r\.append\(x\)/],
    ["r = [{'b': 1}]\nr.results", /Hint: r is a list of 1.*use it without \.results/],
    ["r = 'ab'\n[c.name for c in r]", /Hint: the loop goes over its characters: r is text/],
    ["ls -la", /Hint: the program is Python and no shell/],
    ["if (1) {\n    print(1)\n}", /Hint: this is JavaScript/],
    ["x = 1 ? 2 : 3", /Hint: write `a if condition else b`/],
    ["I will now list the open issues.", /Hint: this line is no code/],
    ["import getpass\ngetpass.getpass()", /Hint: the program runs without a terminal/],
    ["open('data.csv')", /Hint: no file of the user's machine is visible/],
    ["import os\nos.environ['TOKEN']", /Hint: no environment variable of the user is visible/],
    [
      "import subprocess\nsubprocess.run('gitty', shell=True, check=True)",
      /Hint: the sandbox has no such program/,
    ],
    [
      "from zoneinfo import ZoneInfo\nZoneInfo('Europe/Berlinn')",
      /Hint: did you mean Europe\/Berlin or .*available_timezones\(\)/,
    ],
    // raised by hand, as the embedded engine does
    [embedded("OSError(138, 'emscripten does not support processes.')"), /Hint: .*no programs/],
    [embedded("ModuleNotFoundError('No module named \\'_multiprocessing\\'')"), /Hint: .*gather/],
    [embedded('RuntimeError("can\'t start new thread")'), /Hint: this engine has no threads/],
    [missing("pytz"), /write instead: from zoneinfo import ZoneInfo/],
    [missing("fastmcp"), /Hint: no client is needed: write await mcp_SERVER.*mcp_github/],
    [missing("github"), /Hint: the sandbox has no client library.*a tool of mcp_github\n/],
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

/** A failure as the embedded engine has it. */
function embedded(error: string): string {
  return `import sys\nsys.platform = "emscripten"\nraise ${error}`;
}

/** What `import` raises for a module that is not there. */
function missing(name: string): string {
  return `raise ModuleNotFoundError("No module named '${name}'", name="${name}")`;
}
