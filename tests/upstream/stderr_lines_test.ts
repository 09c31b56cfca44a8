import assert from "node:assert/strict";
import { stderrLines } from "../../src/upstream/stderr_lines.ts";

Deno.test("stderrLines() gives the last 20 lines that are not empty, cleaned", () => {
  const lines = Array.from({ length: 50 }, (_, line) => `line \u001b[1m${line}\r\n\n`);
  assert.deepEqual(stderrLines(`${lines.join("")}the end`), [
    ...Array.from({ length: 19 }, (_, line) => `line ${line + 31}`),
    "the end",
  ]);
});

Deno.test("stderrLines() cuts a long line, and has none when nothing was written", () => {
  assert.deepEqual(stderrLines("x".repeat(60_000) + "\nlast words\n"), [
    "x".repeat(500),
    "last words",
  ]);
  assert.deepEqual(stderrLines(""), []);
});
