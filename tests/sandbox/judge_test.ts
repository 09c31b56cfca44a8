import assert from "node:assert/strict";
import { SandboxError } from "../../src/errors.ts";
import { judge } from "../../src/sandbox/judge.ts";

const OK = { code: 0, signal: null };
const RAISED = { type: "ValueError", message: "no", traceback: "…" };

Deno.test("judge() calls a program that came to its end a success, with its value", () => {
  const done = { type: "done", exitCode: 0, result: [1, 2] } as const;
  assert.deepEqual(judge({ stopped: null, done, exit: OK }), {
    status: "success",
    exitCode: 0,
    result: [1, 2],
  });
});

Deno.test("judge() believes the engine's exit status and not the program's own word", () => {
  const forged = { type: "done", exitCode: 0, result: "fine" } as const;
  const verdict = judge({ stopped: null, done: forged, exit: { code: 7, signal: null } });
  assert.equal(verdict.status, "error");
  assert.equal(verdict.exitCode, 7);
  assert.equal(verdict.result, undefined);
  assert.match(verdict.error?.message ?? "", /not believed: .* exit code 0, .* exit code 7/);
});

Deno.test("judge() believes no success of a process whose runtime told of a failure", () => {
  const done = { type: "done", exitCode: 1, error: RAISED } as const;
  const verdict = judge({ stopped: null, done, exit: OK });
  assert.equal(verdict.status, "error");
  assert.match(verdict.error?.message ?? "", /exit code 1 after ValueError: no, .* exit code 0/);
});

Deno.test("judge() tells the exception of a program that raised", () => {
  const done = { type: "done", exitCode: 1, error: RAISED } as const;
  assert.deepEqual(judge({ stopped: null, done, exit: { code: 1, signal: null } }), {
    status: "error",
    exitCode: 1,
    error: RAISED,
  });
});

Deno.test("judge() tells a status of sys.exit without inventing an exception", () => {
  const done = { type: "done", exitCode: 3 } as const;
  assert.deepEqual(judge({ stopped: null, done, exit: { code: 3, signal: null } }), {
    status: "error",
    exitCode: 3,
  });
});

Deno.test("judge() calls an interpreter that ended without a word an error, also with status 0", () => {
  const verdict = judge({ stopped: null, done: null, exit: OK });
  assert.equal(verdict.status, "error");
  assert.match(verdict.error?.message ?? "", /before the program did/);
});

Deno.test("judge() tells a sandbox that was killed from outside from a program that failed", () => {
  const verdict = judge({ stopped: null, done: null, exit: { code: 137, signal: null } });
  assert.deepEqual(verdict, { status: "killed", exitCode: 137 });
});

Deno.test("judge() tells of memory that was used up, whatever the status of that end", () => {
  const exit = { code: 133, signal: "SIGTRAP", outOfMemory: true } as const;
  assert.deepEqual(judge({ stopped: null, done: null, exit }), { status: "killed", exitCode: 133 });
});

Deno.test("judge() tells what the bridge did before anything that followed from it", () => {
  const exit = { code: 137, signal: "SIGKILL" };
  const error = new SandboxError("PROTOCOL_ERROR", "odd frame");
  for (
    const stopped of [
      { kind: "timeout" },
      { kind: "output_limit" },
      { kind: "protocol_error", error },
      { kind: "canceled" },
    ] as const
  ) {
    const verdict = judge({ stopped, done: null, exit });
    assert.equal(verdict.status, stopped.kind);
    assert.equal(verdict.exitCode, null);
    assert.equal(
      verdict.error?.message,
      stopped.kind === "protocol_error" ? "odd frame" : undefined,
    );
  }
});
