import assert from "node:assert/strict";
import { type ShellTextOptions, toShellText } from "../../src/output/cli_text.ts";
import { captured, outcomeOf } from "./sample_outcome.ts";

const PIPE: ShellTextOptions = { json: false, terminal: false, maxTimeoutMs: 120_000 };

Deno.test("toShellText() sends streams to streams and the result after what was printed", () => {
  const outcome = outcomeOf({
    stdout: captured("no newline"),
    stderr: captured("warned\n"),
    result: { a: [1] },
    advice: "Install podman.",
  });
  assert.deepEqual(toShellText(outcome, PIPE), {
    stdout: 'no newline\n{\n  "a": [\n    1\n  ]\n}\n',
    stderr: "warned\nInstall podman.\n",
  });
});

Deno.test("toShellText() passes a program's bytes to a pipe and escapes them for a terminal", () => {
  const outcome = outcomeOf({ stdout: captured("\x1b[31mred"), stderr: captured("\x1b[0m") });
  assert.deepEqual(toShellText(outcome, PIPE), { stdout: "\x1b[31mred", stderr: "\\x1b[0m\n" });
  assert.equal(toShellText(outcome, { ...PIPE, terminal: true }).stdout, "\\x1b[31mred");
});

Deno.test("toShellText() ends with why the program failed", () => {
  const error = { type: "E", message: "m", traceback: "Traceback\nE: m" };
  const outcome = outcomeOf({ status: "error", stdout: captured("a\n"), error, exitCode: 1 });
  assert.deepEqual(toShellText(outcome, PIPE), { stdout: "a\n", stderr: "Traceback\nE: m\n" });
});

Deno.test("toShellText() is silent for a silent program", () => {
  assert.deepEqual(toShellText(outcomeOf(), PIPE), { stdout: "", stderr: "" });
});

Deno.test("toShellText() with json prints the answer object, whole, on one line", () => {
  const long = "x".repeat(100_000);
  const { stdout, stderr } = toShellText(outcomeOf({ result: long }), { ...PIPE, json: true });
  assert.equal(stderr, "");
  assert.equal(stdout.indexOf("\n"), stdout.length - 1);
  assert.deepEqual(JSON.parse(stdout), {
    status: "success",
    result: long,
    exitCode: 0,
    timeoutSeconds: 30,
    engine: "podman",
  });
});

Deno.test("toShellText() gives every digit of an integer", () => {
  const outcome = outcomeOf({ result: [2n ** 53n + 1n] });
  assert.equal(toShellText(outcome, PIPE).stdout, "[\n  9007199254740993\n]\n");
  assert.match(
    toShellText(outcome, { ...PIPE, json: true }).stdout,
    /"result":\[9007199254740993\]/,
  );
});
