import assert from "node:assert/strict";
import { buildCatalogue } from "../../src/catalogue/catalogue.ts";
import { type Candidate, rankTools } from "../../src/catalogue/search.ts";
import { wordsOf } from "../../src/catalogue/search_terms.ts";

function candidates(
  servers: Readonly<Record<string, Readonly<Record<string, string>>>>,
): Candidate[] {
  return Object.entries(servers).flatMap(([server, tools]) => {
    const listed = Object.entries(tools).map(([name, description]) => ({ name, description }));
    return buildCatalogue(listed).tools.map((tool) => ({ server, serverAlias: server, tool }));
  });
}

const TOOLS = candidates({
  github: {
    create_issue: "Create an issue in a repository",
    list_pull_requests: "List the pull requests of a repository",
    searchCode: "Find code",
  },
  filesystem: {
    read_file: "Read the content of a file",
    write_file: "Write a file; creates it when it is not there",
  },
});

function search(text: string, limit = 10): string[] {
  return rankTools(TOOLS, { text, limit }).map(({ tool }) => tool.description.name);
}

Deno.test("rankTools() puts the tool whose name says it first", () => {
  assert.equal(search("create issue")[0], "create_issue");
  assert.equal(search("reading files")[0], "read_file");
  assert.equal(search("search code")[0], "searchCode");
  assert.equal(search("PULL-REQUEST")[0], "list_pull_requests");
});

Deno.test("rankTools() finds tools by their server and by the beginning of a word", () => {
  assert.deepEqual(search("github").sort(), ["create_issue", "list_pull_requests", "searchCode"]);
  assert.deepEqual(search("repo").sort(), ["create_issue", "list_pull_requests"]);
});

Deno.test("rankTools() gives nothing for what nothing has, and at most the limit", () => {
  assert.deepEqual(search("quaternion"), []);
  assert.deepEqual(search("!!! ..."), []);
  assert.equal(search("file repository issue", 2).length, 2);
});

Deno.test("rankTools() gives the same order at every call", () => {
  const same = candidates({
    b: { one: "thing", two: "thing" },
    a: { three: "thing" },
  });
  const names = () => rankTools(same, { text: "thing", limit: 9 }).map((one) => one.tool);
  assert.deepEqual(names(), names());
  assert.deepEqual(names().map((tool) => tool.description.name), ["one", "two", "three"]);
});

Deno.test("rankTools() is bounded for long queries and many tools", () => {
  const many = candidates({
    s: Object.fromEntries(
      Array.from({ length: 2_000 }, (_, index) => [`tool_${index}`, `Does thing number ${index}`]),
    ),
  });
  const query = Array.from({ length: 1_000 }, (_, index) => `w${index}`).join(" ");
  assert.deepEqual(rankTools(many, { text: query, limit: 5 }), []);
});

Deno.test("wordsOf() takes names apart", () => {
  assert.deepEqual(wordsOf("getIssueComments list-repositories"), [
    "get",
    "issue",
    "comment",
    "list",
    "repository",
  ]);
  assert.deepEqual(wordsOf("工具 status access"), ["工具", "statu", "access"]);
});
