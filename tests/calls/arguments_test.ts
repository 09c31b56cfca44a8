import assert from "node:assert/strict";
import { writeJson } from "../../src/json/write_json.ts";
import { UpstreamError } from "../../src/errors.ts";
import type { JsonObject, JsonValue } from "../../src/json/json.ts";
import { prepareArguments, type Prepared } from "../../src/calls/arguments.ts";
import { createBudget } from "../../src/calls/budget.ts";
import { repairValue } from "../../src/calls/repair_value.ts";
import { buildCatalogue } from "../../src/catalogue/catalogue.ts";

function prepareAll(inputSchema: JsonObject, given: JsonObject): Prepared {
  const [tool] = buildCatalogue([{ name: "create-issue", inputSchema }]).tools;
  assert.ok(tool);
  return prepareArguments(tool, given, { server: "github" });
}

function prepare(inputSchema: JsonObject, given: JsonObject): JsonObject {
  return prepareAll(inputSchema, given).arguments;
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
    [{ enum: ["in_progress", "done"] }, "In Progress", "in_progress"],
    [{ enum: ["5", "10"] }, 5, "5"],
    [{ enum: [5, 10] }, "5", 5],
    [{ enum: ["true", "false"] }, true, "true"],
    [{ anyOf: [{ enum: ["Open"] }, { type: "null" }] }, "open", "Open"],
    [{ oneOf: [{ const: "OPEN" }, { const: "DONE" }] }, "open", "OPEN"],
    [{ type: "array", items: { type: "string" } }, "bug", ["bug"]],
    [{ anyOf: [{ type: "array", items: { type: "string" } }, { type: "null" }] }, "bug", ["bug"]],
    [{ type: "array", items: { enum: ["Bug"] } }, "bug", ["Bug"]],
    [{ type: "array", items: { type: "integer" } }, "7", [7]],
    [
      { type: "array", items: { type: "object", properties: { oldText: { type: "string" } } } },
      { old_text: 1 },
      [{ oldText: "1" }],
    ],
    [{ type: "string" }, { a: [1] }, '{"a":[1]}'],
    [{ type: "string", description: "The fields as JSON" }, [{ a: 1 }], '[{"a":1}]'],
    [{ type: ["string", "null"], contentMediaType: "application/json" }, [1], "[1]"],
    [{ type: "string", description: "A comma-separated list" }, ["a", 2], "a,2"],
    [
      {
        anyOf: [{ type: "object", properties: { perPage: { type: "integer" } } }, { type: "null" }],
      },
      { per_page: "3" },
      { perPage: 3 },
    ],
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
    [{ enum: ["c", "python"] }, "c++"],
    [{ enum: ["-created", "updated"] }, "created"],
    [{ enum: ["in progress", "in-progress"] }, "in_progress"],
    [{ type: "array", items: { type: "string" } }, "bug, ui"],
    [{ type: "array", items: { type: "string" } }, "['bug']"],
    [{ type: "array", items: { type: "string" } }, ""],
    [{ type: "array", items: { type: "string" } }, null],
    [{ type: "array", items: { type: "integer" } }, "seven"],
    [{ type: "array", items: {} }, "bug"],
    [{ type: "array" }, "bug"],
    [{ anyOf: [{ type: "array", items: { type: "string" } }, { type: "string" }] }, "bug"],
    [{ type: "string" }, ["a"]],
    [{ type: "string", format: "date" }, { year: 2026 }],
    [{ type: "string", enum: ["a"] }, { a: 1 }],
    [{ type: "string", description: "comma separated" }, ["a,b"]],
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
      'filter: {"labels"?: list[str]} = ...)',
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
  });
});

Deno.test("prepareArguments() leaves out None unless a keyword of the schema admits null", () => {
  const $defs = { state: { enum: ["open"] }, maybe: { anyOf: [{}, { type: "null" }] } };
  const refused: JsonValue[] = [
    { enum: ["open", "closed"] },
    { const: "open" },
    { type: "string", enum: ["open"] },
    { allOf: [{ type: "string" }] },
    { allOf: [{ type: ["string", "null"] }, { enum: ["open"] }] },
    { anyOf: [{ type: "string" }, { enum: [1] }] },
    { oneOf: [{ $ref: "#/$defs/state" }, { type: "integer" }] },
    { $ref: "#/$defs/state" },
    { $ref: "https://example.org/elsewhere" },
    { not: { type: "null" } },
    { anyOf: [{}, { type: "string" }] },
    { description: "says nothing of its values" },
    { properties: { a: {} } },
    {},
    true,
  ];
  for (const x of refused) assert.deepEqual(prepare({ properties: { x }, $defs }, { x: null }), {});
  const admitted: JsonValue[] = [
    { enum: ["open", null] },
    { const: null },
    { type: ["string", "null"] },
    { type: "string", nullable: true },
    { enum: ["open"], nullable: true },
    { anyOf: [{ type: "string" }, { type: "null" }] },
    { oneOf: [{ enum: ["open"] }, { const: null }] },
    { allOf: [{ type: ["string", "null"] }] },
    { $ref: "#/$defs/maybe" },
  ];
  for (const x of admitted) {
    const given = { x: null };
    assert.deepEqual(prepare({ properties: { x }, $defs }, given), given, writeJson(x));
  }
});

Deno.test("prepareArguments() sends None for a required parameter, for the server to judge", () => {
  assert.deepEqual(prepare({ properties: { x: {} }, required: ["x"] }, { x: null }), { x: null });
});

Deno.test("prepareArguments() looks at null in a schema of many branches for a bounded time", () => {
  const branch = { anyOf: Array.from({ length: 20 }, () => ({ $ref: "#/$defs/branch" })) };
  const schema = { properties: { x: branch }, $defs: { branch } };
  assert.deepEqual(prepare(schema, { x: null }), {});
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
    note: 4,
  });
  const free = { ...schema, additionalProperties: {} };
  assert.deepEqual(prepare(free, { from_: 1, issue_id: 2, document_id: 3, NOTE: 4 }), {
    from: 1,
    "issue-id": 2,
    documentId: 3,
    // optional, and the keys are free: it is perhaps another one
    NOTE: 4,
  });
});

Deno.test("prepareArguments() maps other spellings in every open schema, also inside", () => {
  const inner = { properties: { sortBy: { type: "string" } } };
  const schema = {
    properties: { resourceType: { type: "string" }, filter: inner, many: { items: inner } },
  };
  for (const others of [{}, { additionalProperties: true }, { additionalProperties: false }]) {
    const given = { resource_type: "a", filter: { sort_by: "b" }, many: [{ "Sort-By": "c" }] };
    const all = prepareAll({ ...schema, ...others }, given);
    assert.deepEqual(all, {
      arguments: { resourceType: "a", filter: { sortBy: "b" }, many: [{ sortBy: "c" }] },
      strays: [],
    });
  }
});

Deno.test("prepareArguments() maps nothing onto a parameter that is given, and nothing to two", () => {
  const schema = { properties: { perPage: {}, per_page: {}, pageSize: {} } };
  assert.match(
    refusal(schema, { per__page: 1 }),
    /no parameter "per__page" \(did you mean "perPage" or "per_page"\?\)/,
  );
  assert.match(
    refusal(schema, { pageSize: 1, page_size: 2 }),
    /no parameter "page_size" \(did you mean "pageSize"\?\)/,
  );
});

Deno.test("prepareArguments() refuses a name that resembles a parameter, in open schemas too", () => {
  const properties = {
    maxRecords: { type: "number" },
    channel_id: { type: "string" },
    repository: { type: "string" },
    query: { type: "string" },
    state: { enum: ["open", "closed"] },
    start_date: { type: "string" },
  };
  const cases: [string, JsonValue, string][] = [
    ["max_record", 1, "maxRecords"],
    ["maxRecrods", 1, "maxRecords"],
    ["limit", 5, "maxRecords"],
    ["limit", "5", "maxRecords"],
    ["channel", "C1", "channel_id"],
    ["repo", "a/b", "repository"],
    ["q", "x", "query"],
    ["states", "open", "state"],
    ["date_start", "x", "start_date"],
  ];
  for (const others of [{}, { additionalProperties: true }]) {
    for (const [name, value, meant] of cases) {
      const text = refusal({ properties, ...others }, { [name]: value });
      const said = `it has no parameter "${name}" (did you mean "${meant}"?). It is called as `;
      assert.ok(text.includes(said), text);
    }
  }
});

Deno.test("prepareArguments() sends an unknown name that resembles nothing, and says so", () => {
  const properties = { "max-records": { type: "number" }, address1: {}, state: { enum: ["open"] } };
  const given: [string, JsonValue][] = [
    ["verbose", true],
    ["address2", "x"],
    // the value does not fit the parameter that the name could mean
    ["limit", "all"],
    ["state_name", "Berlin"],
    // what is added makes another thing of it
    ["state_order", "open"],
    ["min_records", 1],
    ["name", 5],
  ];
  for (const [name, value] of given) {
    assert.deepEqual(prepareAll({ properties }, { [name]: value }), {
      arguments: { [name]: value },
      strays: [
        { place: null, names: [name], known: ["max_records", "address1", "state"], more: 0 },
      ],
    });
  }
  const both = { "max-records": 1, limit: 2 };
  assert.deepEqual(prepareAll({ properties }, both).strays[0]?.names, ["limit"]);
});

Deno.test("prepareArguments() tells of unknown names inside, where keys are not free", () => {
  const open = { type: "object", properties: { labels: {} } };
  const schema = {
    properties: {
      filter: open,
      "maybe-one": { anyOf: [open, { type: "null" }] },
      many: { type: "array", items: open },
      allowed: { ...open, additionalProperties: true },
      headers: { type: "object", additionalProperties: { type: "string" } },
      fields: { ...open, patternProperties: { "^x": {} } },
      any: { type: "object" },
      empty: { type: "object", properties: {} },
      either: { anyOf: [open, { type: "object", properties: { other: {} } }] },
    },
  };
  const extra = { zone: "1" };
  const given = Object.fromEntries(Object.keys(schema.properties).map((name) => [name, extra]));
  const { strays } = prepareAll(schema, { ...given, many: [{}, extra] });
  assert.deepEqual(strays.map(({ place, names, known }) => [place, names, known]), [
    ["filter", ["zone"], ["labels"]],
    ["maybe_one", ["zone"], ["labels"]],
    ["many[1]", ["zone"], ["labels"]],
  ]);
  assert.match(refusal(schema, { filter: { label: "a" } }), /"filter" has no key "label" \(did/);
});

Deno.test("prepareArguments() tells nothing of unknown names where a schema declares them", () => {
  const properties = { a: {} };
  const declared: JsonObject[] = [
    { properties, additionalProperties: {} },
    { properties, additionalProperties: { type: "integer" } },
    { properties, patternProperties: { "^b": {} } },
    { properties, anyOf: [{ properties: { b: {} } }] },
    { type: "object" },
    { type: "object", properties: {} },
    { type: "object", additionalProperties: true },
  ];
  for (const schema of declared) {
    assert.deepEqual(prepareAll(schema, { as: 1, b: 2 }), {
      arguments: { as: 1, b: 2 },
      strays: [],
    });
  }
});

Deno.test("prepareArguments() names unknown parameters beside what is missing", () => {
  const schema = { properties: { baseId: { type: "string" } }, required: ["baseId"] };
  assert.match(
    refusal(schema, { verbose: 1 }),
    /"baseId" is missing; it has no parameter "verbose"\. It is called as/,
  );
});

Deno.test("prepareArguments() compares names for a bounded time, and tells of few", () => {
  const properties = Object.fromEntries(
    Array.from({ length: 500 }, (_, index) => [`${"p".repeat(60)}${index}`, {}]),
  );
  const given = Object.fromEntries(
    Array.from({ length: 20_000 }, (_, index) => [`${"q".repeat(60)}${index}`, 1]),
  );
  const { strays: [stray, ...others] } = prepareAll({ properties }, given);
  assert.deepEqual(others, []);
  assert.deepEqual([stray?.names.length, stray?.known.length, stray?.more], [16, 40, 460]);
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

Deno.test("prepareArguments() refuses every unknown name only when the schema is closed", () => {
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
  assert.ok(text.length < 2_000, text);
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
