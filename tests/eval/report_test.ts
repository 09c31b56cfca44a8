import assert from "node:assert/strict";
import { halfAt, split } from "../../eval/halves.ts";
import { hitsWithin } from "../../eval/parts/search.ts";
import { reportTables, withTables } from "../../eval/report.ts";
import { valueNumbers } from "../../eval/results.ts";
import { readRunAnswer } from "../../eval/run_answer.ts";
import { argumentProblem } from "../../eval/fixture/argument_problem.ts";

Deno.test("split() gives each kind its own halves, and later items change none", () => {
  const items = ["a", "b", "a", "a", "b", "a"].map((kind) => ({ kind }));
  const halves = split(items).map(({ half }) => half);
  assert.deepEqual(halves, ["tuning", "tuning", "held_out", "held_out", "held_out", "tuning"]);
  assert.deepEqual(split(items.slice(0, 4)).map(({ half }) => half), halves.slice(0, 4));
  assert.equal(halfAt(4), "tuning");
});

Deno.test("hitsWithin() counts ranks from 1, and 0 as not found", () => {
  const ranks = [1, 3, 0, 6].map((rank) => ({ rank }));
  assert.equal(hitsWithin(ranks, 1), 0.25);
  assert.equal(hitsWithin(ranks, 5), 0.5);
  assert.equal(hitsWithin([], 5), 0);
});

Deno.test("reportTables() shows what was measured, and a dash for a half that was not", () => {
  const tables = reportTables({
    before: { programs: { held_out: { all: 4, works: 3, "no fix": 1 } } },
  });
  assert.match(tables, /\| first programs that work \| ≥ 95 % \| – \| 75\.0 % \(3 of 4\) \|/);
  assert.doesNotMatch(tables, /keywords|tokens/);
});

Deno.test("withTables() replaces what stands between the marks", () => {
  const document = "a\n<!-- written by `deno task eval --record` -->\nold\n<!-- end -->\nb\n";
  assert.equal(
    withTables(document, "new"),
    "a\n<!-- written by `deno task eval --record` -->\n\nnew\n\n<!-- end -->\nb\n",
  );
  assert.throws(() => withTables("nothing", "new"), /lacks the marks/);
});

Deno.test("valueNumbers() counts values that are written over 2 % longer than as JSON", () => {
  const value = { id: "x", kind: "rows", from: "", half: "tuning", toon: 0, compact: 0 } as const;
  const numbers = valueNumbers([
    { ...value, json: 100, answer: 113 },
    { ...value, json: 100, answer: 114 },
  ], 10);
  assert.equal(numbers.aboveJson, 1);
  assert.equal(numbers.written, 207);
});

Deno.test("readRunAnswer() leaves the program's own lines out of what was told", () => {
  const answer = readRunAnswer({
    content: [{ type: "text" }, { type: "image" }],
    structuredContent: {
      status: "error",
      stdout: "out",
      error: 'File "<run_python>", line 1\n    call(title=1)\nTypeError: no',
    },
  }, "call(title=1)");
  assert.equal(answer.told.trim(), 'File "<program>", line 1\nTypeError: no');
  assert.match(answer.text, /^out[^]*call\(title=1\)/);
  assert.deepEqual(answer.blocks, ["image"]);
  assert.throws(() => readRunAnswer({ content: [] }, ""), /No answer object/);
});

Deno.test("argumentProblem() refuses what a real server refuses", () => {
  const schema = {
    type: "object",
    properties: {
      owner: { type: "string" },
      state: { enum: ["open", "closed"] },
      since: { anyOf: [{ type: "string" }, { type: "null" }] },
      page: { type: "integer" },
    },
    required: ["owner"],
    additionalProperties: false,
  };
  assert.equal(argumentProblem({ owner: "o", state: "open", since: null, page: 2 }, schema), null);
  assert.match(argumentProblem({}, schema) ?? "", /owner: Required/);
  assert.match(argumentProblem({ owner: "o", state: null }, schema) ?? "", /Invalid enum value/);
  assert.match(argumentProblem({ owner: null }, schema) ?? "", /received null/);
  assert.match(argumentProblem({ owner: "o", page: 1.5 }, schema) ?? "", /Expected integer/);
  assert.match(argumentProblem({ owner: "o", x: 1 }, schema) ?? "", /Unrecognized/);
  assert.equal(
    argumentProblem({ owner: "o", x: 1 }, { ...schema, additionalProperties: true }),
    null,
  );
});
