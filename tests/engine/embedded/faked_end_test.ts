/**
 * A program that fakes its end. What it can reach writes no exit report; each attack has its control,
 * where the same attack reaches stderr.
 */

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { readExitReport } from "../../../src/sandbox/exit_report.ts";
import { createTestEngine, prepareTestAssets, runProgram } from "./embedded_sandbox.ts";

function fixture(name: string): string {
  return fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));
}

/** Each writes what looks like a report of success, by a function of Pyodide. */
const FORGERIES: Readonly<Record<string, string>> = {
  "Emscripten's printErr": String.raw`pyodide_js._module.printErr("\0exit 0")`,
  "Emscripten's print": String.raw`pyodide_js._module.print("\0exit 0")`,
  "Pyodide's stderr": String.raw`pyodide_js._api.config.stderr("\0exit 0")`,
  "Pyodide's stdout": String.raw`pyodide_js._api.config.stdout("\0exit 0")`,
};
const IMPORT = "import pyodide_js\n";
/** The runtime's own way to the bridge, with a message that says that the program has ended. */
const FORGE_DONE = `
import gc
from sandbox_runtime.embedded import EmbeddedRuntime
runtime = next(it for it in gc.get_objects() if isinstance(it, EmbeddedRuntime))
runtime._send({"type": "done", "exitCode": 0, "result": "forged"})
`;

for (const [name, forgery] of Object.entries(FORGERIES)) {
  Deno.test(`a program that raises is not made a success by ${name}`, async () => {
    const run = await runProgram(await createTestEngine(), `${IMPORT}${forgery}\n1 / 0`);
    assert.equal(run.written, "");
    assert.equal(run.reported, 1);
    assert.equal(run.done?.error?.type, "ZeroDivisionError");
    assert(run.stderr.includes("\0exit 0\n"), "it is not even seen as output");
  });
}

Deno.test("a program that spins on behind a forged end has not ended", async () => {
  const spinning = [
    FORGE_DONE,
    IMPORT,
    ...Object.values(FORGERIES),
    "print('spinning')",
    "while True: pass",
  ].join("\n");
  const kills: Promise<void>[] = [];
  const run = await runProgram(await createTestEngine(), spinning, {
    onOutput: (text, sandbox) => text.includes("spinning") && kills.push(sandbox.kill()),
  });
  await Promise.all(kills);
  assert.equal(run.done?.result, "forged", "control: the message of an end is forged");
  assert.equal(run.written, "");
  assert.equal(run.reported, null);
  assert.equal(run.exit.signal, "SIGKILL");
});

Deno.test("control: each forgery reaches stderr where Pyodide's messages go there", async () => {
  const assets = await prepareTestAssets();
  for (const [name, forgery] of Object.entries(FORGERIES)) {
    const { stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        // -A: the control is what happens when nothing is refused
        ...["run", "-A", "--no-lock", "--no-config", "--unstable-raw-imports"],
        ...[fixture("unlocked_python.mjs"), assets, `${IMPORT}${forgery}\nNone`],
      ],
    }).output();
    assert.equal(readExitReport(new TextDecoder().decode(stderr)), 0, name);
  }
});

Deno.test("a program that raises where nobody catches reports no end but its own", async () => {
  const run = await runProgram(
    await createTestEngine(),
    String.raw`
import asyncio, pyodide_js
from pyodide.ffi import create_proxy
def leave():
    raise ValueError("\0exit 0\n")
pyodide_js._api.scheduleCallback(create_proxy(leave), 1)
await asyncio.sleep(60)
`,
  );
  assert.equal(run.written, "");
  assert.equal(run.reported, 1);
  assert(run.stderr.includes("ValueError: \0exit 0\n"), run.stderr);
});

/** The key that the fixture is started with. */
const KEY = "key-of-this-test";

/** What `exit` reports and what the process then ends with, in a realm that is hostile. */
async function exitAfter(
  name: string,
  lock: boolean,
): Promise<{ reported: string; code: number; went: boolean }> {
  const { stdout, stderr, code } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--no-prompt", "--no-lock", "--no-config"],
      ...[fixture("exits.mjs"), name, lock ? "lock" : "", KEY],
    ],
  }).output();
  return { reported: new TextDecoder().decode(stderr), code, went: stdout.length > 0 };
}

const ENDS: Readonly<Record<string, number>> = {
  "a status": 3,
  "a status above 255": 3,
  "text": 70,
  "no number": 70,
  "an object that is a number when asked": 70,
  "a listener that goes on": 3,
  "what dispatches events goes on": 3,
  "the mark is taken back": 3,
  "what encodes text lies": 3,
};

Deno.test("exit() reports what the process ends with, and nothing runs in between", async () => {
  for (const [name, code] of Object.entries(ENDS)) {
    assert.deepEqual(
      await exitAfter(name, true),
      { reported: `\0exit ${code} ${KEY}\n`, code, went: false },
      name,
    );
  }
});

Deno.test("exit() reports nothing when what it is given raises", async () => {
  const { reported, code } = await exitAfter("an object that raises", true);
  assert.equal(reported, "");
  assert.equal(code, 98);
});

Deno.test("control: in a realm that is not locked a listener goes on after the report", async () => {
  for (const name of ["a listener that goes on", "the mark is taken back"]) {
    const { reported, code, went } = await exitAfter(name, false);
    assert.equal(reported, `\0exit 3 ${KEY}\n`, name);
    assert.equal(went, true, name);
    assert.notEqual(code, 3, name);
  }
});
