/** What a program may try against the embedded engine's sandbox from Python, and what comes of it. */

import assert from "node:assert/strict";
import { judge } from "../../../src/sandbox/judge.ts";
import { createTestEngine, runProgram } from "./embedded_sandbox.ts";

/** Each asks for an end with status 0 before the program's, and how that run has ended. */
const EARLY_ENDS = [
  ["import os; os._exit(0)", "exit"],
  // the program gets an exception of it, which its end reports with another status
  ["import pyodide_js; pyodide_js._module._exit(0)", "error"],
  [
    `
import pyodide_js
fatal = pyodide_js._module.FS.constructor.fromEntries([["status", 0]])
pyodide_js._api.on_fatal(fatal)`,
    "exit",
  ],
] as const;

Deno.test("a program that ends the process before its own end has not succeeded", async () => {
  const engine = await createTestEngine();
  for (const [program, expected] of EARLY_ENDS) {
    const { done, exit, reported } = await runProgram(engine, program);
    assert.equal(exit.code, reported, program);
    const { status } = judge({
      stopped: null,
      done,
      report: null,
      exit,
      engine: "embedded",
      said: "",
    });
    assert.equal(status, expected, program);
  }
  const { done, exit } = await runProgram(engine, "import sys; sys.exit(0)");
  assert.equal(
    judge({ stopped: null, done, report: null, exit, engine: "embedded", said: "" }).status,
    "success",
    "control",
  );
});

/** Each keeps the one thread busy in another way: of Python, of a callback, of promises. */
const BUSY = [
  "while True: pass",
  `
import pyodide_js
from pyodide.ffi import create_proxy
def spin():
    while True: pass
pyodide_js._api.scheduleCallback(create_proxy(spin), 0)
import asyncio
await asyncio.sleep(60)`,
  `
import asyncio, pyodide_js
Promise = pyodide_js._module.FS.constructor.getPrototypeOf(
    pyodide_js._api.packageIndexReady
).constructor
from pyodide.ffi import create_proxy
def again(_):
    Promise.resolve(1).then(proxy)
proxy = create_proxy(again)
again(None)
await asyncio.sleep(60)`,
];

Deno.test("a program that keeps the thread busy in any way is ended from outside", async () => {
  const engine = await createTestEngine();
  for (const program of BUSY) {
    const kills: Promise<void>[] = [];
    const run = await runProgram(engine, `print("begun")\n${program}`, {
      onOutput: (_text, sandbox) => kills.push(sandbox.kill()),
    });
    await Promise.all(kills);
    assert.equal(run.stdout, "begun\n", program);
    assert.equal(run.reported, null, program);
    assert.equal(run.exit.code, 137, program);
  }
});

/** Each would bring something from outside into the sandbox, or raises. */
const BRINGING: Readonly<Record<string, string>> = {
  "a package by micropip": "import micropip; await micropip.install('six')",
  "a package of Pyodide": "await pyodide_js.loadPackage('numpy'); import numpy",
  "a wheel by its address":
    "await pyodide_js.loadPackage('https://example.invalid/x-1.0-py3-none-any.whl'); import x",
  "a page by urllib": "import urllib.request; urllib.request.urlopen('http://127.0.0.1:1/')",
  "a page by pyodide.http":
    "from pyodide.http import pyfetch; await pyfetch('http://127.0.0.1:1/')",
  "a socket": "import socket; socket.create_connection(('127.0.0.1', 1), timeout=1)",
  "the machine's files": "pyodide_js.mountNodeFS('/mnt', '/')",
  "the machine's files by Emscripten": `
    FS = pyodide_js._module.FS
    FS.mkdir('/mnt')
    options = FS.constructor.fromEntries([['root', '/']])
    FS.mount(FS.filesystems.NODEFS, options, '/mnt')`,
  "a process": "import subprocess; subprocess.run(['/bin/sh', '-c', 'true'])",
  // `threading` runs what a thread would do at once
  "a thread": "import _thread; _thread.start_new_thread(print, ())",
};

Deno.test("a program brings nothing from outside into the sandbox", async () => {
  const body = Object.entries(BRINGING).map(([name, code]) => {
    const lines = code.trim().split("\n").map((line) => `    ${line.trim()}`).join("\n");
    return `
try:
${lines}
    outcomes[${JSON.stringify(name)}] = None
except BaseException as error:
    outcomes[${JSON.stringify(name)}] = repr(error)
`;
  });
  const program = `
import pyodide_js
outcomes = {}
${body.join("")}
import json  # control: what is inside can be imported
outcomes`;
  const run = await runProgram(await createTestEngine(), program);
  const outcomes = run.done?.result as Record<string, string | null>;
  const said = run.done?.error?.traceback ?? run.stderr;
  assert.deepEqual(Object.keys(outcomes ?? {}), Object.keys(BRINGING), said);
  assert.deepEqual(Object.entries(outcomes).filter(([, error]) => error === null), []);
});
