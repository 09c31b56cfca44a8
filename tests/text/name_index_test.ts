import assert from "node:assert/strict";
import { type Named, NameIndex } from "../../src/text/name_index.ts";

function index(...names: readonly (readonly [name: string, alias: string])[]): NameIndex<Named> {
  const items = names.map(([name, alias]) => ({ name, alias }));
  return new NameIndex(items, { namesOf: (item) => item, shown: "alias" });
}

Deno.test("NameIndex.find() takes the name before the alias, and both before another way to write them", () => {
  const names = index(["get-issue", "get_issue_2"], ["get_issue", "get_issue"], ["a b", "a_b"]);
  const found = (asked: string) => names.find(asked)?.name;
  assert.equal(found("get-issue"), "get-issue");
  assert.equal(found("get_issue"), "get_issue");
  assert.equal(found("GetIssue2"), "get-issue");
  assert.equal(found("getIssue"), undefined, "it could be either");
  assert.equal(found("A-B"), "a b");
  for (const nothing of ["", "-", "constructor", "__proto__"]) {
    assert.equal(found(nothing), undefined, nothing);
  }
});

Deno.test("NameIndex.hint() lists what is written alike, else the nearest and what there is", () => {
  const names = index(["get-issue", "get_issue_2"], ["get_issue", "get_issue"]);
  assert.equal(
    names.hint("getIssue", "its tools"),
    '; several are written alike: "get_issue_2", "get_issue"',
  );
  assert.equal(
    names.hint("get_isue", "its tools"),
    '; did you mean "get_issue" or "get_issue_2"? its tools: get_issue_2, get_issue',
  );
  assert.equal(index().hint("x", "its tools"), "; there are none");
});
