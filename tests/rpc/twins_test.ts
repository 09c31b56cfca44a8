/** What TypeScript and Python must agree on, read from both. */

import assert from "node:assert/strict";
import * as frames from "../../src/rpc/frames.ts";
import { MAX_EXACT_DIGITS, MAX_JSON_VALUES } from "../../src/json/read_json.ts";
import { PYODIDE_VERSION } from "../../src/engine/embedded/pyodide_files.ts";
import { LOADER, RUNTIME_MODULES } from "../../src/python/modules.ts";
import { readExitReport } from "../../src/sandbox/exit_report.ts";

function pythonModule(name: string): string {
  return RUNTIME_MODULES[`sandbox_runtime.${name}`] ?? assert.fail(`no module ${name}`);
}

/** The number that a module of Python gives a name, by products of literals alone. */
function pythonNumber(source: string, name: string): number {
  const [, value] = new RegExp(`^${name} = ([0-9_* ]+)$`, "m").exec(source) ?? [];
  if (value === undefined) throw new Error(`Python defines no number ${name}`);
  return value.split("*").reduce(
    (product, factor) => product * Number(factor.trim().replaceAll("_", "")),
    1,
  );
}

Deno.test("PROTOCOL_VERSION is the same in frames.ts, frames.py and loader.py", () => {
  for (const source of [pythonModule("frames"), LOADER]) {
    assert.equal(pythonNumber(source, "PROTOCOL_VERSION"), frames.PROTOCOL_VERSION);
  }
});

Deno.test("The limits of frames are the same in frames.ts and frames.py", () => {
  const source = pythonModule("frames");
  const { MAX_FRAME_BYTES, PART_BYTES, MAX_MESSAGE_BYTES, MAX_PARTS, MAX_DEPTH, MAX_VALUES } =
    frames;
  const limits = {
    MAX_FRAME_BYTES,
    PART_BYTES,
    MAX_MESSAGE_BYTES,
    MAX_PARTS,
    MAX_DEPTH,
    MAX_VALUES,
  };
  const found = Object.keys(limits).map((name) => [name, pythonNumber(source, name)]);
  assert.deepEqual(Object.fromEntries(found), limits);
});

Deno.test("The head and the kinds of frames are the same in frames.ts, frames.py and loader.py", () => {
  const source = pythonModule("frames");
  // big endian, 32 bits and 8 bits
  assert.match(source, /^HEAD = Struct\(">IB"\)$/m);
  assert.equal(frames.HEAD_BYTES, 4 + 1);
  assert.equal(pythonNumber(LOADER, "HEAD_BYTES"), frames.HEAD_BYTES);
  const kinds = [frames.FRAME_WHOLE, frames.FRAME_PART, frames.FRAME_LAST].join(", ");
  assert.match(source, new RegExp(`^WHOLE, PART, LAST = ${kinds}$`, "m"));
  assert.equal(pythonNumber(LOADER, "FRAME_PART"), frames.FRAME_PART);
});

Deno.test("Every method that Python calls is one of CALL_METHODS, and each is called", () => {
  const sources = Object.values(RUNTIME_MODULES).join("\n");
  const called = frames.CALL_METHODS.filter((method) => sources.includes(`"${method}"`));
  assert.deepEqual(called, [...frames.CALL_METHODS]);
  const asked = [...sources.matchAll(/(?:ask_now|request|_ask)\("([a-z_]+)"/g)];
  assert.ok(asked.length >= 5);
  for (const [, method = ""] of asked) {
    assert.ok(frames.CALL_METHODS.some((known) => known === method), method);
  }
});

Deno.test("readExitReport() reads the reports that Python and the embedded engine write", async () => {
  const [, format] = /^_REPORT = b"(.*)"$/m.exec(pythonModule("supervisor")) ?? [];
  assert.equal(format, "\\0exit %d\\n");
  assert.equal(
    readExitReport(format.replace("\\0", "\0").replace("%d", "7").replace("\\n", "\n")),
    7,
  );
  const child = await Deno.readTextFile(
    new URL("../../src/engine/embedded/child/process.mjs", import.meta.url),
  );
  assert.match(child, /report\(`\\0exit \$\{code\}`\)/);
});

Deno.test("PYODIDE_VERSION is the version that deno.json imports", async () => {
  const config = JSON.parse(await Deno.readTextFile(new URL("../../deno.json", import.meta.url)));
  assert.equal(config.imports.pyodide, `npm:pyodide@${PYODIDE_VERSION}`);
});

Deno.test("The digits of an exact integer are the same in read_json.ts and jsonable.py", () => {
  assert.equal(pythonNumber(pythonModule("jsonable"), "_MAX_DIGITS"), MAX_EXACT_DIGITS);
});

Deno.test("A message may have as many values as any JSON", () => {
  assert.equal(frames.MAX_VALUES, MAX_JSON_VALUES);
});
