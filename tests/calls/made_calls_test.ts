import assert from "node:assert/strict";
import { MadeCalls } from "../../src/calls/made_calls.ts";

const SEARCH = { server: "jira", tool: "search_issues", readOnly: true };
const CREATE = { server: "github", tool: "create_issue", readOnly: false };

Deno.test("MadeCalls.describe() counts by tool, and tells what may have changed something apart", () => {
  const calls = new MadeCalls();
  assert.equal(calls.describe(), null);
  calls.add(SEARCH);
  assert.equal(calls.describe(), "Calls made before: jira.search_issues ×1");
  calls.add(CREATE);
  calls.add(SEARCH);
  const addFailed = calls.add(CREATE);
  addFailed("no");
  assert.equal(
    calls.describe(),
    "Calls made before: jira.search_issues ×2; may have changed something: " +
      "github.create_issue ×2 (1 failed)",
  );
});

Deno.test("MadeCalls.describe() is one short clean line, whatever servers call their tools", () => {
  const calls = new MadeCalls();
  for (let at = 0; at < 300; at++) {
    calls.add({
      server: "a\nb",
      tool: `${at}\x1b[2J${"x".repeat(10_000)}`,
      readOnly: at % 2 === 0,
    });
  }
  const line = calls.describe() ?? "";
  assert.match(line, /^Calls made before: a b\.0x+ ×1, /);
  assert.match(line, /, 92 of other tools; may have changed something: .*, 92 of other tools; /);
  assert.match(line, /; 100 calls of other tools$/);
  assert.ok(line.length < 2_500 && !line.includes("\n") && !line.includes("\x1b"), line);
});

Deno.test("MadeCalls.describeUnsaid() tells of failures that the program kept to itself", () => {
  const calls = new MadeCalls();
  calls.add(SEARCH);
  assert.equal(calls.describeUnsaid(() => false), null);
  const fail = calls.add(CREATE);
  calls.add(CREATE)("no such repository: owner/repo, which nobody has made\nsecond line");
  fail("no such repository: owner/repo, which nobody has made\nsecond line");
  calls.add(SEARCH)("is down");
  assert.equal(
    calls.describeUnsaid((words) => words.startsWith("is")),
    "Calls that failed, of which the program says nothing: 2 of 2 " +
      "(no such repository: owner/repo, which nobody has made second line).",
  );
  assert.equal(
    calls.describeUnsaid((words) =>
      "error: no such repository: owner/repo, which nobody; is down".includes(words)
    ),
    null,
  );
});
