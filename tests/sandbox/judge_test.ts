import assert from "node:assert/strict";
import { SandboxError } from "../../src/errors.ts";
import type { PortExit } from "../../src/ipc/port.ts";
import type { DoneMessage } from "../../src/rpc/frames.ts";
import type { EndReport } from "../../src/sandbox/first_process.ts";
import { judge, type RunFacts } from "../../src/sandbox/judge.ts";

const UNKNOWN = { signal: null, oomKills: 0, peakBytes: null, cpuMs: null };
const RAISED = { type: "ValueError", message: "no", traceback: "…" };

/** Facts of a run that nobody stopped, with a report of the first process. */
function reported(done: DoneMessage | null, report: Partial<EndReport> = {}): RunFacts {
  const whole = { ...UNKNOWN, exitCode: 0, done: done !== null, ...report };
  return { stopped: null, done, report: whole, exit: null, engine: "podman", said: "" };
}

/** Facts of a run that ended without a report. */
function unreported(exit: PortExit, facts: Partial<RunFacts> = {}): RunFacts {
  return { ...reported(null), report: null, exit, ...facts };
}

Deno.test("judge() calls a program that came to its end a success, with its value", () => {
  const done = { type: "done", exitCode: 0, result: [1, 2] } as const;
  assert.deepEqual(judge(reported(done, { peakBytes: 7, cpuMs: 3 })), {
    ...UNKNOWN,
    status: "success",
    exitCode: 0,
    result: [1, 2],
    peakBytes: 7,
    cpuMs: 3,
  });
});

Deno.test("judge() believes the report's exit status and not the program's own word", () => {
  const forged = { type: "done", exitCode: 0, result: "fine" } as const;
  const verdict = judge(reported(forged, { exitCode: 7 }));
  assert.equal(verdict.status, "error");
  assert.equal(verdict.exitCode, 7);
  assert.equal(verdict.result, undefined);
  assert.match(verdict.error?.message ?? "", /not believed: .* exit code 0, .* exit code 7/);
});

Deno.test("judge() believes no success of a process whose runtime told of a failure", () => {
  const done = { type: "done", exitCode: 1, error: RAISED } as const;
  const verdict = judge(reported(done));
  assert.equal(verdict.status, "error");
  assert.match(verdict.error?.message ?? "", /exit code 1 after ValueError: no, .* exit code 0/);
});

Deno.test("judge() tells of memory that was used up, whatever the status of that end", () => {
  const exit = { code: 133, signal: "SIGTRAP", outOfMemory: true } as const;
  const verdict = judge(unreported(exit, { engine: "embedded" }));
  assert.equal(verdict.status, "memory_limit");
  assert.equal(verdict.exitCode, 133);
});

Deno.test("judge() tells the exception of a program that raised", () => {
  const done = { type: "done", exitCode: 1, error: RAISED } as const;
  const verdict = judge(reported(done, { exitCode: 1 }));
  assert.deepEqual(verdict, { ...UNKNOWN, status: "error", exitCode: 1, error: RAISED });
});

Deno.test("judge() tells a status of sys.exit without inventing an exception", () => {
  const verdict = judge(reported({ type: "done", exitCode: 3 }, { exitCode: 3 }));
  assert.deepEqual(verdict, { ...UNKNOWN, status: "exit", exitCode: 3 });
});

Deno.test("judge() calls an interpreter that ended without a word an exit, also with status 0", () => {
  const verdict = judge(reported(null));
  assert.equal(verdict.status, "exit");
  assert.match(verdict.error?.message ?? "", /before the program did/);
});

Deno.test("judge() names the signal that ended a program", () => {
  const verdict = judge(reported(null, { exitCode: 139, signal: "SIGSEGV" }));
  assert.deepEqual(verdict, { ...UNKNOWN, status: "killed", exitCode: 139, signal: "SIGSEGV" });
});

Deno.test("judge() does not believe a program that says it is done and is ended by a signal", () => {
  const forged = { type: "done", exitCode: 0, result: "fine" } as const;
  const verdict = judge(reported(forged, { exitCode: 139, signal: "SIGSEGV" }));
  assert.equal(verdict.status, "killed");
  assert.equal(verdict.result, undefined);
});

Deno.test("judge() tells a program that used up its memory from one that killed itself", () => {
  const killed = { exitCode: 137, signal: "SIGKILL" };
  assert.equal(judge(reported(null, { ...killed, oomKills: 1 })).status, "memory_limit");
  assert.equal(judge(reported(null, killed)).status, "killed");
});

Deno.test("judge() keeps a success of which only a child was out of memory, and counts it", () => {
  const verdict = judge(reported({ type: "done", exitCode: 0 }, { oomKills: 2 }));
  assert.equal(verdict.status, "success");
  assert.equal(verdict.oomKills, 2);
});

Deno.test("judge() tells a container that was killed from outside", () => {
  const verdict = judge(unreported({ code: 137, signal: null }));
  assert.deepEqual(verdict, { ...UNKNOWN, status: "killed", exitCode: 137 });
});

Deno.test("judge() does not blame the program for an engine that ended without a report", () => {
  const done = { type: "done", exitCode: 0 } as const;
  for (
    const [exit, pattern] of [
      [
        { code: 125, signal: null },
        /^podman lost the sandbox: its process ended with exit code 125/,
      ],
      [{ code: 0, signal: null }, /exit code 0; it said: Error: EOF$/],
      [{ code: 137, signal: "SIGKILL" }, /its process was ended by SIGKILL/],
      [{ code: 125, signal: null, reason: "no image" }, /lost the sandbox: no image/],
    ] as const
  ) {
    const verdict = judge(unreported(exit, { done, said: "Error: EOF" }));
    assert.equal(verdict.status, "engine_error");
    assert.equal(verdict.exitCode, null);
    assert.match(verdict.error?.message ?? "", pattern);
  }
});

Deno.test("judge() takes the exit of an embedded sandbox for the program's", () => {
  const verdict = judge(unreported({ code: 7, signal: null }, { engine: "embedded" }));
  assert.equal(verdict.status, "exit");
  assert.equal(verdict.exitCode, 7);
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
    const verdict = judge({ ...unreported(exit), stopped });
    assert.equal(verdict.status, stopped.kind);
    assert.equal(verdict.exitCode, null);
    assert.equal(
      verdict.error?.message,
      stopped.kind === "protocol_error" ? "odd frame" : undefined,
    );
  }
});
