/** How programs end in containers: named, at once, and with all that they printed. */

import assert from "node:assert/strict";
import { ENGINE_NAMES, isContainerEngine } from "../../src/engines.ts";
import { skipReason } from "../support/engines.ts";
import { type Answer, type BridgeClient, startBridge } from "./support/bridge_client.ts";
import { createHome } from "./support/home.ts";
import { longTest } from "../support/long_tests.ts";

interface Ending {
  readonly name: string;
  readonly code: string;
  readonly check: (answer: Answer) => void;
}

function ends(status: string, pattern: RegExp): (answer: Answer) => void {
  return (answer) => {
    assert.equal(answer.status, status, JSON.stringify(answer, null, 1));
    assert.match(answer.error ?? "", pattern);
  };
}

const EAT_ALL = "data = []\nwhile True: data.append(bytearray(8 << 20))";
const EAT = "x = bytearray(400 << 20)";

const ENDINGS: readonly Ending[] = [
  {
    name: "a crash is named as its signal",
    code: "import ctypes\nctypes.string_at(0)",
    check: ends("killed", /^The program was ended by SIGSEGV \(a crash\)$/),
  },
  {
    name: "abort is named",
    code: "import os\nos.abort()",
    check: ends("killed", /SIGABRT/),
  },
  {
    name: "SIGTERM of oneself is named",
    code: "import os, signal\nos.kill(os.getpid(), signal.SIGTERM)",
    check: ends("killed", /ended by SIGTERM$/),
  },
  {
    name: "SIGKILL of oneself is not called a kill from outside",
    code: "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
    check: ends("killed", /ended by SIGKILL, sent by one of its own processes/),
  },
  {
    name: "a program that used up its memory is told so",
    code: EAT_ALL,
    check: ends("memory_limit", /memory was used up \(\d+ MiB\)/),
  },
  {
    name: "a success of which a child was out of memory has a note",
    code: `import subprocess, sys
subprocess.run([sys.executable, "-c", "${EAT}"]).returncode`,
    check: (answer) => {
      assert.equal(answer.status, "success", JSON.stringify(answer, null, 1));
      assert.equal(answer.result, -9);
      assert.match(answer.note ?? "", /Memory ran out and a process was killed/);
    },
  },
  {
    name: "a child with enough memory has no note",
    code: `import subprocess, sys
subprocess.run([sys.executable, "-c", "x = bytearray(8 << 20)"]).returncode`,
    check: (answer) => {
      assert.equal(answer.result, 0);
      assert.equal(answer.note, undefined);
    },
  },
];

const LIMITS: readonly Ending[] = [
  {
    name: "the limit on open files is named, however few are left for the traceback",
    code: "files = []\nwhile True: files.append(open('/dev/null'))",
    check: ends(
      "error",
      /line 2[^]*Too many open files[^]*Hint: the sandbox allows 256 open files/,
    ),
  },
  {
    name: "the limit on open files is named where an import meets it",
    code: `import os
try:
    while True: os.dup(0)
except OSError: pass
import wave`,
    check: ends("error", /line 5[^]*Too many open files[^]*Hint: /),
  },
  {
    name: "a connection that the program closed is named",
    code: "import os\nos.closerange(3, 1000)\n1 + 1",
    check: ends("exit", /the program closed the connection to the bridge, as os\.closerange does/),
  },
  {
    name: "a connection that the program closed before a call is named",
    code: `import os
os.closerange(3, 1000)
from mcp import runtime
print(await runtime.list_servers())`,
    check: (answer) => {
      assert.match(`${answer.status} ${answer.error}`, /closed the connection|Bad file descriptor/);
    },
  },
  {
    name: "the limit on threads is named",
    code: `import threading
event = threading.Event()
for _ in range(300): threading.Thread(target=event.wait, daemon=True).start()`,
    check: ends("error", /can't start new thread[^]*Hint: the sandbox allows few processes/),
  },
  {
    name: "the limit on a disk is named",
    code: "open('/tmp/large', 'wb').write(bytes(80 << 20))",
    check: ends("error", /No space left[^]*Hint: the sandbox has 64 MiB in \/tmp/),
  },
];

/** Ways to die without a chance to flush anything. */
const CRASHES = {
  SIGSEGV: "ctypes.string_at(0)",
  SIGKILL: "os.kill(os.getpid(), signal.SIGKILL)",
} as const;
const ATTEMPTS = 6;
/** One of thirty kills took the container too, when a process kept the program's memory. */
const MEMORY_ATTEMPTS = 30;

for (const engine of ENGINE_NAMES.filter(isContainerEngine)) {
  const skipped = await skipReason(engine);
  longTest({
    name: `The end of a program is told on ${engine}`,
    ignore: skipped !== null,
    fn: async (t) => {
      await using home = await createHome({});
      await using bridge = await startBridge({
        home: home.path,
        env: { MCP_BRIDGE_RUNTIME: engine, MCP_BRIDGE_MEMORY: "256m" },
      });
      for (const { name, code, check } of [...ENDINGS, ...LIMITS]) {
        await t.step(name, async () => check(await bridge.run(code)));
      }
      await t.step("a kill for lack of memory hits nobody but the program", async () => {
        for (let attempt = 0; attempt < MEMORY_ATTEMPTS; attempt++) {
          ends("memory_limit", /memory was used up/)(await bridge.run(EAT_ALL));
        }
      });
      for (const [signal, crash] of Object.entries(CRASHES)) {
        await t.step(`nothing that was printed before a ${signal} is lost`, async () => {
          for (let attempt = 0; attempt < ATTEMPTS; attempt++) await crashAfter(bridge, crash);
        });
      }
    },
  });
}

/** Prints on both streams, more than a message holds, and dies in the middle of a line. */
async function crashAfter(bridge: BridgeClient, crash: string): Promise<void> {
  const answer = await bridge.run(`import ctypes, os, signal, sys
for line in range(200):
    print(f"line {line} " + "é" * 200)
print("last", end="", file=sys.stderr)
print("half a line", end="")
${crash}`);
  assert.equal(answer.status, "killed", JSON.stringify(answer, null, 1));
  assert.match(answer.stdout ?? "", /^line 0 é/);
  assert.match(answer.stdout ?? "", /line 199 é{200}\nhalf a line$/);
  assert.equal(answer.stderr, "last");
}
