import assert from "node:assert/strict";
import { writeJson } from "../../src/json/write_json.ts";
import { UpstreamError } from "../../src/errors.ts";
import type { JsonObject, JsonValue } from "../../src/json/json.ts";
import { prepareArguments } from "../../src/calls/arguments.ts";
import { createBudget } from "../../src/calls/budget.ts";
import { repairValue } from "../../src/calls/repair_value.ts";
import { buildCatalogue } from "../../src/catalogue/catalogue.ts";

function prepare(inputSchema: JsonObject, given: JsonObject): JsonObject {
  const [tool] = buildCatalogue([{ name: "create-issue", inputSchema }]).tools;
  assert.ok(tool);
  return prepareArguments(tool, given, { server: "github" });
}

function refusal(inputSchema: JsonObject, given: JsonObject): string {
  try {
    prepare(inputSchema, given);
  } catch (error) {
    assert.ok(error instanceof UpstreamError);
    assert.equal(error.code, "BAD_ARGUMENTS");
    return error.message;
  }
  return assert.fail("nothing was refused");
}

function repaired(schema: JsonValue, value: JsonValue): JsonValue | undefined {
  return prepare({ properties: { x: schema }, required: ["x"] }, { x: value })["x"];
}

Deno.test("prepareArguments() repairs values that leave one meaning", () => {
  const cases: [JsonValue, JsonValue, JsonValue][] = [
    [{ type: "boolean" }, "true", true],
    [{ type: "boolean" }, "False", false],
    [{ type: "integer" }, "5", 5],
    [{ type: "number" }, " -2.5 ", -2.5],
    [{ type: "string" }, 5, "5"],
    [{ type: "string" }, 12345678901234567890n, "12345678901234567890"],
    [{ type: "array" }, '["a", 1]', ["a", 1]],
    [{ type: "object" }, '{"a": 1}', { a: 1 }],
    [{ anyOf: [{ type: "null" }, { type: "integer" }] }, "7", 7],
    [{ enum: ["Open", "Done"] }, "open", "Open"],
    [{ type: "array", items: { type: "integer" } }, ["1", 2], [1, 2]],
    [{ type: "object", properties: { n: { type: "integer" } } }, { n: "3", m: "4" }, {
      n: 3,
      m: "4",
    }],
    [{ type: "array", items: { type: "boolean" } }, '["true"]', [true]],
    [{ allOf: [{ type: "integer" }], description: "described anew" }, "5", 5],
    [
      {
        type: "object",
        properties: { n: { type: "integer" }, m: { type: "integer" } },
        required: ["m"],
      },
      { n: null, m: 1 },
      { m: 1 },
    ],
  ];
  for (const [schema, given, expected] of cases) {
    assert.deepEqual(repaired(schema, given), expected, writeJson([schema, given]));
  }
});

Deno.test("repairValue() leaves alone what is right or has more than one meaning", () => {
  const cases: [JsonValue, JsonValue][] = [
    [{ type: "string" }, "true"],
    [{ type: "string" }, "5"],
    [{ type: "string" }, '["a"]'],
    [{ type: ["string", "integer"] }, "5"],
    [{}, "5"],
    [true, "5"],
    [{ type: "integer" }, "5.5"],
    [{ type: "integer" }, "0x10"],
    [{ type: "integer" }, "12345678901234567890"],
    [{ type: "integer" }, "007"],
    [{ type: ["string", "integer"] }, 12345678901234567890n],
    [{ type: ["string", "number"] }, 12345678901234567890n],
    [{ type: "number" }, -12345678901234567890n],
    [{ type: "boolean" }, "yes"],
    [{ type: "boolean" }, 1],
    [{ type: "array" }, "{}"],
    [{ type: "array" }, "[not JSON"],
    [{ type: "string" }, 1.5],
    [{ type: "string" }, null],
    [{ enum: ["a", "A"] }, "á"],
    [{ allOf: [{ type: "integer" }, {}] }, "5"],
    [{ type: "object", properties: { n: { type: ["integer", "null"] } } }, { n: null }],
    [{ type: "object", properties: { n: { type: "integer" } }, required: ["n"] }, { n: null }],
    [{ anyOf: [{ type: "integer" }, {}] }, "5"],
    [{ const: 5 }, "5"],
  ];
  for (const [schema, given] of cases) {
    const kept = repairValue(given, schema, { root: {}, budget: createBudget() });
    assert.deepEqual(kept, given, writeJson([schema, given]));
  }
});

Deno.test("prepareArguments() checks what it repaired, and nothing that is right", () => {
  const schema = { type: "integer", maximum: 10 };
  assert.equal(repaired(schema, "7"), 7);
  assert.match(refusal({ properties: { x: schema } }, { x: "11" }), /at most 10, not int 11/);
});

Deno.test("prepareArguments() tells all problems at once, then the signature", () => {
  const schema = {
    properties: {
      repo: { type: "string" },
      state: { enum: ["open", "closed"] },
      "per-page": { type: "integer", maximum: 100 },
      filter: {
        type: "object",
        properties: { labels: { type: "array", items: { type: "string" } } },
        required: ["since"],
        additionalProperties: false,
      },
    },
    required: ["repo"],
    additionalProperties: false,
  };
  const given = {
    state: "clsoed",
    per_page: 500,
    filter: { labels: ["a", true], label: 1 },
    sort: "up",
  };
  assert.equal(
    refusal(schema, given),
    'Cannot call tool "create-issue" of server "github": "repo" is missing; ' +
      '"state" must be one of "open", "closed", not str "clsoed" (did you mean "closed"?); ' +
      '"filter.labels[1]" must be str, not True; ' +
      '"filter" has no key "label" (did you mean "labels"?); ' +
      '"per_page" must be at most 100, not int 500; it has no parameter "sort". It is called as ' +
      'create_issue(*, repo: str, state: Literal["open", "closed"] = ..., per_page: int = ..., ' +
      'filter: {"labels?": list[str]} = ...)',
  );
});

Deno.test("prepareArguments() never runs the server's patterns", () => {
  const schema = { type: "string", pattern: "^(a+)+$" };
  const text = `${"a".repeat(200)}!`;
  assert.equal(repaired(schema, text), text);
});

Deno.test("prepareArguments() leaves out None for an optional parameter that takes no null", () => {
  const properties = {
    body: { type: "string" },
    parent: { type: ["string", "null"] },
    any: {},
  };
  assert.deepEqual(prepare({ properties }, { body: null, parent: null, any: null }), {
    parent: null,
    any: null,
  });
});

Deno.test("prepareArguments() knows parameters by alias and by another way to write them", () => {
  const schema = {
    properties: { from: {}, "issue-id": {}, documentId: {}, note: {} },
    required: ["from", "issue-id", "documentId"],
  };
  assert.deepEqual(prepare(schema, { from_: 1, issue_id: 2, document_id: 3, NOTE: 4 }), {
    from: 1,
    "issue-id": 2,
    documentId: 3,
    // optional, and the schema is open: the server may mean another one
    NOTE: 4,
  });
});

Deno.test("prepareArguments() names what is missing and shows the signature", () => {
  const schema = {
    properties: { repo: { type: "string" }, title: { type: "string" } },
    required: ["repo", "title"],
  };
  assert.equal(
    refusal(schema, { repo: "a/b" }),
    'Cannot call tool "create-issue" of server "github": "title" is missing. ' +
      "It is called as create_issue(*, repo: str, title: str)",
  );
});

Deno.test("prepareArguments() refuses unknown names only when the schema is closed", () => {
  const properties = { title: { type: "string" } };
  const closed = { properties, additionalProperties: false };
  assert.match(
    refusal(closed, { titel: "x" }),
    /no parameter "titel" \(did you mean "title"\?\)/,
  );
  const stray = { title: "x", extra: 1 };
  assert.deepEqual(prepare({ properties }, stray), stray);
  assert.deepEqual(prepare({ ...closed, patternProperties: { "^e": {} } }, stray), stray);
  assert.deepEqual(prepare({ ...closed, allOf: [{}] }, stray), stray);
});

Deno.test("prepareArguments() does not ask for a required parameter that has a default", () => {
  const properties = { unit: { type: "string", default: "C" } };
  assert.deepEqual(prepare({ properties, required: ["unit"] }, {}), {});
});

Deno.test("prepareArguments() ends soon, whatever the names of a call and of its schema are", () => {
  const properties = Object.fromEntries(
    Array.from({ length: 600 }, (_, index) => [`${"p".repeat(60)}${index}`, {}]),
  );
  const given = Object.fromEntries(
    Array.from({ length: 20_000 }, (_, index) => [`${"q".repeat(60)}${index}`, 1]),
  );
  const text = refusal({ properties, additionalProperties: false }, given);
  assert.match(text, /; and [0-9]+ more\. It is called as /);
  assert.ok(text.length < 2_400, text);
  // parameters beyond those that get an alias are parameters all the same
  const last = { [`${"p".repeat(60)}599`]: 1 };
  assert.deepEqual(prepare({ properties, additionalProperties: false }, last), last);
});

Deno.test("prepareArguments() treats __proto__ as a name like any other", () => {
  const given: JsonObject = JSON.parse('{"__proto__": {"polluted": true}, "x": 1}');
  const result = prepare({ properties: { x: {} } }, given);
  assert.deepEqual(Object.keys(result), ["x", "__proto__"]);
  assert.equal("polluted" in {}, false);
});
