import assert from "node:assert/strict";
import { createLog } from "../../src/cli/create_log.ts";
import { MAX_LINE_CHARACTERS } from "../../src/cli/line_queue.ts";
import { type LogLevel, MAX_LOG_CHARACTERS } from "../../src/log.ts";

function openLog() {
  const lines: string[] = [];
  const created = createLog({ writeLine: (line) => lines.push(line), clock: { now: () => 0 } });
  return { ...created, lines };
}

Deno.test("createLog() writes one line an event, with time and level, and shows control characters", () => {
  const { log, lines } = openLog();
  log("warning", "two\nlines {a} \u001b[31m");
  assert.deepEqual(lines, [
    "1970-01-01T00:00:00.000Z warning two\\nlines {a} \\x1b[31m\n",
  ]);
});

Deno.test("createLog() shows lines from the level on that is set, by default from info", () => {
  const { log, lines, setLogLevel } = openLog();
  const shown = () => {
    lines.length = 0;
    for (const level of ["debug", "info", "warning", "error"] as const) log(level, "x");
    return lines.length;
  };
  assert.equal(shown(), 3);
  setLogLevel("debug");
  assert.equal(shown(), 4);
  setLogLevel("error");
  assert.equal(shown(), 1);
});

Deno.test("createLog() writes one line an event, and cuts a message that is too long", () => {
  const { log, lines } = openLog();
  for (const level of ["info", "warning", "error"] satisfies LogLevel[]) {
    log(level, `a\nb ${"x".repeat(1024 * 1024)}`);
  }
  assert.equal(lines.length, 3);
  for (const [index, level] of ["info", "warning", "error"].entries()) {
    const line = lines[index] ?? "";
    assert.match(line, new RegExp(`^[^ ]+Z ${level} a\\\\nb x+… \\(cut\\)\n$`));
    assert.ok(line.length < MAX_LOG_CHARACTERS + 100, `${line.length} characters`);
  }
});

Deno.test("createLog() makes no line that the queue would cut, however much is escaped in it", () => {
  const { log, lines } = openLog();
  log("warning", "\u{e0041}".repeat(MAX_LOG_CHARACTERS));
  assert.match(lines[0] ?? "", /\\U000e0041… \(cut\)\n$/);
  assert.ok((lines[0] ?? "").length < MAX_LINE_CHARACTERS);
});
