import assert from "node:assert/strict";
import { readExitReport } from "../../src/sandbox/exit_report.ts";

Deno.test("readExitReport() reads the status that a text ends with", () => {
  assert.equal(readExitReport("\0exit 0\n"), 0);
  assert.equal(readExitReport("Warning: a word of the engine\n\0exit 137\n"), 137);
});

Deno.test("readExitReport() takes nothing else for a report", () => {
  for (
    const text of [
      "",
      "exit 0\n",
      "\0exit 0",
      "\0exit \n",
      "\0exit -1\n",
      "\0exit 0\nmore",
      "\0exit 1234\n",
    ]
  ) {
    assert.equal(readExitReport(text), null, JSON.stringify(text));
  }
});
