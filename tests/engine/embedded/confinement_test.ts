/**
 * The two walls around a program in the embedded engine. Every attempt has its control: the same
 * attempt where nothing confines it, where it must succeed, or else it would prove nothing.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildChildArgv } from "../../../src/engine/embedded/child_argv.ts";
import { createChildEnvironment } from "../../../src/engine/embedded/child_environment.ts";
import { createDenoSystem } from "../../../src/system/deno_system.ts";
import { createTarget, type Outcomes, PROBES, runProbes } from "./probe_target.ts";
import { createTestEngine, prepareTestAssets, runProgram } from "./embedded_sandbox.ts";

function fixture(name: string): string {
  return fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));
}

/** Attempts that leave something in `DENO_DIR`. */
const LEAVING = [
  "import over the network",
  "keep something for later",
  "keep something in a cache",
];

Deno.test("the process of a sandbox reaches nothing, even with a realm that nothing was taken from", async () => {
  await using target = await createTarget();
  const system = createDenoSystem();
  const environment = await createChildEnvironment(system);
  const argv = buildChildArgv({
    platform: system.platform,
    execPath: system.execPath,
    compiled: false,
    cpuCount: system.cpuCount,
    bridgePid: system.pid,
    reportKey: "",
    bubblewrap: null,
    module: PROBES,
    // with less, the workers that are tried end the process before they are refused
    memoryBytes: 1024 * 1024 * 1024,
    lifetimeSeconds: 60,
  });
  const outcomes = await runProbes({ argv, env: environment.env }, target);
  await environment.remove();
  const worked = Object.keys(outcomes).filter((name) => outcomes[name] === null);
  assert.deepEqual(worked, []);
  assert.equal(target.requests(), 0);
  await assert.rejects(Deno.stat(join(target.directory, "written")));
});

Deno.test("control: each of these attempts succeeds in a process with permissions", async () => {
  await using target = await createTarget();
  const flags = ["--no-lock", "--no-config", "--unstable-raw-imports"];
  // -A: the control is what happens when nothing is refused
  const argv = [Deno.execPath(), "run", "-A", ...flags, "--location=http://left.invalid/", PROBES];
  const { HOME = "", DENO_DIR } = Deno.env.toObject();
  const env = { HOME, ...(DENO_DIR === undefined ? {} : { DENO_DIR }) };
  const left = await Deno.makeTempDir();
  try {
    const outcomes = {
      ...await runProbes({ argv, env }, target, { except: LEAVING }),
      ...await runProbes({ argv, env: { DENO_DIR: left } }, target, { only: LEAVING }),
    };
    assert.deepEqual(Object.entries(outcomes).filter(([, error]) => error !== null), []);
    assert(Object.keys(outcomes).length > LEAVING.length);
    assert(target.requests() > 0);
  } finally {
    await Deno.remove(left, { recursive: true });
  }
});

/** Each would carry a secret in an address, if only to the server of names. */
const CARRYING = [
  "https://secret.example.invalid/",
  "http://secret.example.invalid/",
  "http://127.0.0.1:PORT/secret",
  "http://127.0.0.1:PORT/secret.json",
  "http://127.0.0.1:PORT/secret.wasm",
  "https://esm.sh/secret",
  "https://jsr.io/@secret/secret/1.0.0/mod.ts",
  "https://deno.land/x/secret/mod.ts",
  "https://raw.githubusercontent.com/secret/secret/main/mod.ts",
  "jsr:@secret/secret",
  "npm:secret-that-nobody-has",
  "npm:@secret/secret@1.0.0",
  "ftp://secret.example.invalid/",
];

/** How Deno refuses an import before it looks up or connects to anything. */
const REFUSED =
  /--no-remote|--no-npm|npm specifiers|Unsupported scheme|Requires import access|--cached-only|not found in cache|--allow-import/;

async function importAll(
  argv: readonly string[],
  specifiers: readonly string[],
  cache = "/dev/null/none",
): Promise<Outcomes> {
  const [program = "", ...args] = argv;
  const child = new Deno.Command(program, {
    args,
    env: { DENO_DIR: cache, NO_COLOR: "1" },
    clearEnv: true,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const input = child.stdin.getWriter();
  await input.write(new TextEncoder().encode(JSON.stringify(specifiers)));
  await input.close();
  const { stdout, stderr } = await child.output();
  assert.notEqual(stdout.length, 0, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

Deno.test("no import of a sandbox's process goes over the network, whatever is in its address", async () => {
  await using target = await createTarget();
  const system = createDenoSystem();
  const module = fixture("imports.mjs");
  const { port } = target.description;
  const specifiers = CARRYING.map((text) => text.replace("PORT", String(port)));
  const argv = buildChildArgv({
    platform: system.platform,
    execPath: system.execPath,
    compiled: false,
    cpuCount: system.cpuCount,
    bridgePid: system.pid,
    reportKey: "",
    bubblewrap: null,
    module,
    memoryBytes: 1024 * 1024 * 1024,
    lifetimeSeconds: 60,
  });
  const outcomes = await importAll(argv, specifiers);
  assert.deepEqual(Object.keys(outcomes), specifiers);
  for (const [specifier, error] of Object.entries(outcomes)) {
    // an error of the network would mean that it was tried
    assert.match(error ?? "it worked", REFUSED, specifier);
  }
  assert.equal(target.requests(), 0);

  const open = ["run", "--no-prompt", "--no-lock", "--no-config", "--allow-import", module];
  const local = specifiers.filter((text) => text.startsWith("http://127.0.0.1"));
  // without a place for its cache, Deno would not ask
  await importAll([Deno.execPath(), ...open], local, join(target.directory, "cache"));
  assert.equal(target.requests(), local.length, "control: where it may, it asks the server");
});

/** Each gets hold of something by which Python would command JavaScript, or raises. */
const REACHES: Readonly<Record<string, string>> = {
  "the runtime": "from js import Deno",
  "the process": "from js import process",
  "the network": "from js import fetch",
  "workers": "from js import Worker",
  "storage": "from js import localStorage",
  "eval": "from js import eval",
  "code from a string": "from pyodide.code import run_js; assert run_js('1 + 1') == 2",
  "a function from a string": "assert Function.new('return 2')() == 2",
  "the realm": "Function.new('return globalThis')().Deno.pid",
  "an import": "await Function.new('return import(`node:v8`)')()",
  "another interpreter": "config.createPyodideModule",
};

const REACHING = `
import pyodide_js

Function = pyodide_js._module.FS.open.constructor
config = pyodide_js._api.config
outcomes = {}
${
  Object.entries(REACHES).map(([name, code]) => `
try:
    ${code}
    outcomes["${name}"] = None
except Exception as error:
    outcomes["${name}"] = repr(error)
`).join("")
}
import json
json.dumps(outcomes)
`;
/** Emscripten's own way to run JavaScript. */
const RUNNING_SCRIPT = "import ctypes\nctypes.CDLL(None).emscripten_run_script_int(b'1 + 1')";

Deno.test("a program gets hold of no JavaScript that reaches further than Python", async () => {
  const engine = await createTestEngine();
  const run = await runProgram(engine, REACHING);
  const outcomes: Outcomes = JSON.parse(String(run.done?.result));
  assert.deepEqual(Object.keys(outcomes), Object.keys(REACHES));
  assert.deepEqual(Object.entries(outcomes).filter(([, error]) => error === null), []);
});

Deno.test("a program that makes Emscripten run JavaScript ends itself", async () => {
  const run = await runProgram(await createTestEngine(), RUNNING_SCRIPT);
  assert.equal(run.done, null);
  assert.equal(run.exit.code, 134);
});

Deno.test("control: the same program reaches all of it in an interpreter that is not locked", async () => {
  const assets = await prepareTestAssets();
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      // -A: the control is what happens when nothing is refused
      ...["run", "-A", "--no-lock", "--no-config", "--unstable-raw-imports"],
      ...[fixture("unlocked_python.mjs"), assets, REACHING, RUNNING_SCRIPT],
    ],
  }).output();
  const said = new TextDecoder().decode(stderr);
  const [outcomes, two] = JSON.parse(new TextDecoder().decode(stdout));
  const failed = Object.entries(JSON.parse(outcomes)).filter(([, error]) => error !== null);
  assert.deepEqual(failed, [], said);
  assert.equal(two, 2, said);
});

Deno.test("lockDown() leaves nothing in the realm that reaches out of it", async () => {
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--no-lock", "--no-config", fixture("locked_names.mjs")],
  }).output();
  assert.notEqual(stdout.length, 0, new TextDecoder().decode(stderr));
  const { before, after, stackBefore, stack } = JSON.parse(new TextDecoder().decode(stdout));
  const reaching = [
    ..."Deno process eval fetch Worker WebSocket EventSource navigator localStorage".split(" "),
    ..."sessionStorage caches Buffer global location self close setInterval".split(" "),
  ];
  for (const name of reaching) {
    assert(before.includes(name), `control: "${name}" was not there before`);
    assert(!after.includes(name), `"${name}" is still there`);
  }
  assert(after.includes("WebAssembly"), after.join(" "));
  assert.match(stackBefore, /file:\/\//, "control: a stack shows a path");
  assert.doesNotMatch(stack, /file:|\.mjs/);
});
