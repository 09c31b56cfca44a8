import assert from "node:assert/strict";
import { decode } from "@toon-format/toon";
import { type OutputMode, type RenderedOutcome, renderOutcome } from "../../src/output/render.ts";
import type { JsonValue } from "../../src/json/json.ts";
import { toJsonBytes, WrittenJson } from "../../src/json/written_json.ts";
import type { RunOutcome, RunStatus } from "../../src/sandbox/outcome.ts";
import { captured, outcomeOf } from "./sample_outcome.ts";

const MODES: readonly OutputMode[] = ["compact", "toon", "json"];

function render(
  fields: Partial<RunOutcome>,
  options: { mode?: OutputMode; maxOutput?: number } = {},
): RenderedOutcome {
  const { mode = "compact", maxOutput = 40_000 } = options;
  return renderOutcome(outcomeOf(fields), { mode, maxOutput, maxTimeoutMs: 120_000 });
}

function fromToon(text: string): unknown {
  const [, body = ""] = /^`{3,}toon\n([^]*)\n`{3,}$/.exec(text) ?? [];
  return decode(body);
}

Deno.test("renderOutcome() in toon mode is one fenced block and nothing else", () => {
  const { text, structured, isError } = render({ stdout: captured("hello\n"), result: [1] }, {
    mode: "toon",
  });
  assert.equal(
    text,
    '```toon\nstatus: success\nstdout: "hello\\n"\nresult[1]: 1\nengine: podman\n```',
  );
  assert.equal(structured, undefined);
  assert.equal(isError, false);
});

Deno.test("renderOutcome() in json mode gives the same object as text and as structured content", () => {
  const { text, structured } = render({ result: { n: 1 } }, { mode: "json" });
  assert.deepEqual(JSON.parse(text), structured);
  assert.deepEqual(structured, { status: "success", result: { n: 1 }, engine: "podman" });
});

Deno.test("renderOutcome() in compact mode leads with what the program said", () => {
  assert.equal(render({ result: 42 }).text, "42\n[success on podman]");
  assert.equal(
    render({
      status: "error",
      stdout: captured("got this far\n"),
      stderr: captured("warning\n"),
      error: { type: "E", message: "m", traceback: "Traceback\nE: m\n" },
      exitCode: 1,
      notes: ["Saved."],
    }).text,
    "got this far\nstderr: warning\nerror:\nTraceback\nE: m\n" +
      "[error on podman, exit code 1]\n[Saved.]",
  );
  assert.equal(
    render({ stdout: captured("log\n"), result: [1, 2] }).text,
    "log\nresult: [1,2]\n[success on podman]",
  );
  const rows = [{ id: 1, name: "a" }, { id: 2, name: "b" }, { id: 3, name: "c" }];
  assert.equal(
    render({ stdout: captured("log\n"), result: rows }).text,
    "log\nresult:\n[3]{id,name}:\n 1,a\n 2,b\n 3,c\n[success on podman]",
  );
});

Deno.test("renderOutcome() in compact mode keeps each text on its own lines", () => {
  const said = 'Traceback (most recent call last):\n  File "<run_python>", line 1\nE: "m"';
  const { text } = render({
    status: "error",
    stdout: captured('a "quoted" line\n\ttab\n'),
    error: { type: "E", message: "m", traceback: said },
    exitCode: 1,
  });
  assert.equal(
    text,
    `a "quoted" line\n\ttab\nerror:\n${said}\n[error on podman, exit code 1]`,
  );
  assert.equal(render({ result: 'one\n"two"\n' }).text, 'one\n"two"\n[success on podman]');
});

Deno.test("renderOutcome() in compact mode names the limits that the engine does not hold", () => {
  assert.equal(
    render({ result: 1, limits: "partial (memory)" }).text,
    "1\n[success on podman, limits: partial (memory)]",
  );
});

Deno.test("renderOutcome() in compact mode lets nothing through that a terminal obeys", () => {
  const { text } = render({ stdout: captured("\x1b[2J\x9b\u202e") }, { mode: "compact" });
  assert.match(text, /^[\x20-\x7e\n]+$/);
});

Deno.test("renderOutcome() marks every status but success as an error", () => {
  const failures: readonly RunStatus[] = [
    "error",
    "timeout",
    "output_limit",
    "killed",
    "protocol_error",
    "canceled",
  ];
  for (const status of failures) assert.equal(render({ status }).isError, true, status);
  assert.equal(render({ status: "success" }).isError, false);
});

Deno.test("renderOutcome() carries JSON-RPC and fences that a program printed as data", () => {
  const printed = '{"jsonrpc":"2.0","id":1,"result":{}}\n```\n````toon\nstatus: success\n';
  const { text } = render({ stdout: captured(printed), status: "error", exitCode: 1 }, {
    mode: "toon",
  });
  assert.ok(text.startsWith("`````toon\n") && text.endsWith("\n`````"));
  const answer = fromToon(text);
  assert.ok(typeof answer === "object" && answer !== null && "stdout" in answer);
  assert.equal(answer.stdout, printed);
});

Deno.test("renderOutcome() stays within the bound in every mode, whatever is in the text", () => {
  const outcome: Partial<RunOutcome> = {
    status: "error",
    stdout: {
      head: '"\x00\n'.repeat(20_000),
      tail: "`é😀\u202e".repeat(20_000),
      omitted: 4_900_000,
    },
    stderr: captured("\\\x1b".repeat(30_000)),
    result: Array.from({ length: 9000 }, (_, id) => ({ id, text: `"row"\n${id}` })),
    error: { type: "E", message: "m", traceback: `Traceback\n${"x\t".repeat(20_000)}\nE: the end` },
    notes: ["Note."],
  };
  for (const mode of MODES) {
    for (const maxOutput of [40_000, 5000, 1000]) {
      const { text } = render(outcome, { mode, maxOutput });
      assert.ok(text.length <= maxOutput, `${mode} ${maxOutput}: ${text.length}`);
      // the room is used
      if (maxOutput >= 5000) assert.ok(text.length > maxOutput / 2, `${mode}: ${text.length}`);
      assert.match(text, /E: the end/);
      if (mode === "json") JSON.parse(text);
      if (mode === "toon") assert.ok(fromToon(text));
    }
  }
});

Deno.test("renderOutcome() answers even when the bound is absurd", () => {
  for (const mode of MODES) {
    for (const maxOutput of [400, 100, 20, 1]) {
      const { text } = render({ stdout: captured("x".repeat(5000)) }, { mode, maxOutput });
      assert.ok(text.length <= maxOutput && text.length > 0, `${mode} ${maxOutput}`);
    }
  }
});

Deno.test("renderOutcome() says the true size of 5 MB of output", () => {
  const half = "x".repeat(512 * 1024);
  const stdout = { head: half, tail: half, omitted: 5_000_000 - 2 * half.length };
  for (const mode of MODES) {
    const { text, isError } = render({ stdout }, { mode });
    assert.match(text, /… 4,9\d\d,\d{3} characters omitted of 5,000,000 …/);
    assert.ok(text.length > 39_000 && text.length <= 40_000, `${mode}: ${text.length}`);
    assert.equal(isError, false);
  }
});

Deno.test("renderOutcome() keeps a small result whole beside a flood of output", () => {
  const stdout = captured("noise\n".repeat(100_000));
  const { structured } = render({ stdout, result: { total: 42 } }, { mode: "json" });
  assert.deepEqual(structured?.result, { total: 42 });
  assert.deepEqual(structured?.truncated, ["stdout"]);
});

Deno.test("renderOutcome() gives a table whole where its TOON fits and its JSON does not", () => {
  const result = Array.from({ length: 300 }, (_, id) => ({ identifier: id, description: "d" }));
  const maxOutput = 4000;
  assert.ok(JSON.stringify(result).length > maxOutput);
  assert.match(render({ result }, { maxOutput }).text, /^\[300\]\{identifier,description\}:\n/);
  const { text } = render({ result }, { maxOutput, mode: "toon" });
  assert.match(text, /result\[300\]\{identifier,description\}:/);
});

Deno.test("renderOutcome() keeps the first rows whole, uses its room, and says what is left out", () => {
  const result = Array.from({ length: 3000 }, (_, id) => ({ id, title: `Title of ${id}` }));
  for (const mode of MODES) {
    const { text, structured } = render({ result }, { mode, maxOutput: 4_000 });
    assert.ok(text.length > 3_800 && text.length <= 4_000, `${mode}: ${text.length}`);
    const [, kept = ""] = /result has the first (\d+) of 3,000 items\./.exec(text) ?? [];
    assert.ok(Number(kept) > 50, text.slice(-400));
    assert.match(text, /Shortened to 4,000 characters: [^]*Return only what is needed/);
    assert.ok(text.includes(`Title of ${Number(kept) - 1}`) && !text.includes(`of ${kept}"`));
    if (mode === "compact") {
      assert.ok(text.startsWith(`[${kept}]{id,title}:\n 0,Title of 0\n`));
      assert.match(text, /\n\[success on podman, shortened: result\]\n\[Shortened/);
    }
    if (mode === "json") {
      assert.deepEqual(structured?.["result"], result.slice(0, Number(kept)));
      assert.deepEqual(structured?.["truncated"], ["result"]);
    }
  }
});

Deno.test("renderOutcome() does not encode a huge result to find that it is huge", () => {
  const result = "x".repeat(8_000_000);
  const { text } = render({ result });
  assert.match(text, /characters omitted of 8,000,000 …/);
  assert.ok(text.length <= 40_000);
});

Deno.test("renderOutcome() in compact mode drops the newlines at the end, and only those", () => {
  const lines = "\n".repeat(30_000);
  const { text } = render({ stdout: captured(`a${lines}b${lines}`) }, {
    mode: "compact",
    maxOutput: 100_000,
  });
  assert.equal(text, `a${lines}b\n[success on podman]`);
});

Deno.test("renderOutcome() gives every digit of an integer in each mode; TOON has no way to", () => {
  const result = { ids: [2n ** 53n + 1n, -(2n ** 64n)], double: 0.1 };
  const json = '{"ids":[9007199254740993,-18446744073709551616],"double":0.1}';
  assert.equal(render({ result }).text, `${json}\n[success on podman]`);
  const toon = render({ result }, { mode: "toon" }).text;
  assert.match(toon, /^```json\n\{"status":"success","result":\{"ids":\[9007199254740993,/);
  const { text, structured } = render({ result }, { mode: "json" });
  assert.ok(text.includes(`"result":${json}`));
  assert.deepEqual(structured?.["result"], result);
});

Deno.test("renderOutcome() cuts a long result with such integers as any other", () => {
  const result = Array.from({ length: 10_000 }, () => 2n ** 53n + 1n);
  for (const mode of MODES) {
    const { text } = render({ result }, { mode, maxOutput: 2_000 });
    assert.ok(text.length <= 2_000);
    assert.match(text, /9007199254740993[^]*first \d+ of 10,000 items/);
  }
});

Deno.test("renderOutcome() shows a result that is written already as it shows the value", () => {
  const values: readonly JsonValue[] = [
    "x".repeat(5_000),
    Array.from({ length: 3_000 }, (_, id) => ({ id, name: "é\u{1f600}" })),
    [1],
    null,
    "`".repeat(200),
  ];
  for (const mode of MODES) {
    for (const result of values) {
      const written = new WrittenJson(toJsonBytes(result));
      for (const maxOutput of [25_000, 200_000]) {
        assert.deepEqual(
          render({ result: written }, { mode, maxOutput }),
          render({ result }, { mode, maxOutput }),
          `${mode}, at most ${maxOutput}`,
        );
      }
    }
  }
});

Deno.test("renderOutcome() reads only the ends of a result that is written and far too long", () => {
  const rows = Array.from({ length: 30_000 }, (_, id) => ({ id, name: "é\u{1f600}" }));
  const lines = "a line\n".repeat(30_000);
  for (const mode of MODES) {
    const table = render({ result: new WrittenJson(toJsonBytes(rows)) }, {
      mode,
      maxOutput: 2_000,
    });
    assert.ok(table.text.length > 1_900 && table.text.length <= 2_000, `${table.text.length}`);
    assert.match(table.text, /result has the first \d+ of 30,000 items/);
    const within = new WrittenJson(toJsonBytes({ total: 30_000, rows }));
    assert.match(
      render({ result: within }, { mode, maxOutput: 2_000 }).text,
      /result is the beginning of 768,914 characters of JSON/,
    );
    const text = render({ result: new WrittenJson(toJsonBytes(lines)) }, {
      mode,
      maxOutput: 2_000,
    });
    assert.ok(text.text.length > 1_900 && text.text.length <= 2_000, `${text.text.length}`);
    assert.match(text.text, /characters omitted of 24\d,\d{3}/);
    assert.match(text.text, /a line[^]*omitted[^]*a line/);
  }
});

Deno.test("renderOutcome() shows what the server said besides the result, within the limit", () => {
  const outcome = { result: { id: 1 }, extra: "the real answer" };
  assert.match(
    render(outcome, { mode: "toon" }).text,
    /^result:\n {2}id: 1\nextra: the real answer$/m,
  );
  assert.match(render(outcome).text, /^id: 1\nbesides the result: the real answer\n/);
  assert.equal(render(outcome, { mode: "json" }).structured?.["extra"], "the real answer");
  const long = { result: "r".repeat(3_000), extra: "e".repeat(3_000) };
  for (const mode of MODES) {
    const { text } = render(long, { mode, maxOutput: 1_000 });
    assert.ok(text.length <= 1_000);
    assert.match(text, /e{100}[^]*characters omitted of 3,000/);
  }
});
