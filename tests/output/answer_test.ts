import assert from "node:assert/strict";
import { type Answer, buildAnswer, NO_LIMITS } from "../../src/output/answer.ts";
import type { RunOutcome, RunStatus } from "../../src/sandbox/outcome.ts";
import { renderOutcome } from "../../src/output/render.ts";
import { toClosingText } from "../../src/output/cli_text.ts";
import { captured, outcomeOf } from "./sample_outcome.ts";

function answerOf(fields: Partial<RunOutcome>): Answer {
  return buildAnswer(outcomeOf(fields), {
    maxTimeoutMs: 120_000,
    limits: NO_LIMITS,
    maxOutput: 40_000,
  });
}

Deno.test("buildAnswer() names the limits that the engine does not hold, and says nothing otherwise", () => {
  assert.equal(answerOf({ limits: "partial (memory, pids)" }).limits, "partial (memory, pids)");
  assert.ok(!("limits" in answerOf({})));
});

Deno.test("buildAnswer() writes the fields in one order and leaves out the empty ones", () => {
  const full = answerOf({
    status: "error",
    stdout: captured("out"),
    stderr: captured("err"),
    result: [1],
    error: { type: "ValueError", message: "no", traceback: "Traceback\nValueError: no" },
    exitCode: 1,
    notes: ["Note."],
  });
  assert.deepEqual(Object.keys(full), [
    "status",
    "stdout",
    "stderr",
    "result",
    "error",
    "exitCode",
    "engine",
    "note",
  ]);
  assert.deepEqual(answerOf({ stdout: captured("x\n") }), {
    status: "success",
    stdout: "x\n",
    engine: "podman",
  });
});

Deno.test("buildAnswer() says when a program ran and left no output", () => {
  assert.match(answerOf({}).note ?? "", /^The program ran and left no output/);
  assert.equal(answerOf({ stderr: captured("warned") }).note, undefined);
  assert.equal(answerOf({ status: "error" }).note, undefined);
});

Deno.test("buildAnswer() keeps a result that is empty, zero or false", () => {
  for (const result of [[], {}, "", 0, false, null]) {
    assert.deepEqual(answerOf({ result }).result, result);
    assert.equal(answerOf({ result }).note, undefined);
  }
});

Deno.test("buildAnswer() gives the traceback, or a sentence, for each way to fail", () => {
  const error = { type: "E", message: "m", traceback: "" };
  assert.equal(answerOf({ status: "error", error }).error, "E: m");
  assert.equal(
    answerOf({ status: "error", exitCode: 3 }).error,
    "The program ended with exit code 3",
  );
  assert.match(answerOf({ status: "timeout" }).error ?? "", /time of 30 s was over.*at most 120/);
  assert.doesNotMatch(answerOf({ status: "timeout", timeoutSeconds: 120 }).error ?? "", /larger/);
  const others: readonly RunStatus[] = ["output_limit", "killed", "protocol_error", "canceled"];
  for (const status of others) assert.ok(answerOf({ status, exitCode: null }).error, status);
  assert.equal(answerOf({}).error, undefined);
});

Deno.test("buildAnswer() repeats nothing that the caller gave, nor an exit code of success", () => {
  const answer = answerOf({ result: 1, timeoutSeconds: 5, exitCode: 0 });
  assert.deepEqual(answer, { status: "success", result: 1, engine: "podman" });
  assert.equal(answerOf({ status: "exit", exitCode: 0 }).exitCode, 0);
});

Deno.test("buildAnswer() ends the error of a failed run with what is known of its way", () => {
  const trail = ["It waited for a.b (for 1.0 s)", "Calls made before: a.b ×1"];
  const error = { type: "E", message: "m", traceback: "Traceback\nE: m\n" };
  assert.equal(
    answerOf({ status: "error", error, trail }).error,
    `Traceback\nE: m\n${trail.join("\n")}`,
  );
  assert.match(
    answerOf({ status: "timeout", trail }).error ?? "",
    /over; .*\nIt waited .*\nCalls /,
  );
});

Deno.test("buildAnswer() leaves out an exit code that the engine could not tell", () => {
  assert.equal("exitCode" in answerOf({ status: "killed", exitCode: null }), false);
});

Deno.test("buildAnswer() mends lone surrogates in every string, keys included", () => {
  const answer = answerOf({ stdout: captured("\ud800"), result: { "\udc00": ["\ud83d"] } });
  assert.equal(answer.stdout, "\ufffd");
  assert.deepEqual(answer.result, { "\ufffd": ["\ufffd"] });
});

Deno.test("buildAnswer() keeps a key named __proto__ as a plain key", () => {
  const result = JSON.parse('{"__proto__":{"polluted":1}}');
  const answer = answerOf({ result });
  assert.equal(JSON.stringify(answer.result), '{"__proto__":{"polluted":1}}');
  assert.equal(Object.getPrototypeOf(answer.result), Object.prototype);
});

Deno.test("buildAnswer() names the parts that it cut and how to get less", () => {
  const answer = buildAnswer(
    outcomeOf({ stdout: captured("x".repeat(900)), result: "y".repeat(900) }),
    {
      maxTimeoutMs: 1000,
      limits: { stdout: 200, stderr: 0, result: 202, extra: 0, error: 0 },
      maxOutput: 1_000,
    },
  );
  assert.deepEqual(answer.truncated, ["stdout", "result"]);
  assert.equal(
    answer.note,
    "Shortened to 1,000 characters: result lacks the middle of 900 characters; " +
      "stdout without the middle. " +
      "Return only what is needed (select, slice, count), the rest in another run.",
  );
  assert.match(String(answer.result), /^y+\n… 772 characters omitted of 900 …\ny+$/);
});

Deno.test("buildAnswer() and toClosingText() tell the notes of the bridge, whatever the status", () => {
  const notes = ['Saved the tool "a" (1).', 'Loaded the saved tool "b" (2).'];
  for (const status of ["success", "error", "timeout"] as const) {
    const outcome = outcomeOf({ status, notes, stdout: captured("x") });
    const { note } = buildAnswer(outcome, {
      maxTimeoutMs: 1000,
      limits: NO_LIMITS,
      maxOutput: 1000,
    });
    assert.equal(note, notes.join(" "));
    const { stderr } = toClosingText(outcome, { terminal: false, maxTimeoutMs: 1000 });
    assert.ok(stderr.endsWith(`${notes.join("\n")}\n`), stderr);
  }
});

Deno.test("renderOutcome() tells of notes also where there is no room for more", () => {
  const notes = Array.from({ length: 30 }, (_, number) => `Saved the tool "t${number}" (1).`);
  const outcome = outcomeOf({ notes: [...notes, "x".repeat(5000)], stdout: captured("x") });
  for (const mode of ["toon", "compact", "json"] as const) {
    const { text } = renderOutcome(outcome, { mode, maxOutput: 1000, maxTimeoutMs: 1000 });
    assert.ok(text.length <= 1000);
    assert.ok(text.includes("Saved the tool") && text.includes("t0"), text);
  }
});
