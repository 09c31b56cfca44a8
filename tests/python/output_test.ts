import assert from "node:assert/strict";

import { testEveryPython } from "./every_python.ts";
import { INTERPRETERS } from "./interpreters.ts";
import { runProgram, startSandbox } from "./run_program.ts";

testEveryPython("Output is taken of print, os.write and subprocesses, in order", async (run) => {
  const { stdout, stderr, diagnostics } = await run(`
import os, subprocess, sys
print("one")
os.write(1, b"two\\n")
subprocess.run(["sh", "-c", "echo three; echo oops >&2"])
print("four", end="")
os.write(2, b"direct\\n")
print("err", file=sys.stderr)
sys.__stdout__.write(" five")
`);
  assert.equal(stdout, "one\ntwo\nthree\nfour five");
  assert.equal(stderr, "oops\ndirect\nerr\n");
  assert.equal(diagnostics, "");
});

testEveryPython("Output keeps characters whole and replaces what is none", async (run) => {
  const { stdout } = await run(`
import os
text = "äß€😀" * 50_000
data = text.encode()
for start in range(0, len(data), 4093):
    os.write(1, data[start:start + 4093])
os.write(1, b"\\xff|")
print("\\ud800|", end="")
os.write(1, "€".encode()[:2])
`);
  assert.equal(stdout, "äß€😀".repeat(50_000) + "\ufffd|" + "\\ud800|" + "\ufffd");
});

testEveryPython("Output comes in messages of at most 64 Ki characters", async (run) => {
  let longest = 0;
  const { stdout } = await run("print('x' * 5_000_000)", {
    onOutput: ({ text }) => longest = Math.max(longest, text.length),
  });
  assert.equal(stdout.length, 5_000_001);
  assert.ok(longest <= 64 * 1024, `${longest}`);
});

testEveryPython("Output that looks like a frame is text", async (run) => {
  const { stdout, done } = await run(`
import os
os.write(1, b"\\x00\\x00\\x00\\x02\\x00{}")
`);
  assert.equal(stdout, "\0\0\0\x02\0{}");
  assert.deepEqual(done, { type: "done", exitCode: 0, result: 7 });
});

testEveryPython(
  "Output comes before the end, also without a line's end",
  async (_run, python) => {
    const ended = await runProgram(python, "print('half', end='')\nwhile True: pass", {
      onOutput: (_message, { process }) => process.kill("SIGKILL"),
    });
    assert.equal(ended.stdout, "half");
    assert.equal(ended.done, undefined);
  },
);

testEveryPython("The end does not wait for a child that stays", async (run) => {
  const { stdout, done, exitCode } = await run(`
import subprocess
child = subprocess.Popen(["sh", "-c", "echo started; exec sleep 30"], stdin=subprocess.DEVNULL)
import os
os.write(1, b"end\\n")
child.pid
`);
  assert.match(stdout, /end\n/);
  assert.equal(exitCode, 0);
  if (typeof done?.result === "number") Deno.kill(done.result, "SIGKILL");
});

testEveryPython("os._exit() loses nothing that was printed", async (run) => {
  const { stdout, done, exitCode } = await run("import os\nprint('x' * 60_000)\nos._exit(7)");
  assert.equal(stdout.length, 60_001);
  assert.deepEqual([done, exitCode], [undefined, 7]);
});

testEveryPython("Threads that print and call at once never mix frames", async (run) => {
  const { stdout, done, calls } = await run(
    `
import threading
from mcp import runtime
def work(n):
    for i in range(20):
        print("y" * 999)
        runtime.call_tool("s", "t", {"text": "z" * 70_000, "n": n}).close()
        runtime.search_tool_docs_sync("q" * 3000)
threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
for t in threads: t.start()
for t in threads: t.join()
"done"
`,
    { calls: { search_tool_docs: () => ({ tools: [], missing: [] }) } },
  );
  assert.equal(done?.result, "done");
  assert.ok(stdout === ("y".repeat(999) + "\n").repeat(160));
  assert.equal(calls.length, 160);
});

for (const python of INTERPRETERS) {
  Deno.test(`BridgePipes end an idle process when stdin ends (Python ${python.version})`, async () => {
    const sandbox = startSandbox(python);
    await sandbox.ready;
    await sandbox.closeInput();
    assert.equal((await sandbox.ended).exitCode, 1);
  });

  Deno.test(`BridgePipes end a busy process when stdin ends (Python ${python.version})`, async () => {
    const ended = await runProgram(python, "print('busy')\nwhile True: pass", {
      onOutput: (_message, sandbox) => void sandbox.closeInput(),
    });
    assert.equal(ended.exitCode, 1);
    assert.equal(ended.done, undefined);
  });
}

testEveryPython("BridgePipes keep their descriptors from children", async (run) => {
  if (Deno.build.os !== "linux") return;
  const { stdout } = await run(`
import subprocess, sys
subprocess.run([sys.executable, "-I", "-c", '''
import os
print([n for n in range(3, 200) if os.path.exists(f"/proc/self/fd/{n}") and
       os.readlink(f"/proc/self/fd/{n}").startswith("pipe")])
'''], close_fds=False)
`);
  assert.equal(stdout, "[]\n");
});
