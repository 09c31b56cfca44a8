import assert from "node:assert/strict";
import { testEveryPython } from "./every_python.ts";
import { granted } from "./run_program.ts";
import { HARMLESS_SOURCES, HOSTILE_SOURCES, programOf } from "./tool_sources.ts";

testEveryPython(
  "load_function() refuses a source that would run code when it is loaded",
  async (run) => {
    const { done, stdout } = await run(programOf(HOSTILE_SOURCES.map(([source]) => source)));
    assert.equal(done?.error?.traceback, undefined);
    const got = done?.result as string[];
    for (const [index, [source, reason]] of HOSTILE_SOURCES.entries()) {
      assert.match(String(got[index]), /^NOT_AVAILABLE Cannot load the tool 'tool': /, source);
      assert.match(String(got[index]), reason, source.slice(0, 100));
    }
    assert.equal(stdout, "");
  },
);

testEveryPython("A hostile source runs where nothing is checked", async (run) => {
  const sources = HOSTILE_SOURCES.map(([source]) => source)
    .filter((source) => source.includes("PLANTED") && source.length < 1000);
  const unchecked = programOf(sources).replace(
    "got = []",
    `import sandbox_runtime.saved_tools as module
module.check_source = lambda tree, name: None
got = []`,
  ).replace("except MCPError", "except BaseException").replace("error.code", "error");
  const { stdout } = await run(unchecked.replace("error.message", "''"));
  assert.ok(stdout.split("PLANTED").length > 15, stdout);
});

testEveryPython(
  "load_function() loads every function that only waits to be called",
  async (run) => {
    const { done } = await run(programOf(HARMLESS_SOURCES));
    assert.deepEqual(done?.result, HARMLESS_SOURCES.map(() => 1), done?.error?.traceback);
  },
);

testEveryPython("mcp.tools runs nothing of a planted file", async (run) => {
  const { done, stdout } = await run("from mcp.tools import tool\nprint('loaded')", {
    savedTools: ["tool"],
    calls: {
      load_tool: () => ({ name: "tool", source: "print('PLANTED')\ndef tool(): return 1" }),
    },
  });
  assert.equal(stdout, "");
  assert.match(done?.error?.message ?? "", /Cannot load the tool 'tool': it must be one function/);
});

testEveryPython("save_tool() refuses a function that could not be loaded", async (run) => {
  const { done, calls } = await run(`
from mcp import runtime
def same(f): return f
def calls(n=int("1")): return n
def lambda_default(n=lambda: 1): return n
def annotated(n: print("x") = 1): return n
@same
def decorated(): pass
refused = []
for wrong in (calls, lambda_default, annotated, decorated):
    try: refused.append(runtime.save_tool(wrong))
    except ValueError as error: refused.append(str(error))
refused
`);
  assert.deepEqual(done?.result, [
    "Cannot save calls: line 1: a default value may hold constants and names only, not Call",
    "Cannot save lambda_default: line 1: a default value may hold constants and names only, not Lambda",
    "Cannot save annotated: line 1: an annotation may hold constants and names only, not Call",
    "Cannot save decorated: line 1: a decorator would run when the tool is loaded",
  ], done?.error?.traceback);
  assert.deepEqual(calls, []);
});

testEveryPython("save_tool() overwrites only with replace=True", async (run) => {
  const { done, calls } = await run(
    `
from mcp import runtime
def tool(): return 1
[runtime.save_tool(tool), runtime.save_tool(tool, replace=True)]
`,
    { calls: { save_tool: ({ name }) => name as string } },
  );
  assert.deepEqual(done?.result, ["tool", "tool"], done?.error?.traceback);
  assert.deepEqual(calls.map(({ params }) => params.replace), [false, true]);
});

/** Names that a server, or a saved tool, would like to have. */
const TAKEN = [
  "print",
  "open",
  "input",
  "help",
  "len",
  "type",
  "match",
  "exec",
  "Exception",
  "MCPError",
  "mcp",
  "runtime",
  "servers",
  "tools",
  "mcp_servers",
  "mcp_stub",
  "mcp_else",
  "call_tool",
  "save_tool",
  "capability_summary",
];

testEveryPython("`import *` binds no name of Python and none of ours", async (run) => {
  const tools = [...TAKEN, "fine"].map((alias) => ({
    name: alias,
    alias,
    description: "",
    input_schema: {},
    signature: `${alias}()`,
  }));
  const { done, stdout } = await run(
    `
from mcp import MCPError, runtime
import mcp, builtins
from mcp.runtime import *
before = dict(globals())
stub = mcp_stub
from mcp.servers.stub import *
from mcp.servers import *
from mcp.tools import *
changed = sorted(name for name, value in before.items() if globals()[name] is not value)
new = sorted(set(globals()) - set(before) - {"before", "changed"})
shadowed = [name for name in new if hasattr(builtins, name)]
reached = [await mcp_stub.print(), await mcp.servers.stub.open(), await mcp_servers["stub"].len()]
print(mcp.servers.print.runtime)
from mcp.tools import print as saved
[changed, new, shadowed, reached, saved()]
`,
    {
      servers: [granted("stub"), granted("out", "print"), granted("run", "runtime")],
      savedTools: [...TAKEN, "shout"].filter((name) => name !== "Exception" && name !== "MCPError"),
      calls: {
        describe_server: ({ server }) => ({ name: server as string, alias: "stub", tools }),
        call_tool: ({ tool }) => ({ kind: "json", value: tool as string }),
        load_tool: ({ name }) => ({ name: name as string, source: `def ${name}(): return 7` }),
      },
    },
  );
  assert.deepEqual(
    done?.result,
    [[], ["fine", "shout", "stub"], [], ["print", "open", "len"], 7],
    done?.error?.traceback,
  );
  assert.match(stdout, /^<tool /);
});
