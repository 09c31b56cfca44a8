import assert from "node:assert/strict";

import { UpstreamError } from "../../src/errors.ts";
import type { JsonObject } from "../../src/json/json.ts";
import { testEveryPython } from "./every_python.ts";
import { granted, notGranted } from "./run_program.ts";

const servers = [granted("github"), granted("my-files", "my_files"), notGranted("jira")];

/** Answers every call of a tool with its own params. */
const mirror = {
  call_tool: (params: JsonObject) => ({ kind: "json", value: params }),
};

testEveryPython(
  "ToolCall sends one call when it is awaited, by each way of access",
  async (run) => {
    const { done, calls } = await run(
      `
from mcp.servers import github
from mcp.servers.github import create_issue
import mcp.servers.my_files as files
import mcp
from mcp import runtime
async def deep(): return await mcp_servers["github"].in_function(a=1)
await mcp_github.create_issue(title="x", labels=["a"])
await mcp_servers["my-files"]["read-file"](path="/x")
await mcp_servers["my_files"].read({"from": 1})
await github.a(); await create_issue(); await files.b(); await mcp.servers.github["c d"]()
await runtime.call_tool("my-files", "raw", {"x": None})
await runtime.call_tool(mcp_github, "by_proxy")
await deep()
"mcp_github" in globals(), "mcp_github" in dir(), sorted(mcp_servers), len(mcp_servers)
`,
      { servers, calls: mirror },
    );
    assert.deepEqual(done?.result, [true, true, ["github", "jira", "my-files"], 3]);
    assert.deepEqual(
      calls.map(({ params }) => [params.server, params.tool, params.arguments]),
      [
        ["github", "create_issue", { title: "x", labels: ["a"] }],
        ["my-files", "read-file", { path: "/x" }],
        ["my-files", "read", { from: 1 }],
        ["github", "a", {}],
        ["github", "create_issue", {}],
        ["my-files", "b", {}],
        ["github", "c d", {}],
        ["my-files", "raw", { x: null }],
        ["github", "by_proxy", {}],
        ["github", "in_function", { a: 1 }],
      ],
    );
  },
);

testEveryPython("ToolCall is a coroutine that asyncio takes anywhere", async (run) => {
  const { done, stderr } = await run(
    `
import asyncio, collections.abc
call = mcp_github.a()
assert isinstance(call, collections.abc.Coroutine) and asyncio.iscoroutine(call)
task = asyncio.create_task(call, name="t")
repr(task)
some = await asyncio.gather(mcp_github.b(), mcp_github.c())
waited = await asyncio.wait_for(mcp_github.d(), 30)
done, _ = await asyncio.wait({asyncio.ensure_future(mcp_github.e())})
for first in asyncio.as_completed([mcp_github.f()]):
    last = await first
inside = asyncio.run(mcp_github.g())
[x.tool for x in [await task, *some, waited, done.pop().result(), last, inside]]
`,
    { servers, calls: mirror },
  );
  assert.deepEqual(done?.result, [..."abcdefg"], done?.error?.traceback);
  assert.equal(stderr, "");
});

testEveryPython("ToolCalls gathered are under way at the same time", async (run) => {
  const waiting: (() => void)[] = [];
  const { done } = await run(
    "import asyncio\nlen(await asyncio.gather(*(mcp_github.t(n=n) for n in range(20))))",
    {
      servers,
      calls: {
        call_tool: async () => {
          const last = Promise.withResolvers<void>();
          waiting.push(last.resolve);
          if (waiting.length === 20) { for (const release of waiting) release(); }
          await last.promise;
          return { kind: "json", value: null };
        },
      },
    },
  );
  assert.equal(done?.result, 20);
});

testEveryPython("ToolCall that fails raises MCPError", async (run) => {
  const { done, stdout } = await run(
    `
from mcp import MCPError, runtime
import mcp.runtime
assert MCPError is runtime.MCPError is mcp.runtime.MCPError
try:
    await mcp_jira.search()
except MCPError as error:
    print(error.code, "|", error, "|", error.message, "|", repr(error))
import pickle
print(pickle.loads(pickle.dumps(error if False else MCPError("A", "b"))).code)
await mcp_jira.again()
`,
    {
      servers,
      calls: {
        call_tool: () => {
          throw new UpstreamError("NOT_GRANTED", 'add "jira" to servers');
        },
      },
    },
  );
  assert.equal(
    stdout,
    'NOT_GRANTED | add "jira" to servers | add "jira" to servers | ' +
      `MCPError('NOT_GRANTED', 'add "jira" to servers')\nA\n`,
  );
  assert.equal(done?.error?.type, "mcp.runtime.MCPError");
  assert.match(
    done.error.traceback.replace(/^ +[~^]+ *\n/gm, ""),
    /^Traceback .*\n {2}File "<run_python>", line 11, in <module>\n {4}await mcp_jira.again\(\)\nmcp.runtime.MCPError: add "jira" to servers\n$/,
  );
});

testEveryPython("ToolCall that was not awaited says so when it is used", async (run) => {
  const uses: readonly (readonly [string, string])[] = [
    ["call.id", "AttributeError"],
    ["call['id']", "TypeError"],
    ["for x in call: pass", "TypeError"],
    ["f'{call}'", "TypeError"],
    ["print(call)", "TypeError"],
    ["len(call)", "TypeError"],
    ["'x' in call", "TypeError"],
    ["call + 'x'", "TypeError"],
    ["call == {}", "TypeError"],
    ["call != None", "TypeError"],
    ["if call: pass", "TypeError"],
    ["not call", "TypeError"],
    ["call[:500]", "TypeError"],
    ["await mcp_github.b(data=call)", "TypeError"],
  ];
  for (const [use, type] of uses) {
    const { done, stderr, calls } = await run(`call = mcp_github.create_issue(title="x")\n${use}`, {
      servers,
    });
    assert.equal(done?.error?.type, type, use);
    assert.match(
      done?.error?.traceback ?? "",
      /await mcp_github\.create_issue\(\.\.\.\)/,
      use,
    );
    assert.equal(stderr, "", use);
    assert.deepEqual(calls, []);
  }
});

testEveryPython("ToolCall that is never awaited fails the run with its line", async (run) => {
  const { stdout, calls, done, exitCode } = await run(
    "print(1)\nmcp_github.create_issue(title='x')\nx = mcp_github.other()\nprint(2)",
    { servers },
  );
  assert.deepEqual([stdout, calls, exitCode], ["1\n2\n", [], 1]);
  assert.equal(done?.error?.type, "NotAwaited");
  assert.match(done.error.message, /line 2: .*write: await mcp_github\.create_issue\(\.\.\.\)\n/);
  assert.match(done.error.message, /line 3: mcp_github\.other\(\) was never awaited/);
});

testEveryPython("ToolCall that is never awaited is told beside another error", async (run) => {
  const { stderr, done } = await run("mcp_github.a()\n1 / 0", { servers });
  assert.equal(done?.error?.type, "ZeroDivisionError");
  assert.match(stderr, /line 1: mcp_github\.a\(\) was never awaited/);
});

testEveryPython("ToolCall as the last expression is awaited, with a note", async (run) => {
  for (const program of ["mcp_github.a(n=1)", "await mcp_github.b()\nmcp_github.a(n=1)"]) {
    const { stderr, done } = await run(program, { servers, calls: mirror });
    assert.equal((done?.result as { tool: string } | undefined)?.tool, "a");
    assert.match(stderr, /^Note: .*write: await mcp_github\.a\(\.\.\.\)\n$/);
  }
});

testEveryPython("ToolCall awaited twice says so", async (run) => {
  const { done } = await run("c = mcp_github.a()\nawait c\nawait c", { servers, calls: mirror });
  assert.equal(done?.error?.type, "RuntimeError");
  assert.match(done.error.message, /mcp_github\.a\(\) was awaited already/);
});

testEveryPython("ToolCall that is cancelled forgets its reply", async (run) => {
  const release = Promise.withResolvers<void>();
  const { done } = await run(
    `
import asyncio
slow = asyncio.create_task(mcp_github.slow())
await asyncio.sleep(0)
slow.cancel()
try:
    await slow
except asyncio.CancelledError:
    pass
await mcp_github.release()
try:
    await asyncio.wait_for(mcp_github.never(), 0.01)
except asyncio.TimeoutError:
    timed_out = True
timed_out, (await mcp_github.after()).tool
`,
    {
      servers,
      calls: {
        call_tool: async (params, signal) => {
          if (params.tool === "slow") await release.promise;
          if (params.tool === "release") release.resolve();
          if (params.tool === "never") {
            await new Promise((resolve) => signal.addEventListener("abort", resolve));
          }
          return mirror.call_tool(params);
        },
      },
    },
  );
  assert.deepEqual(done?.result, [true, "after"], done?.error?.traceback);
});

testEveryPython(
  "ToolCall that is abandoned is cancelled at the bridge, by each way",
  async (run) => {
    const cancelled: string[] = [];
    const { done, stderr } = await run(
      `
import asyncio
try:
    await asyncio.wait_for(mcp_github.wait_for(), 0.01)
except asyncio.TimeoutError:
    pass
task = asyncio.ensure_future(mcp_github.task())
await asyncio.sleep(0)
task.cancel()
await asyncio.gather(task, return_exceptions=True)
group = asyncio.gather(mcp_github.gather(), mcp_github.gather())
await asyncio.sleep(0)
group.cancel()
try:
    await group
except asyncio.CancelledError:
    pass
unsent = asyncio.ensure_future(mcp_github.unsent())
unsent.cancel()
await asyncio.gather(unsent, return_exceptions=True)
[(await mcp_github.count()).arguments, (await mcp_github.count()).tool]
`,
      {
        servers,
        calls: {
          call_tool: async (params, signal) => {
            if (params.tool === "count") return mirror.call_tool(params);
            await new Promise((resolve) => signal.addEventListener("abort", resolve));
            cancelled.push(String(params.tool));
            return null;
          },
        },
      },
    );
    assert.deepEqual(done?.result, [{}, "count"], done?.error?.traceback);
    assert.deepEqual(cancelled, ["wait_for", "task", "gather", "gather"]);
    assert.equal(stderr, "");
  },
);

testEveryPython("64 calls that are abandoned hold no place", async (run) => {
  const { done } = await run(
    `
import asyncio
calls = asyncio.gather(*(mcp_github.never() for _ in range(200)))
try:
    await asyncio.wait_for(calls, 0.05)
except asyncio.TimeoutError:
    pass
(await mcp_github.after()).tool
`,
    {
      servers,
      calls: {
        // does not even look at its signal
        call_tool: (params) =>
          params.tool === "never" ? new Promise(() => {}) : mirror.call_tool(params),
      },
    },
  );
  assert.equal(done?.result, "after", done?.error?.traceback);
});

testEveryPython(
  "A blocking call that a signal interrupts is cancelled at the bridge",
  async (run) => {
    const cancelled = Promise.withResolvers<void>();
    let program = 0;
    const { done } = await run(
      `
import os, signal
from mcp import runtime
def late(*_):
    raise TimeoutError("late")
signal.signal(signal.SIGALRM, late)
await mcp_github.here(pid=os.getpid())
try:
    runtime.list_servers_sync()
except TimeoutError as error:
    said = str(error)
[said, (await mcp_github.cancelled()).tool]
`,
      {
        servers,
        calls: {
          list_servers: async (_params, signal) => {
            Deno.kill(program, "SIGALRM");
            await new Promise((resolve) => signal.addEventListener("abort", resolve));
            cancelled.resolve();
            return [];
          },
          call_tool: async (params) => {
            if (params.tool === "here") program = Number(Object(params.arguments)["pid"]);
            else await cancelled.promise;
            return mirror.call_tool(params);
          },
        },
      },
    );
    assert.deepEqual(done?.result, ["late", "cancelled"], done?.error?.traceback);
  },
);

testEveryPython("64 results of 5 MB at once reach the program", async (run) => {
  const { done } = await run(
    `
import asyncio
sum(len(one) for one in await asyncio.gather(*(mcp_github.large() for _ in range(64))))
`,
    { servers, calls: { call_tool: () => ({ kind: "json", value: "x".repeat(5_000_000) }) } },
  );
  assert.equal(done?.result, 320_000_000, done?.error?.traceback);
});

testEveryPython("A server cannot take a name of the runtime, whatever its alias", async (run) => {
  const { done } = await run(
    `
import mcp
from mcp import runtime, tools
import mcp.servers.servers, mcp.servers.runtime
[len(mcp_servers), mcp_runtime.__mcp_server__, mcp.servers.servers.__mcp_server__,
 callable(runtime.list_servers), type(mcp.servers).__name__, sorted(mcp_servers)]
`,
    { servers: [granted("servers"), granted("runtime")] },
  );
  assert.deepEqual(
    done?.result,
    [2, "runtime", "servers", true, "module", ["runtime", "servers"]],
    done?.error?.traceback,
  );
});

const issueTool = {
  name: "create_issue",
  alias: "create_issue",
  description: "",
  signature: "",
  input_schema: {
    type: "object",
    properties: { repo: {}, title: {}, body: {}, owner: {}, "not-one": {} },
    required: ["repo", "title", "owner"],
  },
};
const described = {
  servers: [granted("github")],
  calls: {
    call_tool: (params: JsonObject) => ({ kind: "json" as const, value: params }),
    describe_server: () => ({ name: "github", alias: "github", tools: [issueTool] }),
  },
};

testEveryPython("ToolProxy takes positional arguments in the schema's order", async (run) => {
  const { done } = await run("await mcp_github.create_issue('o/r', 'new', body=1)", described);
  assert.deepEqual((done?.result as JsonObject).arguments, { repo: "o/r", title: "new", body: 1 });
});

testEveryPython("ToolProxy refuses positional arguments whose place is not clear", async (run) => {
  for (const call of ["'o/r', 'new', 'text'", "'o/r', 'new', title=1"]) {
    const { done } = await run(`await mcp_github.create_issue(${call})`, described);
    assert.equal(done?.error?.type, "TypeError");
    assert.match(
      done.error.message,
      /^mcp_github\.create_issue\(\) takes its .* by keyword.* write: await .*\(repo=\.\.\., title/,
    );
  }
});

testEveryPython("ToolProxy takes arguments of any name", async (run) => {
  const names = ["self", "tool", "raw", "name", "arguments", "positional", "timeout", "cls"];
  const given = names.map((name) => `${name}=1`).join(", ");
  const expected = Object.fromEntries(names.map((name) => [name, 1]));
  const { done } = await run(`(await mcp_github.create_issue(${given})).arguments`, described);
  assert.deepEqual(done?.result, expected, done?.error?.traceback);
  const named = await run(
    `[(await mcp_github.call_tool("create_issue", {"repo": 1}, ${given})).arguments,
 (await mcp_github.call_tool("create_issue", self=1, name=2, params="p")).arguments,
 (await mcp_github.call_tool("create_issue", params={"repo": 1}, tool=2)).arguments]`,
    described,
  );
  assert.deepEqual(named.done?.result, [
    { repo: 1, ...expected },
    { self: 1, name: 2, params: "p" },
    { repo: 1, tool: 2 },
  ], named.done?.error?.traceback);
});

testEveryPython("Names that models guess lead to what is meant", async (run) => {
  const calls = [
    'mcp_github.call_tool("create_issue", {"repo": 1})',
    'mcp_github.call_tool("create_issue", arguments={"repo": 1})',
    'mcp_github.call_tool(name="create_issue", arguments={"repo": 1})',
    'mcp.call_tool("github", "create_issue", {"repo": 1})',
    "mcp.github.create_issue(repo=1)",
    "mcp_servers.github.create_issue(repo=1)",
  ];
  for (const call of calls) {
    const { done } = await run(`await ${call}`, described);
    assert.equal(done?.error?.traceback, undefined);
    const { tool, arguments: given } = done?.result as JsonObject;
    assert.deepEqual([tool, given], ["create_issue", { repo: 1 }], call);
  }
  const { done, stdout } = await run(
    `
import mcp_github, runtime as guessed
from runtime import discovered_servers
from mcp_github import create_issue
async with mcp_github as server:
    await asyncio.gather(server.create_issue(repo=1), create_issue(repo=1))
display({"a": 1})
try:
    raise MCPError("CODE", "text")
except MCPError as error:
    json.dumps(error.code)
guessed is runtime, discovered_servers(), runtime.discovered_servers()
`,
    described,
  );
  assert.equal(done?.error?.traceback, undefined);
  assert.deepEqual([done?.result, stdout], [[true, ["github"], ["github"]], "{'a': 1}\n"]);
});

testEveryPython("A guessed module gives way to a real one", async (run) => {
  const { done } = await run(
    `
import sys, os
os.makedirs("/tmp/guess-test", exist_ok=True)
for name in ("runtime", "mcp_github"):
    with open(f"/tmp/guess-test/{name}.py", "w") as file:
        file.write("own = True")
sys.path.insert(0, "/tmp/guess-test")
import importlib
importlib.invalidate_caches()
from runtime import own
import mcp_github as server
own, server.own
`,
    described,
  );
  assert.deepEqual(done?.result, [true, true]);
});

testEveryPython("mcp_servers names what there is when a name is unknown", async (run) => {
  const { done } = await run("mcp_servers['gitlab']", { servers });
  assert.equal(
    done?.error?.message,
    `"no server is called 'gitlab'; there are: 'github', 'my-files', 'jira'"`,
  );
});

testEveryPython("Messages larger than a part cross in both directions", async (run) => {
  const { done, calls } = await run(
    `
text = "é" * 3_000_000
reply = await mcp_github.big(text=text)
len(reply.arguments.text), reply.arguments.text == text
`,
    { servers, calls: mirror },
  );
  assert.deepEqual(done?.result, [3_000_000, true]);
  assert.equal(calls.length, 1);
});

testEveryPython("Arguments above the limit are an error that can be caught", async (run) => {
  const { done, calls } = await run(
    `
from mcp import MCPError
try:
    await mcp_github.big(text="x" * 70_000_000)
except MCPError as error:
    found = error.code, str(error)
[*found, (await mcp_github.small()).tool]
`,
    { servers, calls: mirror },
  );
  const [code, message, after] = done?.result as string[];
  assert.equal(code, "LIMIT");
  assert.match(message ?? "", /70,000,\d+ bytes of JSON .* \(67,108,864\); pass less at a time/);
  assert.deepEqual([after, calls.length], ["small", 1]);
});

testEveryPython("A result above the limit is replaced by a text that says so", async (run) => {
  const { done, exitCode } = await run("'x' * 70_000_000");
  assert.match(String(done?.result), /^<the result is too large to return: 70,000,\d+ bytes/);
  assert.equal(exitCode, 0);
});

testEveryPython(
  "MCPError names the server and the tool of its call, one by one in gather too",
  async (run) => {
    const { done, stderr } = await run(
      `
import asyncio
calls = mcp_github.a(), mcp_github.b(), mcp_my_files.c()
failed = [one for one in await asyncio.gather(*calls, return_exceptions=True) if isinstance(one, MCPError)]
try:
    runtime.list_tools_sync("github")
except MCPError as error:
    failed.append(error)
[(one.code, one.server, one.tool) for one in failed]
`,
      {
        servers,
        calls: {
          call_tool: ({ tool }) => {
            if (tool === "b") throw new UpstreamError("TOOL_FAILED", "no");
            return { kind: "json", value: 1 };
          },
        },
      },
    );
    assert.deepEqual(done?.result, [["TOOL_FAILED", "github", "b"], ["NOT_FOUND", "github", null]]);
    assert.equal(stderr, "");
  },
);

testEveryPython(
  "a call that fails in gather is the run's one error, and hurts no other call",
  async (run) => {
    const { done, stderr, calls } = await run(
      `
import asyncio
await asyncio.gather(*(mcp_github.a(n=n) for n in range(5)))
`,
      {
        servers,
        calls: {
          call_tool: ({ arguments: args }) => {
            const n = Number(Object(args).n);
            if (n % 2 === 1) throw new UpstreamError("TOOL_FAILED", `no ${n}`);
            return { kind: "json", value: n };
          },
        },
      },
    );
    assert.match(done?.error?.traceback ?? "", /line 3, in <module>\n(.*\n)+.*MCPError: no 1\n/);
    assert.equal(stderr, "");
    assert.equal(calls.length, 5);
  },
);
