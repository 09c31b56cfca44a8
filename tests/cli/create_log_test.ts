import assert from "node:assert/strict";
import { createLog } from "../../src/cli/create_log.ts";

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
