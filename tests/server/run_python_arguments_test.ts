import assert from "node:assert/strict";
import {
  MAX_CODE_LENGTH,
  MAX_SERVERS,
  parseRunPythonArguments,
} from "../../src/server/run_python_arguments.ts";

const LIMITS = { timeoutMs: 30_000, maxTimeoutMs: 120_000 };

function accepted(value: unknown): unknown {
  const parsed = parseRunPythonArguments(value, LIMITS);
  assert.ok(parsed.ok, parsed.ok ? "" : parsed.message);
  return parsed.request;
}

function refused(value: unknown): string {
  const parsed = parseRunPythonArguments(value, LIMITS);
  assert.ok(!parsed.ok, `accepted ${JSON.stringify(value)?.slice(0, 100)}`);
  assert.ok(parsed.message.length < 500);
  return parsed.message;
}

Deno.test("parseRunPythonArguments() takes a call and fills in what is left out", () => {
  assert.deepEqual(accepted({ code: "1" }), { code: "1", servers: [], timeoutMs: 30_000 });
  assert.deepEqual(accepted({ code: "1", servers: ["a", "b", "a"], timeout: 1.5 }), {
    code: "1",
    servers: ["a", "b"],
    timeoutMs: 1500,
  });
});

Deno.test("parseRunPythonArguments() takes what is meant where there is no doubt", () => {
  const meant = { code: "1", servers: ["a"], timeoutMs: 5000 };
  assert.deepEqual(accepted({ code: "1", servers: "a", timeout: "5" }), meant);
  assert.deepEqual(accepted({ code: "1", servers: '["a"]', timeout: 5 }), meant);
  assert.deepEqual(accepted({ code: "1", servers: null, timeout: null }), accepted({ code: "1" }));
});

Deno.test("parseRunPythonArguments() names what is wrong with each argument, and the usage", () => {
  assert.match(refused({}), /code must be a string of Python.*run_python takes code/);
  assert.match(refused({ code: "" }), /code is empty/);
  assert.match(refused({ code: 1 }), /code must be a string/);
  assert.match(refused({ code: "x".repeat(MAX_CODE_LENGTH + 1) }), /code must be at most 1048576/);
  assert.match(refused({ code: "\ud800" }), /surrogates/);
  assert.match(refused({ code: "1", servers: 3 }), /servers must be a list.*\["github"\]/);
  assert.match(refused({ code: "1", servers: [1] }), /servers must be a list/);
  assert.match(refused({ code: "1", servers: [""] }), /servers must be a list/);
  assert.match(refused({ code: "1", servers: ["x".repeat(300)] }), /servers must be a list/);
  const many = Array.from({ length: MAX_SERVERS + 1 }, (_, index) => `s${index}`);
  assert.match(refused({ code: "1", servers: many }), /at most 100/);
  assert.match(refused({ code: "1", timeout: "soon" }), /timeout must be a number of seconds/);
  assert.match(refused({ code: "1", timeout: 0 }), /timeout must be more than 0/);
  assert.match(refused({ code: "1", timeout: NaN }), /timeout must be a number/);
  assert.match(refused({ code: "1", timeout: Infinity }), /timeout/);
  assert.match(refused({ code: "1", timeout_seconds: 3 }), /no argument "timeout_seconds"/);
  assert.match(refused([]), /must be an object/);
});

Deno.test("parseRunPythonArguments() refuses a time above the maximum with both numbers", () => {
  assert.match(refused({ code: "1", timeout: 600 }), /timeout is 600 seconds.*most allowed is 120/);
  assert.deepEqual(accepted({ code: "1", timeout: 120 }), {
    code: "1",
    servers: [],
    timeoutMs: 120_000,
  });
});

Deno.test("parseRunPythonArguments() reports a thousand unknown arguments in a bounded message", () => {
  const names = Array.from({ length: 1000 }, (_, index) => [`${index}${"k".repeat(200)}`, 1]);
  refused({ code: "1", ...Object.fromEntries(names) });
});
