import assert from "node:assert/strict";
import { readLargeAnswer } from "../../src/catalogue/large_answer.ts";
import { wrappingOf } from "../../src/catalogue/wrapper.ts";
import type { JsonObject, JsonValue } from "../../src/json/json.ts";
import { readJson } from "../../src/json/read_json.ts";
import { createStdioLinks } from "../../src/upstream/stdio_link.ts";
import { testEveryPython } from "../python/every_python.ts";
import { granted } from "../python/run_program.ts";
import { callerOf, type OneStepCaller } from "../support/call_handlers.ts";
import { serveFaulty } from "../support/faulty_http.ts";
import { withHttp } from "../support/http_bench.ts";
import { realClock, testLog, testPort } from "../support/test_port.ts";
import { ANSWER_SHAPES, type AnswerShape } from "./answer_shapes.ts";
import { stdioServers, testUpstreams } from "../support/test_upstreams.ts";

/** Runs a test against the small real server that writes the answers. */
async function withAnswers(
  test: (caller: OneStepCaller, log: readonly string[]) => Promise<void>,
): Promise<void> {
  const port = testPort({ answers: ["answers"] });
  const { log, lines } = testLog();
  const known = stdioServers(["answers"]);
  const upstreams = testUpstreams({
    servers: known,
    openLink: createStdioLinks({ port, clock: realClock, log }),
    log,
  });
  try {
    await test(callerOf(upstreams.handlers, known), lines);
  } finally {
    await upstreams.close();
    await port.killAll();
  }
}

const PROGRAM = `
from mcp import MCPError, runtime
seen = []
for index in range(COUNT):
    try:
        value = await runtime.call_tool("answers", f"shape_{index}")
        seen.append([repr(value), repr(getattr(value, "mcp_extra", None))])
    except MCPError as error:
        seen.append([f"{error.code}: {error.message}", repr(error.data)])
seen
`;

/** The row as the program should see it, with the places that differ from call to call filled. */
function expectedOf({ sees, besides = "None" }: AnswerShape, index: number): readonly string[] {
  return [sees.replaceAll("$INDEX", String(index)), besides];
}

testEveryPython("a program sees of each answer what the table says", async (run) => {
  assert.ok(ANSWER_SHAPES.length >= 60, `${ANSWER_SHAPES.length} rows`);
  await withAnswers(async (caller) => {
    const { done, stderr } = await run(PROGRAM.replace("COUNT", String(ANSWER_SHAPES.length)), {
      servers: [granted("answers")],
      calls: { call_tool: (params, signal) => caller("call_tool", params, signal) },
    });
    assert.ok(Array.isArray(done?.result), done?.error?.traceback);
    for (const [index, shape] of ANSWER_SHAPES.entries()) {
      const [sees, besides] = done.result[index] as [string, string];
      const seen = [sees.replace(/(["']id["']: ?)\d{10}\b/, "$1$ID"), besides];
      assert.deepEqual(seen, expectedOf(shape, index), shape.what);
      if (shape.told !== undefined) assert.ok(stderr.includes(shape.told), stderr);
    }
  });
});

/** What becomes of an answer: its `ToolValue`, or its failure. */
async function outcomeOf(call: Promise<unknown>): Promise<unknown> {
  try {
    return await call;
  } catch (error) {
    const { code, message, data } = error as Record<string, unknown>;
    return {
      code,
      data,
      words: String(message).replace(/^.*? failed: /s, "").replace(/\d{10}|\b\d\b/g, "n"),
    };
  }
}

Deno.test("an answer means the same over stdio and over HTTP", async () => {
  // without the rows that only a line can be
  const rows = ANSWER_SHAPES.map((shape, index) => ({ ...shape, index }))
    .filter(({ schema, sees }) => schema === undefined && !sees.includes("cannot be read"));
  let line = "";
  await using server = await serveFaulty({
    onCall: (response, { id }) =>
      void response.writeHead(200, { "content-type": "application/json" })
        .end(line.replaceAll("$ID", String(id))),
  });
  await withAnswers(async (caller) => {
    await withHttp({ web: server.url }, async ({ upstreams }) => {
      const overHttp = callerOf(upstreams.handlers, [{
        name: "web",
        alias: "web",
        unavailable: null,
      }]);
      const { signal } = new AbortController();
      for (const row of rows) {
        ({ line } = row);
        const tool = `shape_${row.index}`;
        assert.deepEqual(
          await outcomeOf(overHttp("call_tool", { server: "web", tool: "call" }, signal)),
          await outcomeOf(caller("call_tool", { server: "answers", tool }, signal)),
          row.what,
        );
      }
    });
  });
});

Deno.test("an answer means the same when it is read elsewhere because it is large", async () => {
  await withAnswers(async (caller) => {
    const { signal } = new AbortController();
    for (const [index, { what, line, schema }] of ANSWER_SHAPES.entries()) {
      const wrapping = wrappingOf(schema as JsonObject | undefined);
      const form = { raw: false, wrapping };
      // a large answer is known by its id, and an array of messages is never read elsewhere
      if (!line.startsWith('{"jsonrpc":"2.0","id":$ID,')) continue;
      const large = readLargeAnswer(line.replaceAll("$ID", "7"), { maxValues: 1_000_000, form });
      const tool = `shape_${index}`;
      const near = await outcomeOf(caller("call_tool", { server: "answers", tool }, signal));
      const { code, data } = near as { readonly code?: string; readonly data?: JsonValue };
      switch (large.kind) {
        case "value":
          assert.deepEqual(readJson(new TextDecoder().decode(large.json.bytes)), near, what);
          break;
        case "tool_failed":
          assert.deepEqual([code, data], ["TOOL_FAILED", large.failure.data], what);
          break;
        case "error":
          assert.deepEqual([code, data], ["REFUSED", large.error.data], what);
          break;
        default:
          assert.equal(code, "REFUSED", what);
      }
    }
  });
});

Deno.test("each kind of junk of a server is told once, and at the end with its count", async () => {
  let told: readonly string[] = [];
  await withAnswers(async (caller, log) => {
    told = log;
    const { signal } = new AbortController();
    for (const index of ANSWER_SHAPES.keys()) {
      for (let time = 0; time < 2; time++) {
        const params = { server: "answers", tool: `shape_${index}` };
        await outcomeOf(caller("call_tool", params, signal));
      }
    }
  });
  const kinds = told.map((line) =>
    line.replace(/^warning: Server "answers" writes lines to stdout /, "")
  );
  const begin = [
    'with NaN or Infinity, which JSON does not know; read as null: {"jsonrpc"',
    'without "jsonrpc": "2.0"; read all the same: {"id"',
    "with other words around the message; the words are skipped: DEBUG {x} sent",
    'that are answers and cannot be read; their calls fail: {"jsonrpc"',
  ];
  assert.equal(kinds.length, 2 * begin.length, told.join("\n"));
  for (const [index, words] of begin.entries()) {
    assert.ok(kinds[index]?.startsWith(words), kinds[index]);
  }
  assert.deepEqual(kinds.slice(begin.length).map((line) => line.replace(/^.*; there were /, "")), [
    "2",
    "4",
    "6",
    "4",
  ]);
});
