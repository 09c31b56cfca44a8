/** What TypeScript and Python must agree on, read from both. */

import assert from "node:assert/strict";
import { parseParams } from "../../src/calls/params.ts";
import { MAX_VALUE_DEPTH } from "../../src/catalogue/value.ts";
import { EXIT_CODES } from "../../src/exit_codes.ts";
import * as frames from "../../src/rpc/frames.ts";
import { MAX_EXACT_DIGITS } from "../../src/json/read_json.ts";
import { PYODIDE_VERSION } from "../../src/engine/embedded/pyodide_files.ts";
import { LOADER, RUNTIME_MODULES } from "../../src/python/modules.ts";
import { RUNTIME_EXITS } from "../../src/sandbox/judge.ts";
import { MAX_FILES, MAX_FILES_BYTES } from "../../src/sandbox/file_collector.ts";
import { readExitReport } from "../../src/sandbox/exit_report.ts";

function pythonModule(name: string): string {
  return RUNTIME_MODULES[`sandbox_runtime.${name}`] ?? assert.fail(`no module ${name}`);
}

/** A module of the embedded engine's sandbox, as text. */
function childModule(name: string): Promise<string> {
  return Deno.readTextFile(new URL(`../../src/engine/embedded/child/${name}`, import.meta.url));
}

/** The numbers that a module of JavaScript gives a name. */
function numbersIn(source: string, name: string): number[] {
  return [...source.matchAll(new RegExp(`^(?:export )?const ${name} = (\\d+);$`, "gm"))]
    .map(([, value]) => Number(value));
}

/** What the group of the pattern matches, each once, in order. */
function typesIn(source: string, pattern: RegExp): string[] {
  return [...new Set([...source.matchAll(pattern)].map(([, type = ""]) => type))].sort();
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

Deno.test("The exit statuses that the judge explains are those of the runtime", () => {
  assert.deepEqual([...RUNTIME_EXITS.keys()], [
    pythonNumber(pythonModule("main"), "_FAULT"),
    pythonNumber(pythonModule("pipes"), "WIRE_CLOSED"),
  ]);
});

Deno.test("The limits of frames are the same in frames.ts and frames.py", () => {
  const source = pythonModule("frames");
  const { MAX_FRAME_BYTES, PART_BYTES, MAX_MESSAGE_BYTES, MAX_PARTS, MAX_DEPTH, MAX_VALUES } =
    frames;
  const { MAX_DISPLAYED_BLOCKS, MAX_DISPLAYED_CHARACTERS } = frames;
  const limits = {
    MAX_DISPLAYED_BLOCKS,
    MAX_DISPLAYED_CHARACTERS,
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

Deno.test("The bounds of what a run leaves are the same in files.py and in the bridge", () => {
  const source = pythonModule("files");
  const found = ["MAX_FILES", "MAX_FILE_BYTES", "MAX_FILES_BYTES"]
    .map((name) => pythonNumber(source, name));
  assert.deepEqual(found, [MAX_FILES, frames.MAX_FILE_BYTES, MAX_FILES_BYTES]);
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

Deno.test("capture.mjs writes the head of frames.ts", async () => {
  const source = await childModule("capture.mjs");
  assert.deepEqual(numbersIn(source, "HEAD_BYTES"), [frames.HEAD_BYTES]);
  assert.deepEqual(numbersIn(source, "FRAME_WHOLE"), [frames.FRAME_WHOLE]);
});

Deno.test("The messages that Python sends are those that frames.ts describes", async () => {
  const wire = await Deno.readTextFile(new URL("../../src/rpc/frames.ts", import.meta.url));
  const toBridge = wire.slice(wire.indexOf("// Sandbox to bridge."));
  const described = typesIn(toBridge, /^ {2}readonly type: "(\w+)";$/gm);
  assert.ok(described.length >= 5, described.join());
  // content blocks and records of the first process have a type as well, and are no messages
  const sent = typesIn(Object.values(RUNTIME_MODULES).join("\n"), /\{"type": "(\w+)"/g)
    .filter((type) => !["dead", "resource", "text"].includes(type));
  assert.deepEqual(sent, described);
});

Deno.test("Every code that Python gives an MCPError is one of UpstreamErrorCode", async () => {
  const errors = await Deno.readTextFile(new URL("../../src/errors.ts", import.meta.url));
  const union = errors.slice(errors.indexOf("type UpstreamErrorCode"));
  const known = typesIn(union.slice(0, union.indexOf(";")), /"([A-Z_]+)"/g);
  const python = Object.values(RUNTIME_MODULES).join("\n");
  const raised = typesIn(python, /MCPError\(\s*"([A-Z_]+)"/g);
  assert.ok(raised.length >= 3, raised.join());
  assert.deepEqual(raised.filter((code) => !known.includes(code)), []);
});

Deno.test("A value nests as deep in Python as in TypeScript, and fits into a message", () => {
  const depth = pythonNumber(pythonModule("jsonable"), "_MAX_DEPTH");
  assert.equal(depth, MAX_VALUE_DEPTH);
  assert.ok(depth < frames.MAX_DEPTH);
});

Deno.test("The bounds that api.py checks are those of parseParams()", () => {
  const source = pythonModule("api");
  const most = pythonNumber(source, "_MAX_RESULTS");
  const search = (limit: number) => parseParams("search_tool_docs", { query: "x", limit });
  assert.equal(search(most).limit, most);
  assert.throws(() => search(most + 1), new RegExp(`1 to ${most}`));
  const [, details = ""] = /^_DETAILS = \((.*)\)$/m.exec(source) ?? [];
  const names = typesIn(details, /"(\w+)"/g);
  assert.equal(names.length, 2);
  for (const detail of names) parseParams("query_tool_docs", { server: "s", detail });
});

Deno.test("Exit statuses mean the same in Python, in the embedded engine and in the bridge", async () => {
  const fault = EXIT_CODES.internal;
  assert.equal(pythonNumber(pythonModule("main"), "_FAULT"), fault);
  assert.deepEqual(numbersIn(await childModule("process.mjs"), "FAULT"), [fault]);
  const left = pythonNumber(pythonModule("pipes"), "BRIDGE_GONE");
  assert.deepEqual(numbersIn(await childModule("sandbox.mjs"), "LEFT"), [left]);
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

Deno.test("readExitReport() reads the report that the embedded engine writes", async () => {
  assert.equal(readExitReport("\0exit 7\n"), 7);
  const child = await Deno.readTextFile(
    new URL("../../src/engine/embedded/child/process.mjs", import.meta.url),
  );
  // `exit_seal.ts` takes the key off
  assert.match(child, /`\\0exit \$\{status\} \$\{args\.at\(-1\) \?\? ""\}\\n`/);
});

Deno.test("PYODIDE_VERSION is the version that deno.json imports", async () => {
  const config = JSON.parse(await Deno.readTextFile(new URL("../../deno.json", import.meta.url)));
  assert.equal(config.imports.pyodide, `npm:pyodide@${PYODIDE_VERSION}`);
});

Deno.test("The digits of an exact integer are the same in read_json.ts and jsonable.py", () => {
  assert.equal(pythonNumber(pythonModule("jsonable"), "_MAX_DIGITS"), MAX_EXACT_DIGITS);
});
