import assert from "node:assert/strict";
import { looseName, nearestNames, suggestion } from "../../src/text/nearest.ts";

const TOOLS = ["create_issue", "get_issue", "list_issues", "search_code"];

Deno.test("nearestNames() finds misspelled, shortened and differently written names", () => {
  assert.equal(nearestNames("creat_issue", TOOLS)[0], "create_issue");
  assert.equal(nearestNames("createIssue", TOOLS)[0], "create_issue");
  assert.equal(nearestNames("search", TOOLS)[0], "search_code");
  assert.deepEqual(nearestNames("quaternion", TOOLS), []);
  assert.deepEqual(nearestNames("", TOOLS), []);
});

Deno.test("nearestNames() is bounded for hostile names", () => {
  const many = Array.from({ length: 50_000 }, (_, index) => `${"x".repeat(5_000)}${index}`);
  assert.ok(nearestNames("x".repeat(100_000), many).length <= 3);
});

Deno.test("suggestion() lists what is known, not more than fits", () => {
  assert.equal(
    suggestion("get_isue", TOOLS, "its tools"),
    `; did you mean "get_issue"? its tools: ${TOOLS.join(", ")}`,
  );
  assert.equal(suggestion("zzz", [], "its tools"), "; there are none");
  const many = Array.from({ length: 100 }, (_, index) => `t${index}`);
  assert.ok(suggestion("zzz", many, "its tools").endsWith("t29, and 70 more"));
});

Deno.test("looseName() sees past case and punctuation", () => {
  assert.equal(looseName("getIssue"), looseName("GET-issue"));
  assert.notEqual(looseName("工具"), looseName("工人"));
});
