/** The answers that README.md and GUIDE.md show are those that come. */

import assert from "node:assert/strict";
import { renderOutcome } from "../../src/output/render.ts";
import type { RunOutcome } from "../../src/sandbox/outcome.ts";
import { captured, outcomeOf } from "./sample_outcome.ts";

const TRACEBACK =
  'Traceback (most recent call last):\n  File "<run_python>", line 3, in <module>\n' +
  '    raise ValueError("no issues")\nValueError: no issues\n';

function answerTo(outcome: Partial<RunOutcome>): string {
  const options = { mode: "compact", maxOutput: 40_000, maxTimeoutMs: 120_000 } as const;
  return renderOutcome(outcomeOf(outcome), options).text;
}

async function blocksOf(document: string): Promise<readonly string[]> {
  const text = await Deno.readTextFile(new URL(`../../${document}`, import.meta.url));
  return [...text.matchAll(/^```text\n([\s\S]*?)\n```$/gm)].map(([, block = ""]) => block);
}

Deno.test("the answer in README.md is what renderOutcome() writes", async () => {
  const result = { north: 220, south: 201, west: 43, east: 61.3 };
  assert.ok((await blocksOf("README.md")).includes(answerTo({ result })));
});

Deno.test("the answers in GUIDE.md are what renderOutcome() writes", async () => {
  const blocks = await blocksOf("GUIDE.md");
  const issues = [{ id: 1, title: "Add a search" }, { id: 2, title: "Fix the parser" }];
  assert.ok(blocks.includes(answerTo({ stdout: captured("two issues\n"), result: issues })));
  const error = { type: "ValueError", message: "no issues", traceback: TRACEBACK };
  const failed = { status: "error", stderr: captured("using defaults\n"), error, exitCode: 1 };
  assert.ok(blocks.includes(answerTo({ ...failed, status: "error" })));
  const many = Array.from({ length: 10_000 }, (_, id) => ({ id, title: `Issue ${id}` }));
  const kept = [{
    ref: "r1",
    name: "result",
    schema: "list[{id: int, title: str}], 10,000 items",
    mime_type: "application/json",
    bytes: JSON.stringify(many).length,
    head: null,
  }];
  const lastLines = answerTo({ result: many, kept }).split("\n").slice(-3).join("\n");
  assert.ok(blocks.includes(lastLines), lastLines);
});
