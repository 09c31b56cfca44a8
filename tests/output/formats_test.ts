/** Each format of answers says the same: it is decoded here as its reader would, and compared. */

import assert from "node:assert/strict";
import { decode } from "@toon-format/toon";
import { COMPACT_INDENT } from "../../src/output/toon.ts";
import { type OutputMode, renderOutcome } from "../../src/output/render.ts";
import type { RunOutcome } from "../../src/sandbox/outcome.ts";
import { captured, outcomeOf } from "./sample_outcome.ts";

const TRACEBACK =
  'Traceback (most recent call last):\n  File "<run_python>", line 2\nValueError: "no"';
const FLOOD = { head: "begin", tail: "end", omitted: 5_000_000 };

const OUTCOMES: Readonly<Record<string, Partial<RunOutcome>>> = {
  "a number": { result: 1 },
  "a text": { result: "several\nlines" },
  "a number in a text": { result: "42" },
  "an empty text": { result: "" },
  "a table": { result: [{ id: 1, name: "a" }, { id: 2, name: "b" }, { id: 3, name: "c" }] },
  "a value that is JSON": { result: [[1, 2], [3, 4]] },
  "nothing": {},
  "output": { stdout: captured('print "this"\n\tand that') },
  "all that can come": {
    status: "error",
    stdout: captured("out"),
    stderr: captured("two\nlines"),
    result: { a: 1, b: "x" },
    extra: "the server\nsaid more",
    error: { type: "ValueError", message: "no", traceback: TRACEBACK },
    exitCode: 1,
    limits: "partial (memory, pids)",
    notes: ['Saved the tool "a" (1).', "Loaded it."],
  },
  "an exit": { status: "exit", exitCode: 0, stderr: captured("bye") },
  "a time-out": { status: "timeout", exitCode: null, stdout: captured("until here") },
  "too much output": { status: "output_limit", exitCode: null, stdout: FLOOD, stderr: FLOOD },
  "a crash": { status: "killed", signal: "SIGSEGV", exitCode: 139, engine: "embedded" },
  "no memory": { status: "memory_limit", exitCode: 137, oomKills: 1, peakBytes: 2 ** 29 },
};

function textOf(outcome: Partial<RunOutcome>, mode: OutputMode): string {
  return renderOutcome(outcomeOf(outcome), { mode, maxOutput: 40_000, maxTimeoutMs: 120_000 }).text;
}

for (const [name, outcome] of Object.entries(OUTCOMES)) {
  Deno.test(`renderOutcome() says the same in each format: ${name}`, () => {
    const expected: Record<string, unknown> = JSON.parse(textOf(outcome, "json"));
    const [, toon = ""] = /^```toon\n([^]*)\n```$/.exec(textOf(outcome, "toon")) ?? [];
    assert.deepEqual(decode(toon), expected);
    const compact = textOf(outcome, "compact");
    assert.deepEqual(readCompact(compact, "stdout" in expected), expected, compact);
  });
}

const LABEL = /^(result|besides the result|stderr|error):(?: (.*))?$/;

/** Reads an answer as GUIDE.md describes it. */
function readCompact(text: string, printed: boolean): Record<string, unknown> {
  const lines = text.split("\n");
  const noteAt = lines.findLastIndex((line) => /^\[\w+ on \w+.*\]$/.test(line)) + 1;
  const note = lines.slice(noteAt).join("\n").slice(1, -1);
  const sections = new Map<string, string[]>();
  let section = printed ? "stdout" : "first";
  for (const line of lines.slice(0, noteAt - 1)) {
    const [isLabel, label = "", rest] = LABEL.exec(line) ?? [];
    if (isLabel === undefined) sections.set(section, [...sections.get(section) ?? [], line]);
    else sections.set(section = label, rest === undefined ? [] : [rest]);
  }
  const [, status, engine, more = ""] = /^\[(\w+) on (\w+)(.*)\]$/.exec(lines[noteAt - 1] ?? "") ??
    [];
  const said = (name: string): string | undefined => sections.get(name)?.join("\n");
  const first = status === "success" ? { result: said("first") } : { error: said("first") };
  const result = said("result") ?? first.result;
  const [, code] = /exit code (\d+)/.exec(more) ?? [];
  const fields = {
    status,
    stdout: said("stdout"),
    stderr: said("stderr"),
    result: result === undefined ? undefined : readValue(result),
    extra: said("besides the result"),
    error: said("error") ?? first.error,
    exitCode: code === undefined ? undefined : Number(code),
    engine,
    limits: /limits: (partial \([^)]*\))/.exec(more)?.[1],
    note: note === "" ? undefined : note,
    truncated: /shortened: (.*)$/.exec(more)?.[1]?.split(", "),
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function readValue(text: string): unknown {
  for (const read of [JSON.parse, (toon: string) => decode(toon, { indentSize: COMPACT_INDENT })]) {
    try {
      return read(text);
    } catch {
      // another form, or a text
    }
  }
  return text;
}
