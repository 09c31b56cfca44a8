import assert from "node:assert/strict";
import { type ClosingTextOptions, toClosingText, toShellJson } from "../../src/output/cli_text.ts";
import { parseFile } from "../../src/rpc/parse_file.ts";
import { outcomeOf } from "./sample_outcome.ts";

const PIPE: ClosingTextOptions = { terminal: false, maxTimeoutMs: 120_000 };

Deno.test("toClosingText() sends the result to stdout and what is told besides to stderr", () => {
  const outcome = outcomeOf({ result: { a: [1] }, notes: ["Saved."] });
  assert.deepEqual(toClosingText(outcome, PIPE), {
    stdout: '{\n  "a": [\n    1\n  ]\n}\n',
    stderr: "Saved.\n",
  });
});

Deno.test("toClosingText() escapes a result for a terminal alone", () => {
  const outcome = outcomeOf({ result: "\x1b[31mred" });
  assert.equal(toClosingText(outcome, PIPE).stdout, "\x1b[31mred\n");
  assert.equal(toClosingText(outcome, { ...PIPE, terminal: true }).stdout, "\\x1b[31mred\n");
});

Deno.test("toClosingText() ends with why the program failed", () => {
  const error = { type: "E", message: "m", traceback: "Traceback\nE: m" };
  const outcome = outcomeOf({ status: "error", error, exitCode: 1 });
  assert.deepEqual(toClosingText(outcome, PIPE), { stdout: "", stderr: "Traceback\nE: m\n" });
});

Deno.test("the command line says which files end with it, and of no later run", () => {
  const file = parseFile({ name: "a.csv", data: btoa("id") });
  const ref = { ref: "r1", name: null, schema: "int", mime_type: "x/y", bytes: 1, head: "1" };
  const outcome = outcomeOf({ files: [file], kept: [ref], notes: ["Saved."] });
  const told =
    "Files of /workspace/out end with the command: a.csv (2 B); to keep them, write to a " +
    "directory of MCP_BRIDGE_MOUNTS.";
  assert.equal(toClosingText(outcome, PIPE).stderr, `${told}\nSaved.\n`);
  assert.equal(JSON.parse(toShellJson(outcome, PIPE)).note.includes("runtime.ref"), false);
  assert.ok(JSON.parse(toShellJson(outcome, PIPE)).note.includes(`${told} Saved.`));
});

Deno.test("toClosingText() is silent for a program without a result", () => {
  assert.deepEqual(toClosingText(outcomeOf(), PIPE), { stdout: "", stderr: "" });
});

Deno.test("toClosingText() shows a result that is an empty text", () => {
  assert.equal(toClosingText(outcomeOf({ result: "" }), PIPE).stdout, "\n");
});

Deno.test("toShellJson() is the answer object, whole, on one line", () => {
  const long = "x".repeat(100_000);
  const line = toShellJson(outcomeOf({ result: long }), PIPE);
  assert.doesNotMatch(line, /\n/);
  assert.deepEqual(JSON.parse(line), {
    status: "success",
    result: long,
    engine: "podman",
  });
});

Deno.test("toShellJson() names what a stream lacks, and no limit of answers", () => {
  const stdout = { head: "a", tail: "b", omitted: 5_000_000 };
  const { note, truncated } = JSON.parse(toShellJson(outcomeOf({ stdout }), PIPE));
  assert.deepEqual(truncated, ["stdout"]);
  assert.match(note, /^Shortened: stdout without the middle\. /);
});

Deno.test("toClosingText() and toShellJson() give every digit of an integer", () => {
  const outcome = outcomeOf({ result: [2n ** 53n + 1n] });
  assert.equal(toClosingText(outcome, PIPE).stdout, "[\n  9007199254740993\n]\n");
  assert.match(toShellJson(outcome, PIPE), /"result":\[9007199254740993\]/);
});
