import assert from "node:assert/strict";
import { StderrTail } from "../../src/upstream/stderr_tail.ts";

function append(tail: StderrTail, text: string): void {
  tail.append(new TextEncoder().encode(text));
}

Deno.test("StderrTail gives the last 20 lines that are not empty, cleaned", () => {
  const tail = new StderrTail();
  append(tail, Array.from({ length: 50 }, (_, line) => `line \u001b[1m${line}\r\n\n`).join(""));
  append(tail, "the end");
  assert.deepEqual(tail.lines(), [
    ...Array.from({ length: 19 }, (_, line) => `line ${line + 31}`),
    "the end",
  ]);
});

Deno.test("StderrTail keeps the end of a flood, in pieces of any size", () => {
  for (const size of [1_000, 65_536, 100_000]) {
    const tail = new StderrTail();
    for (let written = 0; written < 300_000; written += size) append(tail, "x".repeat(size));
    append(tail, "\nlast words\n");
    assert.equal(tail.lines().at(-1), "last words", `pieces of ${size}`);
    assert.equal(tail.lines().length, 2);
  }
});

Deno.test("StderrTail has no lines when nothing was written", () => {
  assert.deepEqual(new StderrTail().lines(), []);
});
