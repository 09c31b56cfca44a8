import assert from "node:assert/strict";
import {
  type Expectation,
  isAsExpected,
  judgeBroken,
  parseExpectation,
  type RunAnswer,
} from "../../eval/expectation.ts";

function expected(...head: readonly (readonly [string, string])[]): Expectation {
  return parseExpectation({ id: "x", task: "t", code: "", head });
}

function answer(fields: Partial<RunAnswer> = {}): RunAnswer {
  return { status: "success", text: "", told: "", blocks: [], ...fields };
}

Deno.test("parseExpectation() refuses keys that do not exist", () => {
  assert.throws(() => expected(["results", "1"]), /x: no such key: results/);
});

Deno.test("isAsExpected() compares the value whatever the order of its keys", () => {
  const wanted = expected(["result", '{"a": 1, "b": [2]}']);
  assert.ok(isAsExpected(answer({ result: { b: [2], a: 1 } }), wanted));
  assert.ok(!isAsExpected(answer({ result: { a: 1 } }), wanted));
  assert.ok(!isAsExpected(answer({ result: { b: [2, 3], a: 1 } }), wanted));
  assert.ok(!isAsExpected(answer({ status: "error", result: { a: 1, b: [2] } }), wanted));
});

Deno.test("isAsExpected() asks for every pattern and for the block", () => {
  const wanted = expected(["stdout", "^a"], ["stdout", "b$"], ["block", "image"]);
  assert.ok(isAsExpected(answer({ stdout: "a b", blocks: ["image"] }), wanted));
  assert.ok(!isAsExpected(answer({ stdout: "a c", blocks: ["image"] }), wanted));
  assert.ok(!isAsExpected(answer({ stdout: "a b" }), wanted));
});

Deno.test("judgeBroken() tells what came of a broken program", () => {
  const wanted = expected(
    ["result", "4"],
    ["fix", "write: await"],
    ["misleads", "install"],
  );
  assert.equal(judgeBroken(answer({ result: 4 }), wanted), "works");
  assert.equal(judgeBroken(answer({ result: 5 }), wanted), "false success");
  assert.equal(judgeBroken(answer({ status: "error", told: "write: await x" }), wanted), "fix");
  assert.equal(judgeBroken(answer({ status: "error", told: "oops" }), wanted), "no fix");
  const both = answer({ status: "error", told: "install it; write: await x" });
  assert.equal(judgeBroken(both, wanted), "misleads");
});

Deno.test("judgeBroken() takes a warning for the fix only where the head allows it", () => {
  const warned = answer({ told: "no parameter limit" });
  assert.equal(judgeBroken(warned, expected(["fix", "parameter"])), "false success");
  assert.equal(judgeBroken(warned, expected(["fix", "parameter"], ["may", "warn"])), "fix");
});

Deno.test("judgeBroken() looks for the fix only in what was told", () => {
  const printed = answer({ status: "error", text: "write: await x", told: "oops" });
  assert.equal(judgeBroken(printed, expected(["fix", "await"])), "no fix");
});
