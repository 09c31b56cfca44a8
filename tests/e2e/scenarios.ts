import assert from "node:assert/strict";
import type { EngineName } from "../../src/engines.ts";
import type { Answer } from "./support/bridge_client.ts";

/** One program and what must come of it, on every engine. */
export interface Scenario {
  readonly name: string;
  readonly code: string;
  readonly servers?: readonly string[];
  readonly timeout?: number;
  /** Engines on which Python itself cannot do this, and why. */
  readonly except?: Partial<Record<EngineName, string>>;
  readonly check: (answer: Answer) => void;
}

function succeeds(answer: Answer): void {
  assert.equal(answer.status, "success", JSON.stringify(answer, null, 1));
}

function prints(expected: string): (answer: Answer) => void {
  return (answer) => {
    succeeds(answer);
    assert.equal(answer.stdout, expected);
  };
}

function results(expected: unknown): (answer: Answer) => void {
  return (answer) => {
    succeeds(answer);
    assert.deepEqual(answer.result, expected);
  };
}

function fails(pattern: RegExp, exitCode?: number): (answer: Answer) => void {
  return (answer) => {
    assert.equal(answer.status, "error", JSON.stringify(answer, null, 1));
    assert.match(answer.error ?? "", pattern);
    if (exitCode !== undefined) assert.equal(answer.exitCode, exitCode);
  };
}

function notes(pattern: RegExp): (answer: Answer) => void {
  return (answer) => assert.match(answer.note ?? "", pattern);
}

function both(first: (answer: Answer) => void, second: (answer: Answer) => void) {
  return (answer: Answer): void => {
    first(answer);
    second(answer);
  };
}

const NO_PROCESSES = "WebAssembly has no processes";
const NO_THREADS = "WebAssembly has no threads";

/** A PNG of one pixel. */
const PIXEL =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABh6FO1AAAAABJRU5ErkJggg==";

/** Ordinary Python behaves. */
const PYTHON: readonly Scenario[] = [
  { name: "the last expression is the result", code: "1 + 1", check: results(2) },
  {
    name: "values of Python come back as plain data",
    code: "import datetime, decimal\n" +
      "{'a': (1, 2), 'b': {3}, 'c': datetime.date(2026, 1, 2), 'd': None, 'e': 2**60, 'f': b'x'}",
    check: (answer) => {
      succeeds(answer);
      const result = Object(answer.result);
      assert.deepEqual(result.a, [1, 2]);
      assert.deepEqual(result.b, [3]);
      assert.equal(result.c, "2026-01-02");
      assert.equal(result.d, null);
    },
  },
  { name: "print goes to stdout", code: "print('a', end='')\nprint('b')", check: prints("ab\n") },
  {
    name: "sys.stderr goes to stderr",
    code: "import sys\nprint('warn', file=sys.stderr)",
    check: (answer) => {
      succeeds(answer);
      assert.equal(answer.stderr, "warn\n");
    },
  },
  {
    name: "os.write(1, …) is output and no frame",
    code: "import os\nos.write(1, b'\\x00\\x00\\x00\\x05\\x00hello\\n')\nNone",
    check: (answer) => {
      succeeds(answer);
      assert.match(answer.stdout ?? "", /hello\n$/);
    },
  },
  {
    name: "a subprocess's output is output",
    code: "import subprocess, sys\n" +
      "subprocess.run([sys.executable, '-c', 'print(40 + 2)'], check=True)\nNone",
    except: { embedded: NO_PROCESSES },
    check: prints("42\n"),
  },
  {
    name: "time zones are there, also where the system has none",
    code: "import zoneinfo\nfrom datetime import datetime\nzoneinfo.reset_tzpath(to=[])\n" +
      "zone = zoneinfo.ZoneInfo('Europe/Berlin')\n" +
      "summer = datetime(2026, 7, 1, 12, tzinfo=zone)\n" +
      "[summer.isoformat(), summer.tzname(), 'Asia/Tokyo' in zoneinfo.available_timezones(),\n" +
      " runtime.packages()['tzdata'] > '2026']",
    check: results(["2026-07-01T12:00:00+02:00", "CEST", true, true]),
  },
  {
    name: "a task may be started before anything is awaited, in a function too",
    code: "import asyncio\ndef start(n):\n    return asyncio.create_task(asyncio.sleep(0, n))\n" +
      "tasks = [start(1), start(2)]\nasync def main():\n    return await asyncio.gather(*tasks)\n" +
      "asyncio.run(main())",
    check: results([1, 2]),
  },
  {
    name: "loops run inside each other, and on the thread that waits for them",
    code: "import asyncio, nest_asyncio\nnest_asyncio.apply()\nawait asyncio.sleep(0)\n" +
      "loop = asyncio.get_event_loop()\nown = asyncio.new_event_loop()\n" +
      "[loop.run_until_complete(asyncio.sleep(0, 1)), own.run_until_complete(asyncio.sleep(0, 2)),\n" +
      " asyncio.run_coroutine_threadsafe(asyncio.sleep(0, 3), loop).result()]",
    check: both(results([1, 2, 3]), (answer) => assert.equal(answer.stderr ?? "", "")),
  },
  {
    name: "pools of threads do their work, at once or one after the other",
    code: "from concurrent.futures import ThreadPoolExecutor\nimport asyncio, time\n" +
      "def work(n):\n    time.sleep(0.01)\n    return asyncio.run(asyncio.sleep(0, n))\n" +
      "with ThreadPoolExecutor(4) as pool:\n    found = list(pool.map(work, range(5)))\nfound",
    check: results([0, 1, 2, 3, 4]),
  },
  {
    name: "top-level await",
    code: "import asyncio\nawait asyncio.sleep(0)\nprint('awaited')",
    check: prints("awaited\n"),
  },
  {
    name:
      "tasks and coroutines that nobody awaits are completed, and a task may begin at top level",
    code: `
import asyncio
async def work(n):
    await asyncio.sleep(n / 20)
    print("worked", n)
    return n
asyncio.create_task(work(1))
work(2)
`,
    check: (answer) => {
      prints("worked 1\nworked 2\n")(answer);
      assert.equal(answer.result, 2);
    },
  },
  {
    name: "a program in a Markdown fence is put right, and says so",
    code: "```python\nx = json.loads('[1]')\nreturn x\n```",
    check: (answer) => {
      results([1])(answer);
      assert.match(answer.stderr ?? "", /^Note: the Markdown fence .*\nNote: .*`return`/);
    },
  },
  {
    name: "what a program displays follows the answer, in its order",
    code: `
import base64
from IPython.display import Image, Markdown
png = base64.b64decode("${PIXEL}")
class Plot:
    def _repr_png_(self): return png
    def __repr__(self): return "<plot>"
print("before")
display(Markdown("# a"), Image(png), b"\\x89PNG\\r\\n\\x1a\\n damaged")
[Plot(), png * 10]
`,
    check: (answer) => {
      succeeds(answer);
      assert.equal(answer.stdout, "before\n");
      const [plot, bytes] = Object(answer.result);
      assert.equal(plot, "<plot>");
      assert.match(bytes, /^<bytes: 700, image\/png, begins 89504e47/);
      const image = { type: "image", mimeType: "image/png", data: PIXEL };
      assert.deepEqual(answer.blocks, [{ type: "text", text: "# a" }, image, image]);
      const left = /left out: 1 \(an image that is no PNG, JPEG, GIF or WebP, or damaged\)/;
      assert.match(answer.note ?? "", left);
      assert.match(answer.note ?? "", /Displayed: text, image\/png \(1 KB\), image/);
    },
  },
  {
    name: "what was displayed before an exception is shown",
    code: `
class Notes:
    def _repr_markdown_(self): return "so far"
display(Notes())
1 / 0
`,
    check: (answer) => {
      fails(/ZeroDivisionError/, 1)(answer);
      assert.deepEqual(answer.blocks, [{ type: "text", text: "so far" }]);
    },
  },
  {
    name: "a coroutine that is dropped is an error with its line",
    code: "async def main():\n    pass\nmain()\nprint(1)",
    check: fails(/line 3: main\(\) was never awaited/, 1),
  },
  {
    name: "asyncio.run",
    code:
      "import asyncio\nasync def main():\n    await asyncio.sleep(0)\n    return 7\nasyncio.run(main())",
    check: results(7),
  },
  {
    name: "__name__ is __main__",
    code: "if __name__ == '__main__':\n    print('main')",
    check: prints("main\n"),
  },
  { name: "input() raises EOFError", code: "input('?')", check: fails(/EOFError/, 1) },
  {
    name: "sys.exit(3) is exit code 3",
    code: "import sys\nprint('before')\nsys.exit(3)",
    check: (answer) => {
      assert.equal(answer.status, "exit");
      assert.equal(answer.exitCode, 3);
      assert.equal(answer.stdout, "before\n");
    },
  },
  { name: "sys.exit(0) is success", code: "import sys\nsys.exit()", check: succeeds },
  {
    name: "threads run and are waited for",
    code: "import threading, time\n" +
      "def work():\n    time.sleep(0.05)\n    print('thread')\n" +
      "threading.Thread(target=work).start()",
    except: { embedded: NO_THREADS },
    check: prints("thread\n"),
  },
  {
    name: "a syntax error carries the user's line",
    code: "x = 1\nif x\n    pass",
    check: (answer) => {
      fails(/SyntaxError/, 1)(answer);
      assert.match(answer.error ?? "", /line 2/);
      assert.match(answer.error ?? "", /if x/);
    },
  },
  {
    name: "a traceback shows the user's lines and nothing of ours",
    code: "def f():\n    return 1 / 0\n\nf()",
    check: (answer) => {
      fails(/ZeroDivisionError: division by zero/, 1)(answer);
      assert.match(answer.error ?? "", /line 4/);
      assert.match(answer.error ?? "", /line 2, in f\n\s+return 1 \/ 0/);
      assert.doesNotMatch(answer.error ?? "", /sandbox_runtime|loader/);
    },
  },
  {
    name: "5 MB of output comes back truncated, with its true size",
    code: "print('x' * 5_000_000)",
    check: (answer) => {
      succeeds(answer);
      assert.ok((answer.stdout ?? "").length < 40_000);
      assert.match(answer.stdout ?? "", /5,?000,?001/);
    },
  },
  {
    name: "a time-out returns what was printed until then",
    code: "import time\nprint('so far', end='')\ntime.sleep(60)",
    timeout: 1,
    check: (answer) => {
      assert.equal(answer.status, "timeout");
      assert.equal(answer.stdout, "so far");
      assert.match(answer.error ?? "", /its time of 1 s was over/);
    },
  },
  {
    name: "a busy loop is ended",
    code: "while True: pass",
    timeout: 1,
    check: (answer) => assert.equal(answer.status, "timeout"),
  },
  {
    name: "os._exit is no success",
    code: "import os\nos._exit(0)",
    check: (answer) => {
      assert.equal(answer.status, "exit");
      assert.match(answer.error ?? "", /ended with exit code 0 before the program did/);
    },
  },
  {
    name: "nothing of one run is left for the next: write",
    code: "import builtins\nbuiltins.mark = 1\nopen('/tmp/mark', 'w').write('x')\nNone",
    check: succeeds,
  },
  {
    name: "nothing of one run is left for the next: read",
    code: "import builtins, os\n[hasattr(builtins, 'mark'), os.path.exists('/tmp/mark')]",
    check: results([false, false]),
  },
  {
    name: "there is no network",
    code: "import socket\nsocket.create_connection(('1.1.1.1', 80), timeout=1)",
    check: fails(/unreachable\nHint: the sandbox has no network/, 1),
  },
];

const NO_FIRST_PROCESS = "there is no other process";

/** What a program may claim of itself changes nothing. */
const FORGERIES: readonly Scenario[] = [
  {
    name: "a forged end is not believed: the exit status is the kernel's",
    code: `import json, os, struct
payload = json.dumps({"type": "done", "exitCode": 0, "result": "all is well"}).encode()
frame = struct.pack(">IB", len(payload), 0) + payload
for descriptor in range(3, 256):
    try:
        os.write(descriptor, frame)
    except OSError:
        pass
os._exit(7)`,
    check: (answer) => {
      // the embedded interpreter has no descriptor on which such a frame arrives
      const silent = answer.engine === "embedded";
      assert.equal(answer.status, silent ? "exit" : "error", JSON.stringify(answer, null, 1));
      assert.match(
        answer.error ?? "",
        silent ? /^SystemExit: / : /^ProtocolError: .* is not believed: /,
      );
      assert.equal(answer.exitCode, 7);
      assert.equal(answer.result, undefined);
    },
  },
  {
    name: "nobody but the first process can write the report of the end",
    code: `import os
for path in ("/proc/1/fd/2", "/proc/1/fd/1", "/dev/stderr", "/proc/self/fd/2"):
    try:
        with open(path, "wb", buffering=0) as stream:
            stream.write(
                b'\\x00{"type":"end","exitCode":0,"signal":null,"done":false,'
                b'"oomKills":0,"peakBytes":null,"cpuMs":0,"nonce":null}\\n'
            )
    except OSError as error:
        print(path, type(error).__name__)
os._exit(9)`,
    except: { embedded: NO_FIRST_PROCESS },
    check: (answer) => {
      assert.equal(answer.exitCode, 9, JSON.stringify(answer, null, 1));
      assert.match(answer.stdout ?? "", /\/proc\/1\/fd\/2 PermissionError/);
    },
  },
  {
    name: "the first process cannot be signaled, traced or read",
    code: `import ctypes, os, signal
for number in (signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM, signal.SIGINT):
    os.kill(1, number)
denied = []
for path in ("/proc/1/mem", "/proc/1/environ", "/proc/1/maps"):
    try:
        open(path, "rb").read(1)
    except OSError:
        denied.append(path)
[len(denied), ctypes.CDLL(None).ptrace(16, 1, 0, 0)]`,
    except: { embedded: NO_FIRST_PROCESS },
    check: results([3, -1]),
  },
  {
    name: "the kernel ends a program for lack of memory before the first process",
    code: `[int(open(f"/proc/{pid}/oom_score_adj").read()) for pid in ("self", "1")]`,
    except: { embedded: NO_FIRST_PROCESS },
    check: results([1000, 900]),
  },
  {
    name: "the first process keeps its priority, its processors and its limits",
    code: `import os, resource
def write(name, text):
    with open(f"/proc/1/{name}", "w") as file:
        file.write(text)
attempts = {
    "affinity": lambda: os.sched_setaffinity(1, {0}),
    "scheduler": lambda: os.sched_setscheduler(1, os.SCHED_IDLE, os.sched_param(0)),
    "priority": lambda: os.setpriority(os.PRIO_PROCESS, 1, 19),
    "priority of the user": lambda: os.setpriority(os.PRIO_USER, 0, 19),
    "priority of the group": lambda: os.setpriority(os.PRIO_PGRP, os.getpgid(1), 19),
    "limits": lambda: resource.prlimit(1, resource.RLIMIT_CPU, (1, 1)),
    "timerslack_ns": lambda: write("timerslack_ns", "4000000000"),
    "oom_score_adj": lambda: write("oom_score_adj", "1000"),
    "autogroup": lambda: write("autogroup", "19"),
    "sched": lambda: write("sched", "0"),
    "coredump_filter": lambda: write("coredump_filter", "0"),
    "comm": lambda: write("comm", "x"),
}
got = []
for name, attempt in attempts.items():
    try:
        attempt()
        got.append(name)
    except OSError:
        pass
[got, os.getpriority(os.PRIO_PROCESS, 1)]`,
    except: { embedded: NO_FIRST_PROCESS },
    check: results([[], 0]),
  },
  {
    name: "what a program leaves behind does not hold up its end",
    code: `import subprocess, sys
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
"done"`,
    except: { embedded: NO_PROCESSES },
    check: results("done"),
  },
];

/** The examples of use, as they are written. */
const EXAMPLES: readonly Scenario[] = [
  {
    name: "file processing",
    servers: ["filesystem"],
    code: `files = await mcp_filesystem.list_directory(path='/tmp')
for file in files:
    content = await mcp_filesystem.read_file(path=file)
    if 'TODO' in content:
        print(f"TODO in {file}")`,
    check: (answer) => {
      succeeds(answer);
      assert.match(answer.stdout ?? "", /^TODO in /);
    },
  },
  {
    name: "search and create",
    servers: ["search", "github"],
    code: `data = await mcp_search.search(query="TODO")
await mcp_github.create_issue(repo='owner/repo', title=data.title)`,
    check: succeeds,
  },
  {
    name: "data pipeline",
    servers: ["google_drive", "salesforce"],
    code: `transcript = await mcp_google_drive.get_document(documentId='abc123')
summary = transcript[:500] + "..."
await mcp_salesforce.update_record(
    objectType='SalesMeeting',
    recordId='00Q5f000001abcXYZ',
    data={'Notes': summary}
)`,
    check: succeeds,
  },
  {
    name: "multi-system workflow",
    servers: ["jira", "github"],
    code: `issues = await mcp_jira.search_issues(project='API', status='Open')
for issue in issues:
    details = await mcp_jira.get_issue(id=issue.id)
    if 'bug' in details.description.lower():
        await mcp_github.create_issue(
            repo='owner/repo',
            title=f"Bug: {issue.title}",
            body=details.description
        )
print(len(issues))`,
    check: (answer) => {
      succeeds(answer);
      assert.match(answer.stdout ?? "", /^[1-9]/);
    },
  },
  {
    name: "inspect available servers",
    servers: ["stub"],
    code: `from mcp import runtime

print("Discovered:", runtime.discovered_servers())
print("Loaded metadata:", runtime.list_loaded_server_metadata())
print("Selectable via RPC:", await runtime.list_servers())

loaded = runtime.list_loaded_server_metadata()
if loaded:
    first = runtime.describe_server(loaded[0]["name"])
    for tool in first["tools"]:
        print(tool["alias"], "→", tool.get("description", ""))`,
    check: (answer) => {
      succeeds(answer);
      const lines = (answer.stdout ?? "").split("\n");
      assert.match(lines[0] ?? "", /^Discovered: \(.*'stub'.*\)$/);
      assert.match(
        lines[1] ?? "",
        /^Loaded metadata: \(\{'name': 'stub', 'alias': 'stub', 'tools': \[/,
      );
      assert.match(lines[2] ?? "", /^Selectable via RPC: \(.*'stub'.*\)$/);
      assert.match(lines[3] ?? "", /^echo → /);
    },
  },
];

/** Access, helpers and failures of calls. */
const SERVERS: readonly Scenario[] = [
  {
    name: "docs, help, signatures and stubs of a server agree",
    servers: ["jira"],
    code: `import ast, inspect

docs = await runtime.query_tool_docs("jira")
doc = next(doc for doc in docs if (doc.server, doc.name) == ("jira", "search_issues"))
help(mcp_jira.search_issues)
names = list(inspect.signature(mcp_jira.search_issues).parameters)
stubs = ast.parse(runtime.stubs("jira")).body
stub = next(one for one in stubs if getattr(one, "name", "") == "search_issues")
[f"search_issues(*, {names[0]}" in doc.signature, doc.alias in dir(mcp_jira),
 [one.arg for one in stub.args.kwonlyargs] == names]`,
    check: (answer) => {
      succeeds(answer);
      assert.match(answer.stdout ?? "", /^await mcp_jira\.search_issues\(\*, /);
      assert.deepEqual(answer.result, [true, true, true]);
    },
  },
  {
    name: "the three ways of access give the same tool",
    servers: ["stub"],
    code: `from mcp.servers.stub import *
from mcp.servers import stub
import mcp.servers.stub as again
[await mcp_servers["stub"].echo(message="1"), await mcp_stub.echo(message="2"),
 await echo(message="3"), await stub.echo(message="4"), await again.echo(message="5")]`,
    check: results(["1", "2", "3", "4", "5"]),
  },
  {
    name: "a server that is not granted names the fix",
    servers: ["stub"],
    code: "await mcp_github.create_issue(repo='a/b', title='t')",
    check: fails(/servers=\["stub", ?"github"\]/, 1),
  },
  {
    name: "a failed call is an exception that can be caught",
    servers: ["results"],
    code: `from mcp import MCPError
try:
    await mcp_results.failure()
except MCPError as error:
    print(error.code, "no such page" in str(error))`,
    check: prints("TOOL_FAILED True\n"),
  },
  {
    name: "a value is what its signature says, and a text that looks like data says what it is",
    servers: ["results"],
    code: `from mcp import runtime
found = await mcp_results.json_in_result()
picture = await mcp_results.media_in_content()
print(found["issues"][0].key, found.score, picture.mime_type, len(picture))
for tool in ("json_in_result", "media_in_content"):
    print((await runtime.query_tool_docs("results", tool))[0]["signature"])
raw = await runtime.call_tool("results", "media_in_content", raw=True)
print(raw.content[0].type, len(await mcp_results.several()))
try:
    (await mcp_results.broken_json())["issues"]
except TypeError as error:
    print(error)`,
    check: prints(
      `APP-1 None image/png 70
json_in_result() -> str | dict | list
media_in_content() -> Image | list | None
image 2
string indices must be integers, not 'str': it is text that begins like JSON and is broken ` +
        "(Expecting ',' delimiter: line 1 column 17 (char 16)); it may have been cut\n",
    ),
  },
  {
    name: "what a tool says besides the value that a run returns is shown, and raw has all",
    servers: ["results"],
    code: `from mcp import runtime
envelope = await runtime.call_tool("results", "failure", raw=True)
print(envelope.isError, envelope.content[0].text)
await mcp_results.summary()`,
    check: (answer) => {
      prints("True no such page\n")(answer);
      results({ temperature: 21.5 })(answer);
      assert.equal(answer.extra, "mild for the season");
    },
  },
  {
    name: "one error tells all that is wrong with the arguments of a call",
    servers: ["jira"],
    code: `from mcp import MCPError
try:
    await mcp_jira.search_issues(project='API', status='Opn', filter={'labels': ['a', 2.5]})
except MCPError as error:
    print(error.code, error)`,
    check: prints(
      'BAD_ARGUMENTS Cannot call tool "search_issues" of server "jira": "status" must be one of ' +
        '"Open", "In Progress", "Done", not str "Opn" (did you mean "Open"?); ' +
        '"filter.labels[1]" must be str, not float 2.5. It is called as search_issues(*, ' +
        'project: str, status: Literal["Open", "In Progress", "Done"], ' +
        'filter: {"labels?": list[str]} = ...)\n',
    ),
  },
  {
    name: "an unknown tool is answered with those there are",
    servers: ["stub"],
    code: "await mcp_stub.ecko(message='x')",
    check: fails(/echo/, 1),
  },
  {
    name: "a server that dies in a call is an exception with its last words, and starts again",
    servers: ["crash"],
    code: `from mcp import MCPError
try:
    await mcp_crash.crash()
except MCPError as error:
    print("exit code 7" in str(error), error.code)
print(int(await mcp_crash.pid()) > 0)`,
    check: (answer) => {
      succeeds(answer);
      assert.match(answer.stdout ?? "", /^True EXITED\n/);
      assert.match(answer.stdout ?? "", /\nTrue\n$/);
    },
  },
  {
    name: "calls of one run are concurrent",
    servers: ["slow"],
    // none is answered before all are there
    code: `import asyncio
met = await asyncio.gather(*(mcp_slow.meet(count=20, tag=str(n)) for n in range(20)))
[one.tag for one in met] == [str(n) for n in range(20)]`,
    check: results(true),
  },
  {
    name: "wait_for gives up on a call in time, the server is told, and other calls go on",
    servers: ["slow"],
    code: `import asyncio
before = await mcp_slow.cancelled()
other = asyncio.ensure_future(mcp_slow.sleep(ms=500, tag="other"))
try:
    await asyncio.wait_for(mcp_slow.sleep(ms=600_000), 0.1)
except asyncio.TimeoutError:
    timed_out = True
# more than may be under way at once
try:
    await asyncio.wait_for(asyncio.gather(*(mcp_slow.sleep(ms=600_000) for _ in range(100))), 0.5)
except asyncio.TimeoutError:
    pass
[timed_out, (await other).tag, (await mcp_slow.cancelled()).cancelled - before.cancelled >= 64]`,
    timeout: 60,
    check: results([true, "other", true]),
  },
  {
    name:
      "a call that takes longer than its time is an MCPError that names it, and the run goes on",
    servers: ["slow"],
    code: `from mcp import runtime
from mcp.runtime import MCPError
try:
    await runtime.call_tool("slow", "sleep", {"ms": 600_000}, timeout=0.2)
except MCPError as error:
    caught = error
[caught.code, "sleep" in str(caught) and "slow" in str(caught)]`,
    timeout: 60,
    check: results(["TIMEOUT", true]),
  },
  {
    name: "integers beyond 2^53 keep their digits in results and arguments",
    servers: ["integers"],
    code: `structured = await mcp_integers.structured()
wrapped = await mcp_integers.wrapped()
written = await mcp_integers.written()
echoed = await mcp_integers.echo(value=12345678901234567890)
print(structured.id, wrapped[0], written.id, echoed)
[structured.id == wrapped[0] == written.id == 2**53 + 1, echoed, str(2**64 + 1)]`,
    check: (answer) => {
      const digits = "9007199254740993";
      prints(`${digits} ${digits} ${digits} 12345678901234567890\n`)(answer);
      results([true, "12345678901234567890", "18446744073709551617"])(answer);
    },
  },
  {
    name: "a result has its integers exact in the text of an answer",
    code: "[2**53 + 1, -(2**64)]",
    check: (answer) => {
      succeeds(answer);
      assert.match(answer.text, /"result":\[9007199254740993,-18446744073709551616\]/);
    },
  },
  {
    name: "100,000 rows of 5 fields are a result",
    code: "[{'id': i, 'a': 1, 'b': 2, 'c': 3, 'd': 4} for i in range(100_000)]",
    check: (answer) => {
      succeeds(answer);
      assert.match(answer.text, /"result":\[\{"id":0,/);
      assert.match(answer.note ?? "", /result has the first [\d,]+ of 100,000 items/);
    },
  },
  {
    name: "more values than a message may have are no reason to end a run",
    code: "[0] * 1_000_000",
    check: (answer) => {
      succeeds(answer);
      assert.match(String(answer.result), /^<list with more than 999,000 items is too large/);
    },
  },
  {
    name: "64 results of 5 MB at once are no reason to end a run",
    servers: ["huge"],
    code: `import asyncio
sizes = [len(one) for one in await asyncio.gather(*(mcp_huge.mebibytes(n=5) for _ in range(64)))]
[len(sizes), set(sizes) == {5 * 1024 * 1024}]`,
    timeout: 100,
    check: results([64, true]),
  },
  {
    name: "a result above 64 MiB is an MCPError that says what to do, and the run goes on",
    servers: ["huge"],
    code: `from mcp import MCPError
try:
    await mcp_huge.mebibytes(n=65)
except MCPError as error:
    print(error.code, "ask it for less" in str(error))
len(await mcp_huge.mebibytes(n=1))`,
    timeout: 60,
    check: (answer) => {
      prints("MESSAGE_TOO_LARGE True\n")(answer);
      results(1024 * 1024)(answer);
    },
  },
  {
    name: "helpers search and describe tools of all servers",
    code: `from mcp import runtime
found = await runtime.search_tool_docs("create an issue", limit=3)
docs = await runtime.query_tool_docs("jira", detail="full")
[found[0]["server"], docs[0]["input_schema"]["type"], "MCPError" in dir(runtime)]`,
    timeout: 60,
    check: results(["github", "object", true]),
  },
  {
    name: "call_tool calls by name",
    servers: ["stub"],
    code: `from mcp import runtime
await runtime.call_tool("stub", "echo", {"message": "by name"})`,
    check: results("by name"),
  },
  {
    name: "an argument that the tool does not have is sent, and the answer says so once",
    servers: ["stub"],
    code: "[await mcp_stub.echo(message=word, volume=3) for word in ('a', 'b')]",
    check: both(
      results(["a", "b"]),
      notes(
        /^Tool "echo" of server "stub" has no parameter "volume" in its schema: it was sent, and may have been ignored\. Its parameters: message\.$/,
      ),
    ),
  },
  {
    name: "an argument whose name resembles a parameter's is refused, and large ones alike",
    servers: ["stub"],
    code: `for text in ("short", "x" * (5 * 1024 * 1024)):
    try:
        await mcp_stub.echo(mesage=text)
    except MCPError as error:
        print(error.code, 'no parameter "mesage" (did you mean "message"?)' in error.message)`,
    check: prints("BAD_ARGUMENTS True\nBAD_ARGUMENTS True\n"),
  },
  {
    name: "a tool is saved",
    code: `from mcp import runtime
def shout(text):
    "Says it loudly."
    return text.upper() + "!"
runtime.save_tool(shout)`,
    servers: ["stub"],
    check: notes(/Saved the tool "shout" \([0-9a-f]{12}, saved 20\S+ by a run with "stub"\)\./),
  },
  {
    name: "a saved tool is imported by a later run, whose answer names it",
    code: "from mcp.tools import shout\nshout('hi')",
    check: both(
      results("HI!"),
      notes(/Loaded the saved tool "shout" \([0-9a-f]{12}, saved 20\S+ by a run with "stub"\)\./),
    ),
  },
  {
    name:
      "a program that was granted nothing cannot overwrite a saved tool unasked, nor plant code",
    code: `from mcp import MCPError, runtime
def shout(text):
    return "planted"
try:
    runtime.save_tool(shout)
except MCPError as error:
    print(error.code)
send = runtime.save_tool.__self__._bridge.ask_now
send("save_tool", {"name": "shout", "source": "print('PLANTED')\\ndef shout(text): return 1",
                   "description": "", "replace": True})`,
    check: both(
      prints("BAD_ARGUMENTS\n"),
      notes(/Replaced the saved tool "shout" \(.* with "stub"\) by another \(.* without servers\)/),
    ),
  },
  {
    name: "planted code does not run with the grants of a later run",
    servers: ["stub"],
    code: "from mcp.tools import shout\nprint('reached')",
    check: both(
      fails(/Cannot load the tool 'shout': it must be one function, not 2 statements/, 1),
      notes(/Loaded the saved tool "shout" \(.* without servers; here it may also call "stub"\)\./),
    ),
  },
  {
    name: "a program deletes a saved tool, which its answer tells with whose it was",
    code: `tools = [tool.name for tool in runtime.tools()]
await runtime.delete_tool("shout")
tools, runtime.tools(), "shout" in runtime.capability_summary()`,
    check: both(
      results([["shout"], [], false]),
      notes(
        /^Deleted the saved tool "shout" \([0-9a-f]{12}, saved 20\S+ by a run without servers\)\.$/,
      ),
    ),
  },
  {
    name: "16 MiB cross in both directions",
    servers: ["stub"],
    code: "big = 'x' * (16 * 1024 * 1024)\nlen(await mcp_stub.echo(message=big))",
    timeout: 60,
    check: results(16 * 1024 * 1024),
  },
  {
    name: "more than 64 MiB is a clear error",
    servers: ["stub"],
    code: `from mcp import MCPError
try:
    await mcp_stub.echo(message='x' * (65 * 1024 * 1024))
except MCPError as error:
    print(error.code, "67,108,864" in str(error))`,
    timeout: 60,
    check: prints("LIMIT True\n"),
  },
];

/** What is told of a run that fails, besides why. */
const TRAILS: readonly Scenario[] = [
  {
    name:
      "a run that fails late tells the calls that were made, and which may have changed something",
    servers: ["jira", "github"],
    code: `for issue in await mcp_jira.search_issues(project="API", status="Open"):
    await mcp_github.create_issue(repo="owner/repo", title=issue.title)
try:
    await mcp_jira.search_issues(project="API", status="Nope")
except MCPError as error:
    print(error.code, end="")
1 / 0`,
    check: (answer) => {
      fails(
        /ZeroDivisionError: division by zero\nCalls made before: jira\.search_issues ×1; may have changed something: github\.create_issue ×2$/,
      )(answer);
      assert.equal(answer.stdout, "BAD_ARGUMENTS");
    },
  },
  {
    name: "a time-out tells where the program waited",
    code: `async def wait():
    await asyncio.sleep(600)
await wait()`,
    timeout: 6,
    check: (answer) => {
      assert.equal(answer.status, "timeout");
      assert.match(
        answer.error ?? "",
        /\nIt stood at line 2, in wait: await asyncio\.sleep\(600\)$/,
      );
    },
  },
  {
    name: "a time-out tells where the program computed",
    code: "def count():\n    while True:\n        pass\ncount()",
    timeout: 6,
    check: (answer) => {
      assert.equal(answer.status, "timeout");
      assert.match(answer.error ?? "", /\nIt stood at line [23], in count/);
    },
  },
  {
    name: "a run that succeeds tells nothing of its calls",
    servers: ["jira"],
    code: `len(await mcp_jira.search_issues(project="API", status="Open"))`,
    check: (answer) => {
      results(2)(answer);
      assert.equal(answer.error, undefined);
      assert.equal(answer.note, undefined);
    },
  },
  {
    name: "a time-out tells the calls that were made, also one that failed",
    servers: ["slow"],
    code: `await mcp_slow.sleep(ms=1)
try:
    await runtime.call_tool("slow", "sleep", {"ms": 600_000}, timeout=0.1)
except MCPError:
    await asyncio.sleep(600)`,
    timeout: 2,
    check: (answer) => {
      assert.equal(answer.status, "timeout");
      assert.match(answer.error ?? "", /\nCalls made before: may have changed .*slow\.sleep ×2$/);
    },
  },
];

/** What servers have besides tools. */
const CONTENTS: readonly Scenario[] = [
  {
    name: "resources are read as text and as bytes, awaited, blocking and by a link",
    servers: ["library"],
    code: `
from mcp import runtime
items = await runtime.resources("library")
link = await mcp_library.link()
print([item.uri for item in items], await items[0].read(), link.read_sync())
print(runtime.resource_templates_sync("library")[0].uriTemplate)
await runtime.read_resource(mcp_library, "file:///pixel.png") == b"\\x89PNG"
`,
    check: (answer) => {
      prints(
        "['file:///note.txt', 'file:///pixel.png', 'file:///both'] TODO TODO\nfile:///{name}.txt\n",
      )(answer);
      assert.equal(answer.result, true);
    },
  },
  {
    name: "prompts, progress and log messages of a server",
    servers: ["library"],
    code: `
from mcp import runtime
prompt = await runtime.get_prompt("library", "greet", who="Ada", times=2)
print(runtime.prompts_sync("library")[0].name, prompt.messages[0].content)
await runtime.call_tool("library", "count", {"to": 2}, on_progress=print)
await mcp_library.log()
print((await runtime.server_logs("library"))[-1].message)
`,
    check: prints('greet Hello Ada, 2\n1 2 step 1\n2 2 step 2\n{"number":0}\n'),
  },
  {
    name: "what a server adds is seen by the next call",
    servers: ["library"],
    code: `
from mcp import runtime
before = runtime.describe_server("library").tools
await mcp_library.grow()
tools = runtime.describe_server("library").tools
[len(before) < len(tools), (await runtime.resources("library"))[-1].uri, await mcp_library.new()]
`,
    check: results([true, "file:///new.txt", "new"]),
  },
  {
    name: "resources of a server that was not granted are refused",
    code: 'from mcp import runtime\nawait runtime.resources("library")',
    check: fails(/not in this run's servers/, 1),
  },
];

/** Every scenario, in an order that matters only where a name says so. */
export const SCENARIOS: readonly Scenario[] = [
  ...PYTHON,
  ...FORGERIES,
  ...EXAMPLES,
  ...SERVERS,
  ...CONTENTS,
  ...TRAILS,
];
