import assert from "node:assert/strict";
import { callOneTool } from "../../src/bridge/jobs/call.ts";
import type { JobContext } from "../../src/bridge/jobs/job_context.ts";
import { UpstreamError, UsageError } from "../../src/errors.ts";
import { toJsonBytes, WrittenJson } from "../../src/json/written_json.ts";
import type { ToolCall, ToolValue } from "../../src/rpc/calls.ts";
import { FakeClock } from "../support/fake_clock.ts";

const JOB = {
  kind: "call",
  server: "stub",
  tool: "echo",
  arguments: "{}",
  timeoutMs: 1_000,
  json: false,
  terminal: false,
} as const;

interface Called {
  readonly calls: readonly ToolCall[];
  readonly stdout: string;
}

/** Runs the job against one server, whose tool gives this value. */
async function callWith(
  job: Partial<Parameters<typeof callOneTool>[0]>,
  give: () => Promise<ToolValue | WrittenJson>,
): Promise<Called> {
  const calls: ToolCall[] = [];
  let stdout = "";
  const context: Partial<JobContext> = {
    clock: new FakeClock(),
    signal: new AbortController().signal,
    servers: () =>
      Promise.resolve([
        { name: "stub", alias: "stub", unavailable: null, revision: 0, reach: { kind: "stdio" } },
      ]),
    upstreams: () =>
      Promise.resolve(Object({
        handlers: {
          call_tool: (call: ToolCall) => {
            calls.push(call);
            return give();
          },
        },
      })),
    emitter: Object({
      write(stream: string, bytes: Uint8Array) {
        if (stream === "stdout") stdout += new TextDecoder().decode(bytes);
        return Promise.resolve();
      },
    }),
  };
  assert.equal(await callOneTool({ ...JOB, ...job }, context as JobContext), 0);
  return { calls, stdout };
}

const text = (value: string) => () => Promise.resolve({ kind: "json", value } as const);

Deno.test("callOneTool() prints a text as it is, and as JSON if that is asked for", async () => {
  assert.equal((await callWith({}, text("a\u001bb"))).stdout, "a\u001bb\n");
  assert.equal((await callWith({ terminal: true }, text("a\u001bb"))).stdout, "a\\x1bb\n");
  assert.equal((await callWith({ json: true }, text("hi"))).stdout, '"hi"\n');
});

Deno.test("callOneTool() prints values, blocks, and what was large and is written already", async () => {
  const blocks = [{ type: "image", data: "QUJD" }];
  const large = new WrittenJson(toJsonBytes({ kind: "json", value: [1] }));
  assert.equal((await callWith({}, () => Promise.resolve(large))).stdout, "[\n  1\n]\n");
  const { stdout } = await callWith({}, () => Promise.resolve({ kind: "blocks", blocks }));
  assert.deepEqual(JSON.parse(stdout), blocks);
});

Deno.test("callOneTool() keeps the digits of its arguments, and gives the call its time", async () => {
  const { calls } = await callWith({ arguments: '{"id": 12345678901234567890}' }, text("x"));
  assert.deepEqual(calls, [{
    server: "stub",
    tool: "echo",
    arguments: { id: 12345678901234567890n },
    raw: false,
    timeout_ms: 1_000,
  }]);
});

Deno.test("callOneTool() refuses what cannot be understood as a wrong command line", async () => {
  for (
    const [job, pattern] of [
      [{ arguments: "{" }, /its arguments are no JSON/],
      [{ arguments: "[1]" }, /no JSON object/],
      [{ server: "stab" }, /no server is named "stab"; did you mean "stub"/],
    ] as const
  ) {
    await assert.rejects(callWith(job, text("x")), (error) => {
      assert.ok(error instanceof UsageError);
      assert.match(error.message, pattern);
      return true;
    });
  }
  const failing = (code: "NOT_FOUND" | "TOOL_FAILED") => () =>
    Promise.reject(new UpstreamError(code, "it failed"));
  await assert.rejects(callWith({}, failing("NOT_FOUND")), UsageError);
  await assert.rejects(callWith({}, failing("TOOL_FAILED")), UpstreamError);
});
