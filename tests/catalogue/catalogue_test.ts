import assert from "node:assert/strict";
import type { JsonObject, JsonValue } from "../../src/json/json.ts";
import { buildCatalogue, catalogueSteps } from "../../src/catalogue/catalogue.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { cleanSchema } from "../../src/catalogue/schema.ts";

function catalogueOf(...names: readonly string[]) {
  return buildCatalogue(names.map((name) => ({ name, inputSchema: { type: "object" } })));
}

Deno.test("buildCatalogue() keeps tools whose names fall together callable, each as itself", () => {
  const catalogue = catalogueOf("get-issue", "get_issue");
  const found = (asked: string) => catalogue.names.find(asked)?.description.name;
  assert.equal(found("get-issue"), "get-issue");
  assert.equal(found("get_issue"), "get_issue");
  assert.equal(found("get_issue_2"), "get-issue");
  assert.equal(found("getIssue"), undefined, "it could be either");
});

Deno.test("Catalogue.names sees past case and punctuation when one tool is meant", () => {
  const catalogue = catalogueOf("createIssue", "工具");
  assert.equal(catalogue.names.find("create_issue")?.description.name, "createIssue");
  assert.equal(catalogue.names.find("工具")?.description.alias, "工具");
  for (const nothing of ["", "!!", "constructor", "__proto__", "createIssues"]) {
    assert.equal(catalogue.names.find(nothing), undefined, nothing);
  }
});

Deno.test("buildCatalogue() leaves out what is no tool, and doubles", () => {
  const listed: JsonObject[] = [
    { name: "a", description: "first" },
    { name: "a", description: "second" },
    { name: "" },
    { name: 7 },
    { description: "nameless" },
    { name: "x".repeat(1_000) },
    { name: "no_schema", inputSchema: "wrong" },
  ];
  const { tools } = buildCatalogue(listed);
  assert.deepEqual(tools.map(({ description }) => description.name), ["a", "no_schema"]);
  assert.equal(tools[0]?.description.description, "first");
  assert.deepEqual(tools[1]?.description.input_schema, { type: "object" });
});

Deno.test("buildCatalogue() cleans and bounds what servers say of their tools", () => {
  const [tool] = buildCatalogue([{
    name: "a",
    description: `\u202eevil\u001b[31m ${"x".repeat(100_000)}`,
    inputSchema: {
      properties: { p: { type: "string", description: "hid\u200bden", pattern: "\u200b+" } },
    },
  }]).tools;
  assert.ok(tool);
  assert.ok(tool.description.description.startsWith("evil x"));
  assert.ok(tool.description.description.length <= 8_192);
  assert.deepEqual(tool.description.input_schema, {
    properties: { p: { type: "string", description: "hidden", pattern: "\u200b+" } },
  });
});

Deno.test("cleanSchema() replaces what is too deep or too much, and keeps every key a key", () => {
  const deep: JsonValue = JSON.parse('{"a":'.repeat(10_000) + "1" + "}".repeat(10_000));
  assert.ok(JSON.stringify(cleanSchema(deep)).length < 500);
  const wide = Array.from({ length: 100_000 }, () => ({ x: 1 }));
  assert.ok(JSON.stringify(cleanSchema(wide)).length < 600_000);
  const own: JsonValue = JSON.parse('{"__proto__": {"type": "string"}}');
  assert.equal(JSON.stringify(cleanSchema(own)), '{"__proto__":{"type":"string"}}');
});

Deno.test("Catalogue.collisions names tools together that would be one in Python; all can be called", () => {
  const catalogue = catalogueOf("a-b", "a.b", "ab", "class", "class!", "größe");
  assert.deepEqual(catalogue.collisions, [["a-b", "a.b"], ["class", "class!"]]);
  const found = ["a_b", "a_b_2", "class_", "class_2", "a.b"].map((name) =>
    catalogue.names.find(name)?.description.name
  );
  assert.deepEqual(found, ["a-b", "a.b", "class", "class!", "a.b"]);
});

Deno.test("buildCatalogue() gives 10,000 hostile names aliases of their own", () => {
  const shapes = [
    "x!",
    "x_",
    "x_2",
    "\u202e",
    "__proto__",
    "class",
    "é".repeat(200),
    "\ud800",
    "\0",
  ];
  const names = Array.from({ length: 10_000 }, (_, at) => {
    const shape = shapes[at % shapes.length] ?? "";
    return `${shape}${"-".repeat(at % 50)}${at % 3 === 0 ? at : "!".repeat(at % 200)}`;
  });
  const different = [...new Set(names)].filter((name) => name.length <= 256);
  const catalogue = catalogueOf(...names);
  assert.equal(catalogue.tools.length, different.length);
  const aliases = catalogue.tools.map(({ description: { alias } }) => alias);
  assert.equal(new Set(aliases).size, aliases.length);
  for (const { description: { name, alias } } of catalogue.tools) {
    assert.match(alias, /^\p{XID_Start}\p{XID_Continue}*$/u);
    assert.equal(catalogue.names.find(name)?.description.name, name);
  }
});

Deno.test("catalogueSteps() and prepareIndex() do a long list in turns", async () => {
  const listed = Array.from({ length: 50 }, (_, at) => ({ name: `tool_${at}` }));
  const steps = catalogueSteps(listed);
  let made = 0;
  let step = steps.next();
  for (; step.done !== true; step = steps.next()) made++;
  assert.equal(made, 50);
  // every look at it takes a turn's time
  const clock = new FakeClock();
  const monotonic = clock.monotonic.bind(clock);
  clock.monotonic = () => {
    clock.advance(10);
    return monotonic();
  };
  let turns = 0;
  clock.after = (_ms, callback) => {
    turns++;
    queueMicrotask(callback);
    return () => {};
  };
  await step.value.prepareIndex(clock);
  assert.ok(turns >= 49, `${turns} turns`);
  const { index } = step.value;
  assert.equal(index.names.length, 50);
  assert.equal(step.value.index, index);
});
