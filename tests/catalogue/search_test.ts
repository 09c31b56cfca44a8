import assert from "node:assert/strict";
import { buildCatalogue } from "../../src/catalogue/catalogue.ts";
import { rankTools, type ToolGroup } from "../../src/catalogue/search.ts";
import { conceptsOf } from "../../src/catalogue/search_query.ts";
import { stemsOf, wordsOf } from "../../src/catalogue/search_terms.ts";
import type { JsonObject } from "../../src/json/json.ts";

/** Descriptions by the names of tools, by servers. */
type Servers = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A server's tools, and their names in the index's order. */
interface Group extends ToolGroup {
  readonly tools: readonly string[];
}

function group(name: string, listed: readonly JsonObject[]): Group {
  const { tools, index } = buildCatalogue(listed);
  return { name, index, tools: tools.map(({ description }) => description.name) };
}

function groups(servers: Servers): readonly Group[] {
  return Object.entries(servers).map(([server, tools]) =>
    group(server, Object.entries(tools).map(([name, description]) => ({ name, description })))
  );
}

const TOOLS = groups({
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

/** Names of the tools that are found, best first. */
function search(text: string, { among = TOOLS, limit = 10 } = {}): readonly string[] {
  return rankTools(among, { text, limit })
    .map((hit) => among[hit.group]?.tools[hit.tool] ?? "unknown");
}

Deno.test("rankTools() puts the tool whose name says it first", () => {
  assert.equal(search("create issue")[0], "create_issue");
  assert.equal(search("reading files")[0], "read_file");
  assert.equal(search("search code")[0], "searchCode");
  assert.equal(search("PULL-REQUEST")[0], "list_pull_requests");
});

Deno.test("rankTools() finds tools by their server and by the beginning of a word", () => {
  assert.deepEqual([...search("github")].sort(), [
    "create_issue",
    "list_pull_requests",
    "searchCode",
  ]);
  assert.deepEqual([...search("reposit")].sort(), ["create_issue", "list_pull_requests"]);
});

Deno.test("rankTools() gives nothing for what nothing has, and at most the limit", () => {
  assert.deepEqual(search("quaternion"), []);
  assert.deepEqual(search("!!! ..."), []);
  assert.deepEqual(search("of the is"), []);
  assert.equal(search("file repository issue", { limit: 2 }).length, 2);
});

Deno.test("rankTools() gives the same order at every call", () => {
  const among = groups({ b: { one: "thing", two: "thing" }, a: { three: "thing" } });
  assert.deepEqual(search("thing", { among }), ["one", "two", "three"]);
  assert.deepEqual(search("thing", { among }), search("thing", { among }));
});

Deno.test("rankTools() finds a tool that says the same in other words", () => {
  assert.equal(search("open a ticket")[0], "create_issue");
  assert.equal(search("PRs of the project")[0], "list_pull_requests");
  assert.equal(search("show a document")[0], "read_file");
});

Deno.test("rankTools() prefers the query's own words to their synonyms", () => {
  const among = groups({
    s: { one: "Removes an item", two: "Deletes an item", three: "Erases an item" },
  });
  assert.equal(search("delete item", { among })[0], "two");
  assert.equal(search("erase item", { among })[0], "three");
});

Deno.test("rankTools() counts a concept once, in however many words a tool says it", () => {
  const among = groups({
    s: {
      a: "Delete, remove, erase, drop, clear, discard, purge, trash",
      b: "Delete a calendar",
    },
  });
  assert.equal(search("delete calendar", { among })[0], "b");
});

Deno.test("rankTools() prefers the tool whose whole name is said, in the same form", () => {
  const among = groups({
    s: { create_issue_comment_reaction: "", create_issue: "", list_request: "", list_requests: "" },
  });
  assert.equal(search("create an issue", { among })[0], "create_issue");
  assert.equal(search("list requests", { among })[0], "list_requests");
  assert.equal(search("list request", { among })[0], "list_request");
});

Deno.test("rankTools() counts what a name repeats of its server's as said", () => {
  const among = groups({ other: { create_task_list: "" }, asana: { asana_create_task: "" } });
  assert.equal(search("create task", { among })[0], "asana_create_task");
});

Deno.test("rankTools() prefers the server that the query names, also by its beginning", () => {
  const tools = { create_card: "Create a card" };
  const among = [...groups({ trello: tools }), ...groups({ kanboard: tools })];
  const first = (text: string) => among[rankTools(among, { text, limit: 1 })[0]?.group ?? 9]?.name;
  assert.equal(first("create card in trello"), "trello");
  assert.equal(first("create card in kanboard"), "kanboard");
  assert.equal(first("create card kanb"), "kanboard");
  const mentioned = groups({ importer: { create_trello_card: "" }, trello: { create_card: "" } });
  assert.equal(search("create trello card", { among: mentioned })[0], "create_card");
});

Deno.test("rankTools() prefers the tool that answers all of the query", () => {
  const among = groups({
    s: {
      weather: "",
      both: "Something else. The weather of a route",
      two: "Another route",
      three: "A route",
    },
  });
  assert.equal(search("weather route", { among })[0], "both");
});

Deno.test("rankTools() reads the names and the descriptions of parameters", () => {
  const tool = (name: string, property: JsonObject): JsonObject => ({
    name,
    inputSchema: { type: "object", properties: property },
  });
  const among = [
    group("s", [
      tool("one", { assignee: {} }),
      tool("two", { x: { description: "The longitude in degrees" } }),
      tool("three", { ["__proto__"]: 1, y: null, z: { description: 7 } }),
    ]),
  ];
  assert.deepEqual(search("assignees", { among }), ["one"]);
  assert.deepEqual(search("longitude", { among }), ["two"]);
});

Deno.test("rankTools() counts a word of a long description for less", () => {
  const among = groups({
    s: {
      long: `Does it. The calendar${" and so much more".repeat(50)}`,
      short: "Does it. The calendar",
    },
  });
  assert.equal(search("calendar", { among })[0], "short");
});

Deno.test("rankTools() counts a word little more that a tool repeats", () => {
  const among = groups({
    s: { stuffed: "calendar ".repeat(200), list_events: "Lists events of a calendar" },
  });
  assert.equal(search("calendar events", { among })[0], "list_events");
});

Deno.test("rankTools() is bounded for long queries and many tools", () => {
  const listed = Array.from({ length: 2_000 }, (_, index) => ({
    name: `tool_${index}`,
    description: `Does thing number ${index}. ${`Word${index} `.repeat(200)}`,
  }));
  const among = [group("s", listed)];
  const words = Array.from({ length: 1_000 }, (_, index) => `w${index}q`).join(" ");
  assert.deepEqual(search(words, { among }), []);
  const [first] = search("tool 1999", { among, limit: 1 });
  assert.equal(first, "tool_1999", "its name is read, however much is not");
  const texts = [...among[0]?.index.postings.keys() ?? []].filter((stem) => /^word\d/.test(stem));
  assert.ok(texts.length > 100 && texts.length < 1_000, `of ${texts.length} descriptions`);
});

Deno.test("wordsOf() takes names apart", () => {
  assert.deepEqual(wordsOf("getIssueComments list-repositories parseHTMLPage s3Bucket"), [
    "get",
    "issue",
    "comments",
    "list",
    "repositories",
    "parse",
    "html",
    "page",
    "s3",
    "bucket",
  ]);
});

Deno.test("stemsOf() gives the forms of a word the same stem, and leaves out what says nothing", () => {
  const [stem] = stemsOf("create");
  assert.deepEqual(stemsOf("creates the creating of a created"), [stem, stem, stem]);
  assert.deepEqual(stemsOf("repository"), stemsOf("Repositories"));
  assert.deepEqual(stemsOf("工具 für"), ["工具", "für"]);
  assert.deepEqual(stemsOf("x".repeat(1_000)), ["x".repeat(40)]);
});

Deno.test("conceptsOf() takes words together that have a meaning together", () => {
  const own = (text: string) =>
    conceptsOf(text).map(({ ways }) => ways.filter((way) => way.own).map(({ stems }) => stems));
  assert.deepEqual(own("turn off the alarm"), [[["turn", "off"]], [["alarm"]]]);
  assert.deepEqual(own("turn the alarm alarm"), [[["turn"]], [["alarm"]]]);
  const [turnOff] = conceptsOf("turn off");
  assert.ok(turnOff?.ways.some(({ stems }) => stems.join() === stemsOf("disable").join()));
});
