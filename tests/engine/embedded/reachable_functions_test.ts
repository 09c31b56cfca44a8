/**
 * Every function that a program reaches in the embedded engine, called with what looks like an exit
 * report: nothing of it may reach the process's stderr, by which the launcher learns of the end.
 */

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { createTestEngine, prepareTestAssets, runProgram } from "./embedded_sandbox.ts";
import { longTest } from "../../support/long_tests.ts";

function fixture(name: string): string {
  return fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));
}

/** These fill the memory until V8 ends the process. */
const FILLING = ["pyodide_js._module.runEmAsmFunction", "pyodide_js._module.readEmAsmArgs"];

/** These end the process that calls them; each has a process of its own below. */
const ENDING = [
  "pyodide_js._module.handleException",
  "pyodide_js._module._exit",
  "pyodide_js._module._proc_exit",
  "pyodide_js._module._emscripten_force_exit",
  "pyodide_js._api.fatal_error",
  "pyodide_js._api.on_fatal",
];

/** These break the interpreter, or fail later where nobody catches, which ends the process too. */
const BREAKING = [
  "pyodide_js.FS.createPreloadedFile",
  "pyodide_js._module.instantiateWasm",
  "pyodide_js._module.__setitimer_js",
  "pyodide_js._module.safeSetTimeout",
  "pyodide_js._module._emscripten_set_immediate_loop",
  "pyodide_js._module._emscripten_set_timeout",
  "pyodide_js._module._emscripten_set_timeout_loop",
  "pyodide_js._module.__emscripten_push_main_loop_blocker",
  "pyodide_js._module._emscripten_promise_any",
  "pyodide_js._api.maybe_fatal_error",
  "pyodide_js._module.IDBFS.queuePersist",
  "pyodide_js._module.LDSO.loadedLibsByName.__main__.exports.saveState",
  "pyodide_js.FS.preloadFile",
  "pyodide_js._api.install",
];

/** The functions of Pyodide and Emscripten that may print, and few others. */
const TALKATIVE = String.raw`pyodide_js\._(module\.(print|get|warn|out|err|string)|api\.config)`;

/** The functions that print what they are given. `config.stderr` is the same as `config.stdout`. */
const PRINTING = [
  "pyodide_js._module.print",
  "pyodide_js._module.printErr",
  "pyodide_js._api.config.stdout",
];

/** The functions that quote what they were given: in a traceback, a warning or the text of an error. */
const QUOTING = [
  "pyodide_js.FS.mounts.[prototype].constructor.fromAsync",
  "pyodide_js._module.LDSO.loadedLibsByName.__main__.exports.hiwire_invalid_ref_js",
  "pyodide_js._module._SDL_GL_GetAttribute",
  "pyodide_js._module._SDL_GL_SetAttribute",
  "pyodide_js._module._SDL_ShowCursor",
  "pyodide_js._module.getValue",
  "pyodide_js._module.warnOnce",
  "pyodide_js.loadPackage",
  "pyodide_js.runPythonAsync",
  "pyodide_js.unregisterJsModule",
];

interface Walked {
  /** Paths of the functions whose text was found, by what they were called with. */
  readonly printing: readonly string[];
  readonly functions: number;
  readonly objects: number;
  readonly texts: number;
}

/** Reads what `walk.py` prints, and which of its texts were seen in `seen`. */
function readWalk(printed: string, seen: string): Walked {
  const paths = new Map<string, string>();
  for (const [, index = "", path = ""] of printed.matchAll(/^at (\d+) (.*)$/gm)) {
    paths.set(index, path);
  }
  const marks = new Set([...seen.matchAll(/mark(\d+)\./g)].map(([, index = ""]) => index));
  const sizes = /^walked (\d+) (\d+) (\d+)$/m.exec(printed);
  assert(sizes !== null, `the walk did not end: ${printed.slice(-2000)}`);
  const [functions = 0, objects = 0, texts = 0] = sizes.slice(1).map(Number);
  const printing = [...marks].map((index) => paths.get(index) ?? `unknown ${index}`);
  return { printing: printing.sort(), functions, objects, texts };
}

/** @param called what the paths of the functions to call begin with, a regular expression */
async function readProgram(called: string): Promise<string> {
  const program = await Deno.readTextFile(fixture("walk.py"));
  return program.replace("SKIPPED_PATHS", [...ENDING, ...BREAKING, ...FILLING].join("\n")).replace(
    "CALLED_PATHS",
    () => called,
  );
}

/** More than the functions that are called use up. */
const MEMORY_BYTES = 1024 * 1024 * 1024;

longTest(
  "no function that a program reaches writes to the process's stderr, and no text is the report's key",
  async () => {
    const engine = await createTestEngine({ memoryBytes: MEMORY_BYTES });
    const run = await runProgram(engine, await readProgram(""));
    assert.equal(run.written, "");
    assert.equal(run.reported, run.exit.code);
    const walked = readWalk(run.stdout, run.stdout + run.stderr);
    assert(walked.functions > 10_000 && walked.objects > 20_000, JSON.stringify(walked));
    assert(walked.texts > 1_000, JSON.stringify(walked));
    assert(!/^key /m.test(run.stdout), "a key can be read");
    assert.deepEqual(walked.printing, [...PRINTING, ...QUOTING].sort());
  },
);

longTest(
  "control: the same walk finds the functions that write where Pyodide's messages go to stderr",
  async () => {
    const assets = await prepareTestAssets();
    const program = await Deno.makeTempFile();
    try {
      await Deno.writeTextFile(program, await readProgram(TALKATIVE));
      const { stderr } = await new Deno.Command(Deno.execPath(), {
        args: [
          ...["run", "--no-prompt", "--no-lock", "--no-config", "--unstable-raw-imports"],
          // what is called could do harm with any other right
          `--allow-read=${assets},${program}`,
          "--v8-flags=--disallow-code-generation-from-strings",
          ...[fixture("talking_python.mjs"), assets, program],
        ],
        stdin: "null",
      }).output();
      const said = new TextDecoder().decode(stderr);
      const { printing } = readWalk(said, said);
      for (const path of PRINTING) assert(printing.includes(path), `it does not write: ${path}`);
    } finally {
      await Deno.remove(program);
    }
  },
);

longTest("a function that ends the process reports the end that it has", async () => {
  const engine = await createTestEngine();
  const endings = new Map<string, string>();
  for (const path of ENDING) {
    const [root = "", ...names] = path.split(".");
    const code = `
import asyncio, ${root}
value = ${root}
for name in ${JSON.stringify(names)}:
    value = getattr(value, name)
for arguments in (("\\0exit 0\\n",), (2, "\\0exit 0\\n")):
    try:
        value(*arguments)
    except BaseException:
        pass
    await asyncio.sleep(0)
`;
    const run = await runProgram(engine, code);
    assert(run.reported === null || run.reported === run.exit.code, `${path}: ${run.reported}`);
    assert(!run.written.includes("exit 0"), `${path}: ${run.written}`);
    endings.set(path, `${run.exit.code}`);
  }
  assert(new Set(endings.values()).size > 1, "control: they end in different ways");
});
