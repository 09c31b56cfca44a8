import assert from "node:assert/strict";

import { UpstreamError } from "../../src/errors.ts";
import type { JsonObject, JsonValue } from "../../src/json/json.ts";
import { testEveryPython } from "./every_python.ts";
import { type CallTable, granted, notGranted } from "./run_program.ts";

const echo = {
  name: "echo",
  alias: "echo",
  description: "Echo the provided message",
  input_schema: {
    type: "object",
    properties: { message: { type: "string" }, times: { type: "integer" } },
    required: ["message"],
  },
  signature: "echo(message: str, times: int = ...)",
};
const details = (name: string, unavailable: string | null = null) => ({
  name,
  alias: name,
  unavailable,
  tools: 1,
  error: null,
  changed_tools: [],
});
/** The server `hangs` does not answer, and `broken` does not start. */
const HANGING: CallTable = {
  describe_server: ({ server }) => {
    queryDocs({ server: server ?? null });
    return { name: "stub", alias: "stub", tools: [echo] };
  },
  list_tools: ({ server }) => {
    queryDocs({ server: server ?? null });
    return [echo];
  },
};
const servers = [granted("stub"), granted("broken"), notGranted("other")];

/** @param known what the bridge says of the servers */
const FOUND = [
  {
    server: "my-stub",
    server_alias: "my_stub",
    signature: "echo(*, message: str) -> str",
    description: "Says it again.",
  },
  { server: null, signature: "shout(text)", description: "" },
];

const DOC = {
  server: "stub",
  server_alias: "stub",
  tool: "echo",
  alias: "echo",
  signature:
    'echo(*, message: Literal["a", "b"], times: int = 2, labels: list[str] = ...) -> {"said?": str}',
  description: "Echo the provided message. Twice.",
};

/** What the bridge says of tools: `hangs` does not answer, `broken` does not start. */
function queryDocs({ server, tool, detail }: JsonObject): JsonValue {
  if (server === "hangs") throw new UpstreamError("TIMEOUT", 'no list of "hangs" within 3 s');
  if (server === "broken") throw new UpstreamError("START_FAILED", "it did not start");
  if (detail === "full") return [{ server, tool, detail } as JsonObject];
  const doc = { ...DOC, server, server_alias: server } as JsonObject;
  if (detail === "summary") return [{ ...doc, parameters: { message: "What to say." } }];
  return [{
    ...doc,
    parameters: { message: "What to say.\nMuch.", times: "(at least 1)" },
    alternatives: ['message="a"'],
  }];
}

function callTable(known = ["stub", "broken", "other"].map((name) => details(name))): CallTable {
  const saved = new Map<string, JsonObject>();
  return {
    describe_server: ({ server }) => {
      if (server !== "stub") throw new UpstreamError("START_FAILED", "it did not start");
      return { name: "stub", alias: "stub", tools: [echo] };
    },
    list_servers: ({ detailed }) =>
      detailed === true
        ? [...known, { ...known[0], name: "later" }]
        : known.map(({ name }) => name),
    list_tools: () => [echo],
    query_tool_docs: queryDocs,
    server_stubs: ({ server }) => `# ${server}`,
    search_tool_docs: (params) => ({
      tools: params.query === "lines" ? FOUND : [{ ...params, score: 1 }],
      missing: [{ server: "other", reason: "it is being started" }],
    }),
    call_tool: (params) => ({ kind: "json", value: params.arguments as JsonValue }),
    save_tool: (params) => {
      saved.set(String(params.name), params);
      return params.name as string;
    },
    delete_tool: ({ name }) => {
      saved.delete(String(name));
      return name as string;
    },
    list_saved_tools: () => ["old", ...saved.keys()],
    describe_saved_tools: ({ name }) =>
      [...saved].flatMap(([tool, { description, source }]) => {
        if (name !== undefined && tool !== name) return [];
        const record = { name: tool, signature: `${tool}(a)`, description: description as string };
        return [{ ...record, ...(name === undefined ? {} : { source: source as string }) }];
      }),
    load_tool: ({ name }) => ({
      name: name as string,
      source: saved.get(String(name))?.source ??
        "async def old(n: Unknown = 1):\n    return (await mcp_stub.echo(message=n)).message\n",
    }),
  };
}

testEveryPython(
  "a loop over the servers sees those that can be used, and detailed says why not",
  async (run) => {
    const off = { ...notGranted("off"), unavailable: "it is this bridge itself" };
    const { done, stdout } = await run(
      `
from mcp import runtime
from mcp.servers import *
print(runtime.discovered_servers(), list(mcp_servers), len(mcp_servers), mcp_servers)
print([(s.name, s.unavailable) for s in runtime.discovered_servers(detailed=True)])
print("stub" in globals(), "off" in globals(), mcp_servers["off"] is mcp_off)
try: mcp_servers["of"]
except KeyError as error: print(error)
`,
      {
        servers: [granted("stub"), off, notGranted("other")],
        calls: callTable([details("stub"), details("off", off.unavailable), details("other")]),
      },
    );
    assert.equal(done?.error?.traceback, undefined);
    assert.equal(
      stdout,
      `('stub', 'other') ['stub', 'other'] 2 <mcp_servers: stub, other>
[('stub', None), ('off', 'it is this bridge itself'), ('other', None)]
True False True
"no server is called 'of'; there are: 'stub', 'other'"
`,
    );
  },
);

testEveryPython("runtime answers what it knows and asks for the rest", async (run) => {
  const { done, stdout } = await run(
    `
from mcp import runtime
import mcp.runtime as again
assert again is runtime
print("Discovered:", runtime.discovered_servers())
print([(s.granted, s.tools) for s in runtime.discovered_servers(detailed=True)])
metadata = runtime.list_loaded_server_metadata()
print([(s["name"], [t["alias"] for t in s.tools], s.get("error")) for s in metadata])
print("Selectable via RPC:", await runtime.list_servers(), runtime.list_servers_sync())
print(runtime.describe_server("stub")["tools"][0].signature)
tool = (await runtime.list_tools("stub"))[0]
assert tool.tool == tool["tool"] == tool.name == tool["name"] == "echo" == tool.get("tool")
assert "tool" in tool and "other" not in tool and tool.get("other", 1) == 1
print((await runtime.list_tools("stub"))[0].name, runtime.list_tools_sync(mcp_stub)[0].alias)
doc = (await runtime.query_tool_docs("stub"))[0]
print(doc.name, doc["tool"], doc.get("name"), doc.parameters)
print(runtime.query_tool_docs_sync("stub", "echo", detail="full"))
print(await runtime.search_tool_docs("send mail", limit=3))
found = runtime.search_tool_docs_sync("x", 1, "full")
print(found, found.missing[0].reason)
print(await runtime.search_tool_docs("x", server=mcp_stub))
lines = runtime.search_tool_docs_sync("lines", server="stub")
print(lines, len(lines), lines[0].server, lines[1]["server"])
print((await runtime.call_tool("stub", "echo", {"message": "m"})).message)
for wrong in (lambda: runtime.search_tool_docs("x", limit=99), lambda: runtime.search_tool_docs(""),
              lambda: runtime.query_tool_docs("stub", detail="all"), lambda: runtime.list_tools(3)):
    try: wrong()
    except (TypeError, ValueError) as error: print(error)
`,
    { servers, calls: callTable() },
  );
  assert.equal(done?.error?.traceback, undefined);
  assert.equal(
    stdout,
    `Discovered: ('stub', 'broken', 'other')
[(True, 1), (True, 1), (False, 1)]
[('stub', ['echo'], None), ('broken', [], 'it did not start')]
Selectable via RPC: ('stub', 'broken', 'other') ('stub', 'broken', 'other')
echo(message: str, times: int = ...)
echo echo
echo echo echo {'message': 'What to say.'}
[{'server': 'stub', 'tool': 'echo', 'detail': 'full'}]
[{'query': 'send mail', 'limit': 3, 'detail': 'summary', 'score': 1}]
[{'query': 'x', 'limit': 1, 'detail': 'full', 'score': 1}] it is being started
[{'query': 'x', 'limit': 5, 'detail': 'summary', 'server': 'stub', 'score': 1}]
mcp_my_stub.echo(*, message: str) -> str  # Says it again.
mcp.tools.shout(text) 2 my-stub None
m
limit must be 1 to 50, not 99
query must be words to search for, not ''
detail must be 'summary' or 'full', not 'all'
a server is given by its name, not by 3
`,
  );
});

testEveryPython("capability_summary() names the servers and the ways to call them", async (run) => {
  const { stdout } = await run(
    "from mcp.runtime import *\nprint(capability_summary())\nhelp()",
    { servers, savedTools: ["old"] },
  );
  const [first, second] = [stdout.slice(0, stdout.length / 2), stdout.slice(stdout.length / 2)];
  assert.equal(first, second);
  assert.match(first, /Servers of this run: stub \(mcp_stub\), broken \(mcp_broken\)\./);
  assert.match(first, /Others, to be named in `servers`: other \(mcp_other\)\. Saved tools: old\./);
  assert.match(first, /files only in \/tmp and \/workspace, /);
});

testEveryPython("capability_summary() names the directories that the user shares", async (run) => {
  const { stdout } = await run(
    "import os\nos.environ['SANDBOX_MOUNTS'] = '/mnt/in;/mnt/out:rw'\n" +
      "from mcp import runtime\nprint(runtime.capability_summary())",
    { servers },
  );
  assert.match(
    stdout,
    /in \/tmp, \/workspace, \/mnt\/in \(the user's, read-only\) and \/mnt\/out \(the user's\), /,
  );
});

testEveryPython("A server's tools can be imported by star, listed and described", async (run) => {
  const { done, stdout, calls } = await run(
    `
from mcp.servers.stub import *
import inspect
print((await echo(message="star")).message)
print(dir(mcp_stub), mcp_stub.echo.__doc__.splitlines())
signature = inspect.signature(mcp_stub.echo)
for one in signature.parameters.values(): print(one.name, repr(one.annotation), one.default)
print(signature.return_annotation)
help(mcp_stub)
help(mcp_stub.echo)
print(mcp_stub, mcp_stub.echo, mcp_servers)
callable(echo), hasattr(mcp_stub, "_private")
`,
    { servers, calls: callTable() },
  );
  assert.deepEqual(done?.result, [true, false], done?.error?.traceback);
  assert.equal(calls.filter(({ method }) => method === "describe_server").length, 1);
  const call = `await mcp_stub.${DOC.signature}`;
  assert.equal(
    stdout,
    `star
['echo'] ['${call}', '', 'Echo the provided message. Twice.', '', 'Parameters:', '  message: What to say.', '    Much.', '  times: (at least 1)', '', 'Called as one of:', '  mcp_stub.echo(message="a")']
message 'Literal["a", "b"]' <class 'inspect._empty'>
times 'int' 2
labels 'list[str]' Ellipsis
{"said?": str}
Tools of the server 'stub'; help(mcp_stub.TOOL) tells more.
${call}
    Echo the provided message. Twice.
${call}

Echo the provided message. Twice.

Parameters:
  message: What to say.
    Much.
  times: (at least 1)

Called as one of:
  mcp_stub.echo(message="a")
<server 'stub': await mcp_stub.TOOL(key=value)> <tool mcp_stub.echo: await mcp_stub.echo(key=value)> <mcp_servers: stub, broken, other>
`,
  );
});

testEveryPython("docs of every server have what is known, and say what is missing", async (run) => {
  const known = [granted("stub"), granted("hangs"), granted("broken")];
  const { done, stdout, stderr } = await run(
    `
docs = await runtime.query_tool_docs()
print([(doc.server, doc.name) for doc in docs], [(one.server, one.reason) for one in docs.missing])
assert runtime.query_tool_docs_sync() == docs
for server in ("stub", "hangs"):
    docs = await runtime.query_tool_docs(server)
    print(docs == runtime.query_tool_docs_sync(server), len(docs), docs if docs.missing else "")
print([(tool.server, tool.name) for tool in await runtime.list_tools()])
for server in mcp_servers.values():
    print(dir(server))
    help(server)
print(runtime.describe_server("hangs").error, runtime.describe_server("stub").tools[0].tool)
print(mcp_hangs.find.__doc__)
for call in (lambda: runtime.query_tool_docs("broken"), lambda: runtime.query_tool_docs("hangs", "find"),
             lambda: runtime.query_tool_docs(tool="find")):
    try: await call()
    except (MCPError, TypeError) as error: print(error)
help(mcp_servers)
`,
    { servers: known, calls: { ...callTable(), ...HANGING } },
  );
  assert.equal(done?.error?.traceback, undefined);
  assert.equal(
    stdout,
    `[('stub', 'echo')] [('hangs', 'no list of "hangs" within 3 s'), ('broken', 'it did not start')]
True 1 ${""}
True 0 no tools of 'hangs': no list of "hangs" within 3 s
[('stub', 'echo')]
['echo']
Tools of the server 'stub'; help(mcp_stub.TOOL) tells more.
await mcp_stub.${DOC.signature}
    Echo the provided message. Twice.
[]
no list of "hangs" within 3 s
[]
it did not start
no list of "hangs" within 3 s echo
await mcp_hangs.find(...)

no list of "hangs" within 3 s
it did not start
no list of "hangs" within 3 s
name the server of the tool: runtime.query_tool_docs(server, tool)
<server 'stub': await mcp_stub.TOOL(key=value)>
<server 'hangs': await mcp_hangs.TOOL(key=value)>
<server 'broken': await mcp_broken.TOOL(key=value)>
`,
  );
  assert.match(stderr, /^Note: no list of "hangs" within 3 s\nNote: it did not start\n/);
});

testEveryPython("stubs() gives text, awaited or not", async (run) => {
  const program = "[runtime.stubs('stub'), await runtime.stubs(mcp_stub)]";
  const { done } = await run(program, { servers, calls: callTable() });
  assert.deepEqual(done?.result, ["# stub", "# stub"], done?.error?.traceback);
  const last = await run("runtime.stubs('stub')", { servers, calls: callTable() });
  assert.deepEqual([last.done?.result, last.stderr], ["# stub", ""]);
});

testEveryPython("save_tool() keeps a function that mcp.tools gives back", async (run) => {
  const { done, calls } = await run(
    `
from mcp import runtime
if True:
    async def shout(text: "str", *, times: int = 2) -> str:
        """Shout it."""
        import json
        reply = await mcp_stub.echo(message=text.upper() * times)
        return json.loads(json.dumps(reply.message))
name = runtime.save_tool(shout)
del shout
from mcp.tools import shout, old
[name, await shout("a"), await old(), __import__("mcp").tools.__all__]
`,
    { servers, calls: callTable(), savedTools: ["old", "shout"] },
  );
  assert.deepEqual(done?.result, ["shout", "AA", 1, ["old", "shout"]], done?.error?.traceback);
  assert.equal(calls[0]?.method, "save_tool");
  assert.deepEqual(calls[0].params.description, "Shout it.");
  assert.match(String(calls[0].params.source), /^async def shout\(text: "str", \*, times/);
});

testEveryPython("save_tool() and delete_tool() do the same, awaited or not", async (run) => {
  const { done, stderr, calls } = await run(
    `
def one(a): "First."; return 1
def two(a): return 2
names = [runtime.save_tool(one), await runtime.save_tool(two)]
names += await asyncio.gather(*(runtime.save_tool(f, replace=True) for f in (one, two)))
first = (runtime.delete_tool("one"), await runtime.delete_tool("two"))
names, first, type(json.dumps(names)).__name__
`,
    { servers, calls: callTable() },
  );
  const both = ["one", "two"];
  assert.deepEqual(done?.result, [[...both, ...both], both, "str"], done?.error?.traceback);
  assert.deepEqual([stderr, calls.length], ["", 6]);
  const last = await run("def f(): return 1\nruntime.save_tool(f)", {
    servers,
    calls: callTable(),
  });
  assert.deepEqual([last.done?.result, last.stderr], ["f", ""]);
});

testEveryPython("tools() lists the saved tools, and one with its source", async (run) => {
  const { done, stdout } = await run(
    `
def shout(a):
    "Says it loudly."
    return a.upper()
runtime.save_tool(shout)
print(runtime.tools())
source = (await runtime.tools("shout")).source
[tool.tool for tool in runtime.tools()], len(await runtime.tools()), source, runtime.tools()[0]
`,
    { servers, calls: callTable() },
  );
  assert.equal(stdout, "mcp.tools.shout(a)  # Says it loudly.\n");
  assert.deepEqual(done?.result, [
    ["shout"],
    1,
    'def shout(a):\n    "Says it loudly."\n    return a.upper()\n',
    { name: "shout", signature: "shout(a)", description: "Says it loudly." },
  ], done?.error?.traceback);
});

testEveryPython("mcp.tools gives what is saved now, and nothing that was deleted", async (run) => {
  const { done } = await run(
    `
def f(): return "old"
runtime.save_tool(f)
from mcp.tools import f
before = f()
def f(): return "new"
runtime.save_tool(f, replace=True)
from mcp.tools import f
after = f()
runtime.delete_tool("f")
try:
    from mcp.tools import f
except ImportError as error:
    gone = str(error)
before, after, gone, mcp.tools.__all__
`,
    { servers, calls: callTable() },
  );
  const [before, after, gone, names] = done?.result as JsonValue[];
  assert.deepEqual([before, after, names], ["old", "new", ["old"]], done?.error?.traceback);
  assert.match(String(gone), /cannot import name 'f' from 'mcp.tools'/);
});

testEveryPython("delete_tool() deletes one tool, by its name alone", async (run) => {
  const { done, calls } = await run(
    `
def f(): return 1
refused = []
for wrong in (f, ["f"], None, 1):
    try: refused.append(runtime.delete_tool(wrong))
    except TypeError as error: refused.append(str(error)[:43])
refused
`,
    { servers, calls: callTable() },
  );
  const refused = "a saved tool is deleted by its name, a text";
  assert.deepEqual(done?.result, [refused, refused, refused, refused]);
  assert.deepEqual(calls, []);
});

testEveryPython("save_tool() refuses what would not work alone", async (run) => {
  const { done, calls } = await run(
    `
from mcp import runtime
import json
import functools
limit = 3
def outer():
    secret = 1
    def inner(): return secret
    return inner
def Upper(): pass
def uses(): return json.dumps(limit)
@functools.lru_cache
def wrapped(): pass
def default(n=limit): return n
def recursive(n): return recursive(n - 1) if n else [x for x in range(n)]
refused = []
for wrong in (lambda: 1, outer(), Upper, uses, wrapped, default, len, recursive):
    try: refused.append(runtime.save_tool(wrong))
    except (TypeError, ValueError) as error: refused.append(str(error))
refused
`,
    { calls: callTable() },
  );
  const refused = done?.result as string[];
  assert.match(refused[0] ?? "", /^Cannot save a lambda/);
  assert.match(refused[1] ?? "", /^Cannot save inner: it uses secret from outside itself/);
  assert.match(refused[2] ?? "", /^Cannot save the name 'Upper'/);
  assert.match(refused[3] ?? "", /^Cannot save uses: it uses json, limit from outside itself/);
  assert.match(refused[4] ?? "", /takes a function that `def` made/);
  assert.match(refused[5] ?? "", /^Cannot save default: .*NameError: name 'limit'/);
  assert.match(refused[6] ?? "", /takes a function that `def` made/);
  assert.equal(refused[7], "recursive");
  assert.equal(calls.length, 1);
});

testEveryPython("The saved tools are not asked for by a program that uses none", async (run) => {
  const { done, calls } = await run(`
import inspect, mcp, sys
from mcp import tools
[hasattr(tools, "__file__"), inspect.getmodule(len).__name__, "mcp.tools" in sys.modules]
`);
  assert.deepEqual(done?.result, [false, "builtins", true], done?.error?.traceback);
  assert.deepEqual(calls, []);
});

testEveryPython("mcp.tools names the saved tools when one is unknown", async (run) => {
  const { done } = await run("from mcp.tools import missing", { savedTools: ["old"] });
  assert.equal(done?.error?.type, "ImportError");
  assert.match(done.error.traceback, /Hint: saved tools: old\n$/);
});

testEveryPython(
  "runtime.call_tool(timeout=) sends milliseconds, and refuses what is no time",
  async (run) => {
    const sent: (JsonValue | undefined)[] = [];
    const calls: CallTable = {
      ...callTable(),
      call_tool: (params) => {
        sent.push(params.timeout_ms);
        return { kind: "json", value: null };
      },
    };
    const { done, stdout } = await run(
      `
from mcp import runtime
await runtime.call_tool("stub", "echo", {})
await runtime.call_tool("stub", "echo", {}, timeout=2)
await runtime.call_tool("stub", "echo", timeout=0.0001)
for wrong in (0, -1, float("inf"), float("nan"), True, "2"):
    try:
        runtime.call_tool("stub", "echo", {}, timeout=wrong)
    except ValueError as error:
        print(error)
`,
      { servers, calls },
    );
    assert.equal(done?.error, undefined);
    assert.deepEqual(sent, [undefined, 2000, 1]);
    assert.equal(stdout.match(/timeout must be a positive number of seconds, not /g)?.length, 6);
  },
);

testEveryPython(
  "a search that finds nothing says so, and a record says how its tool is called",
  async (run) => {
    const tools = [{ server: "s", tool: "t", signature: "t()" }];
    const { stdout, stderr } = await run(
      `
found = await runtime.search_tool_docs("nothing")
try: (await runtime.search_tool_docs("t"))[0](a=1)
except TypeError as error: print(found, error)
`,
      {
        calls: {
          search_tool_docs: ({ query }) => ({ tools: query === "t" ? tools : [], missing: [] }),
        },
      },
    );
    assert.equal(
      stdout,
      "[] a record tells of a tool and is no function; " +
        "write: await runtime.call_tool('s', 't', {...})\n",
    );
    assert.equal(
      stderr,
      "Note: the search found no tool; use other words, or: await runtime.list_tools()\n",
    );
  },
);

testEveryPython("a text is in a list of tools that has one of that name", async (run) => {
  const tool = {
    server: "s",
    server_alias: "s_s",
    tool: "find-it",
    alias: "find_it",
    signature: "find_it(*, words)",
    description: "Looks for words on a server.",
  };
  const { done, stdout } = await run(
    `
tools = await runtime.search_tool_docs("it")
listed = runtime.list_tools_sync("s")
def told(of):
    try: return of()
    except (TypeError, ValueError) as error: return str(error)
print(told(lambda: [t for t in tools if "find" in t]))
print(told(lambda: "words" in listed[0]))
print(told(lambda: runtime.search_tool_docs_sync("it", "s")))
[
  [name in of for name in ["find-it", "find_it", "s.find_it", "find", "s"]]
  for of in (tools, listed)
] + [tools[0] in tools, "tool" in tools[0], "input_schema" in tools[0], "else" in tools[0],
  "server" in listed[0], "" in tools[0], "" in tools]
`,
    {
      servers: [granted("s", "s_s")],
      calls: {
        search_tool_docs: () => ({ tools: [tool], missing: [] }),
        list_tools: () => [{ name: tool.tool, alias: tool.alias, description: tool.description }],
      },
    },
  );
  assert.equal(
    stdout,
    `\
a record of a tool is a dict, and 'find' is none of its keys; write: 'find' in record.tool
a record of a tool is a dict, and 'words' is none of its keys; write: 'words' in record.description
limit must be 1 to 50, not 's'; to search one server, write: server='s'
`,
  );
  const named = [true, true, true, false, false];
  const listed = [true, true, false, false, false];
  assert.deepEqual(
    done?.result,
    [named, listed, true, true, ...Array(5).fill(false)],
    done?.error?.traceback,
  );
});
