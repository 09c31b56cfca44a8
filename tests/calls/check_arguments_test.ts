import assert from "node:assert/strict";
import { CfWorkerJsonSchemaValidator } from "@modelcontextprotocol/client/validators/cf-worker";
import type { JsonObject, JsonValue } from "../../src/json/json.ts";
import { createBudget } from "../../src/calls/budget.ts";
import { checkArguments } from "../../src/calls/check_arguments.ts";
import { readParameters } from "../../src/catalogue/tool_parameters.ts";

/** What is said of arguments; empty when nothing is. */
function said(schema: JsonObject, given: JsonObject): string {
  const parameters = readParameters(schema).byName;
  return checkArguments(given, { schema, parameters, budget: createBudget() }).text();
}

/** What is said of one argument, `x`. */
function saidOf(schema: JsonValue, x: JsonValue): string {
  return said({ properties: { x: schema } }, { x });
}

/** A schema, a value that it takes, one that it does not take, and what is said of that. */
type Row = readonly [JsonValue, JsonValue, JsonValue, string];

const KEYWORDS: readonly Row[] = [
  [{ type: "string" }, "a", 1.5, '"x" must be str, not float 1.5'],
  [{ type: "integer" }, 5, 5.5, '"x" must be int, not float 5.5'],
  [{ type: "number" }, 5, "five", '"x" must be float, not str "five"'],
  [{ type: "boolean" }, true, 1, '"x" must be bool, not int 1'],
  [{ type: "null" }, null, 0, '"x" must be None, not int 0'],
  [{ type: "object" }, {}, [], '"x" must be dict, not list'],
  [{ type: ["string", "null"] }, null, {}, '"x" must be str | None, not dict'],
  [{ type: "string", nullable: true }, null, true, '"x" must be str, not True'],
  [{ type: "array", items: { type: "string" } }, ["a"], "a", '"x" must be list[str], not str "a"'],
  [{ enum: ["a", "b", 3] }, 3, "other", '"x" must be one of "a", "b", 3, not str "other"'],
  [
    { enum: ["open", "closed"] },
    "open",
    "opne",
    '"x" must be one of "open", "closed", not str "opne" (did you mean "open"?)',
  ],
  [{ const: 5 }, 5, 6, '"x" must be 5, not int 6'],
  [{ minimum: 1 }, 1, 0, '"x" must be at least 1, not int 0'],
  [{ maximum: 9 }, 9, 10, '"x" must be at most 9, not int 10'],
  [{ exclusiveMinimum: 1 }, 1.1, 1, '"x" must be more than 1, not int 1'],
  [{ exclusiveMaximum: 9 }, 8, 9, '"x" must be less than 9, not int 9'],
  [{ multipleOf: 5 }, 10, 7, '"x" must be a multiple of 5, not int 7'],
  [{ minLength: 2 }, "ab", "a", '"x" must have at least 2 characters, and has 1'],
  [{ maxLength: 2 }, "😀😀", "abc", '"x" must have at most 2 characters, and has 3'],
  [{ minItems: 1 }, [1], [], '"x" must have at least 1 item, and has 0'],
  [{ maxItems: 1 }, [1], [1, 2], '"x" must have at most 1 item, and has 2'],
  [{ uniqueItems: true }, [1, "1"], ["a", "a"], '"x" must not hold str "a" twice'],
  [{ minProperties: 1 }, { a: 1 }, {}, '"x" must have at least 1 key, and has 0'],
  [{ maxProperties: 1 }, { a: 1 }, { a: 1, b: 2 }, '"x" must have at most 1 key, and has 2'],
  [{ items: { type: "integer" } }, [1], [1, "a"], '"x[1]" must be int, not str "a"'],
  [{ prefixItems: [{ type: "integer" }] }, [1, "a"], ["a"], '"x[0]" must be int, not str "a"'],
  [{ prefixItems: [{}], items: false }, [1], [1, 2], '"x[1]" must not be given'],
  [
    { items: [{}], additionalItems: { type: "null" } },
    [1, null],
    [1, 2],
    '"x[1]" must be None, not int 2',
  ],
  [
    { properties: { a: { properties: { b: { type: "string" } } } } },
    { a: { b: "c" } },
    { a: { b: [] } },
    '"x.a.b" must be str, not list',
  ],
  [{ required: ["a"] }, { a: null }, {}, '"x.a" is missing'],
  [
    { properties: { name: {} }, additionalProperties: false },
    { name: 1 },
    { nmae: 1 },
    '"x" has no key "nmae" (did you mean "name"?)',
  ],
  [
    { additionalProperties: { type: "integer" } },
    { "odd key": 1 },
    { "odd key": "a" },
    '"x[\'odd key\']" must be int, not str "a"',
  ],
  [{ allOf: [{ minimum: 1 }, { maximum: 9 }] }, 5, 10, '"x" must be at most 9, not int 10'],
  [
    { anyOf: [{ type: "integer" }, { type: "null" }] },
    null,
    "a",
    '"x" must be int | None, not str "a"',
  ],
  [
    { oneOf: [{ required: ["a"] }, { required: ["b"] }] },
    { a: 1, b: 1 },
    {},
    '"x" matches none of the 2 alternatives ("x.a" is missing; or "x.b" is missing)',
  ],
  [{ items: false }, [], [1], '"x[0]" must not be given'],
];

Deno.test("checkArguments() tells what does not fit a keyword, and passes what fits", () => {
  for (const [schema, right, wrong, expected] of KEYWORDS) {
    assert.equal(saidOf(schema, right), "", JSON.stringify(schema));
    assert.equal(saidOf(schema, wrong), expected, JSON.stringify(schema));
  }
});

Deno.test("checkArguments() follows local references, also ones that come back", () => {
  const schema: JsonObject = {
    $defs: {
      node: {
        type: "object",
        properties: { next: { $ref: "#/$defs/node" }, name: { type: "string" } },
      },
    },
    properties: { x: { $ref: "#/$defs/node" } },
  };
  const x = { next: { next: { name: 5 } } };
  assert.equal(said(schema, { x }), '"x.next.next.name" must be str, not int 5');
  assert.equal(said({ $ref: "#", properties: { x: { type: "string" } } }, { x: 5 }), "");
});

Deno.test("checkArguments() tells of the alternative that is meant by type or constant", () => {
  const model = { type: "object", properties: { n: { type: "integer" } }, required: ["n"] };
  assert.equal(
    saidOf({ anyOf: [model, { type: "null" }] }, { n: "a" }),
    '"x.n" must be int, not str "a"',
  );
  const shapes = {
    oneOf: [
      { properties: { kind: { const: "circle" }, r: { type: "number" } }, required: ["kind", "r"] },
      { properties: { kind: { const: "square" }, a: { type: "number" } }, required: ["kind", "a"] },
    ],
  };
  assert.equal(saidOf(shapes, { kind: "circle", r: 1 }), "");
  assert.equal(saidOf(shapes, { kind: "square" }), '"x.a" is missing');
});

Deno.test("checkArguments() speaks of the arguments as a whole", () => {
  const schema = { anyOf: [{ required: ["query"] }, { required: ["id"] }] };
  assert.equal(
    said({ properties: { query: {}, id: {} }, ...schema }, {}),
    'the arguments match none of the 2 alternatives ("query" is missing; or "id" is missing)',
  );
  assert.equal(
    said({ minProperties: 1 }, {}),
    "the arguments must have at least 1 key, and have 0",
  );
});

Deno.test("checkArguments() passes what is not certain", () => {
  const unsure: [JsonValue, JsonValue][] = [
    [{ type: "string", pattern: "^b$" }, "a"],
    [{ type: "string", format: "date-time" }, "2026-11-25T10:00:00"],
    [{ type: "decimal" }, "a"],
    [{ type: ["decimal", "string"] }, 5],
    [{ not: {} }, 5],
    [{ if: {}, then: false }, 5],
    [{ $ref: "https://example.com/schema.json" }, 5],
    [{ $ref: "#/$defs/missing" }, 5],
    [{ $id: "https://example.com/inner", type: "string" }, 5],
    [{ oneOf: [{ type: "integer" }, { type: "number" }] }, 5],
    [{ anyOf: [{ type: "string" }, { pattern: "a" }] }, 5],
    [{ anyOf: [] }, 5],
    [{ enum: [] }, 5],
    [{ type: [] }, 5],
    [{ enum: [{ a: 1 }] }, { a: 2 }],
    [{ const: [1] }, [2]],
    [{ enum: ["a"], nullable: true }, null],
    [{ multipleOf: 0.1 }, 0.3],
    [{ multipleOf: 0 }, 1],
    // both are the same number once they have been read
    [{ exclusiveMaximum: 2 ** 63 }, 2 ** 63],
    [{ exclusiveMinimum: true, minimum: 5 }, 5],
    [{ minimum: "5", maxLength: "1", minItems: {}, required: "a", enum: 5, items: 5 }, "ab"],
    [{ uniqueItems: true }, [{ a: 1 }, { a: 1 }]],
    // what a server does without although its schema asks for it
    [{ properties: { a: { default: 1 } }, required: ["a"] }, {}],
    [{ properties: { a: {} }, required: ["b"] }, {}],
    // other keywords may allow the name
    [{ patternProperties: { "^a": {} }, additionalProperties: false }, { b: 1 }],
    [{ patternProperties: { "^a": {} }, additionalProperties: { type: "null" } }, { a: 1 }],
    [{ properties: { a: {} }, allOf: [{ additionalProperties: false }] }, { a: 1 }],
    [{ properties: { a: {} }, anyOf: [{ additionalProperties: false }] }, { a: 1 }],
    [{ properties: { a: {} }, unevaluatedProperties: false }, { b: 1 }],
  ];
  for (const [schema, value] of unsure) {
    assert.equal(saidOf(schema, value), "", JSON.stringify(schema));
  }
});

Deno.test("checkArguments() knows the versions of JSON Schema, and passes the others", () => {
  const properties = { x: { type: "string" } };
  const check = ($schema: string) => said({ $schema, properties }, { x: 5 });
  for (
    const known of [
      "https://json-schema.org/draft/2020-12/schema",
      "http://json-schema.org/draft-07/schema#",
      "http://json-schema.org/schema",
    ]
  ) assert.match(check(known), /must be str/, known);
  assert.equal(check("https://example.com/my-own/schema"), "");
  assert.equal(check("http://json-schema.org/draft-03/schema#"), "");
});

Deno.test("checkArguments() never compiles an expression of a server", () => {
  const pattern = "^(a+)+$";
  const x = `${"a".repeat(64)}!`;
  const schema = {
    properties: { x: { type: "string", pattern, format: "regex" } },
    patternProperties: { [pattern]: { type: "null" } },
    propertyNames: { pattern },
  };
  const compiled: unknown[] = [];
  const real = RegExp;
  globalThis.RegExp = new Proxy(real, {
    construct(target, args) {
      compiled.push(args[0]);
      return Reflect.construct(target, args);
    },
  });
  try {
    // such an expression would run for centuries on such a text
    assert.equal(said(schema, { x, [x]: x }), "");
    assert.match(said(schema, { x: 5 }), /must be str/);
    assert.deepEqual(compiled, []);
    // the control: the spy sees what is compiled
    assert.ok(new RegExp(pattern).test("aa"));
    assert.deepEqual(compiled, [pattern]);
  } finally {
    globalThis.RegExp = real;
  }
});

Deno.test("checkArguments() tells ten problems and the number of the others, each bounded", () => {
  const long = "y".repeat(10_000);
  const properties = { x: { items: { enum: [...Array(50).keys()].map((n) => `${long}${n}`) } } };
  const text = said({ properties }, { x: Array.from({ length: 25 }, () => long) });
  assert.match(text, /; and 15 more$/);
  assert.ok(text.length < 10 * 500, `${text.length} units`);
  const deep = said(
    {
      $defs: { d: { properties: { [long]: { $ref: "#/$defs/d" } }, type: "object" } },
      $ref: "#/$defs/d",
    },
    { [long]: { [long]: { [long]: { [long]: 5 } } } },
  );
  assert.ok(deep.length < 300, deep);
});

Deno.test("checkArguments() shows nothing of a server or a program that a terminal would obey", () => {
  const text = saidOf({ enum: ["\u001b[31mred", "\u202egreen"] }, "\u001b[2J\u202e");
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(text, /[\u0000-\u001f\u202e]/);
});

Deno.test("checkArguments() ends soon for schemas that unfold without end, and passes them", () => {
  const unfolding: Record<string, JsonValue> = { a64: { type: "string" } };
  for (let index = 0; index < 64; index++) {
    const next = { $ref: `#/$defs/a${index + 1}` };
    unfolding[`a${index}`] = { allOf: [next, next] };
  }
  const $defs = {
    ...unfolding,
    self: { $ref: "#/$defs/self" },
    anySelf: { anyOf: [{ $ref: "#/$defs/anySelf" }, { $ref: "#/$defs/anySelf" }] },
    tree: {
      properties: {
        child: { anyOf: [{ $ref: "#/$defs/tree" }, { $ref: "#/$defs/tree" }] },
        leaf: { type: "integer" },
      },
    },
  };
  let nested: JsonValue = { leaf: "a" };
  for (let level = 0; level < 40; level++) nested = { child: nested };
  let deep: JsonValue = { type: "string" };
  for (let level = 0; level < 3_000; level++) deep = { allOf: [deep] };
  const cases: [JsonValue, JsonValue][] = [
    [{ $ref: "#/$defs/a0" }, 5],
    [{ $ref: "#/$defs/self" }, 5],
    [{ $ref: "#/$defs/anySelf" }, 5],
    [{ $ref: "#/$defs/tree" }, nested],
    [{ $ref: `#/${"a/".repeat(1_000_000)}` }, 5],
    [deep, 5],
    [{ enum: Array.from({ length: 100_000 }, (_, index) => `v${index}`) }, "w"],
    [{ required: Array.from({ length: 100_000 }, (_, index) => `v${index}`) }, null],
    [{ uniqueItems: true }, Array.from({ length: 100_000 }, (_, index) => index)],
    [{ anyOf: Array.from({ length: 100_000 }, () => ({ type: "string" })) }, 5],
    [{ items: { type: "integer" } }, Array.from({ length: 100_000 }, () => 1)],
    [{ items: { minLength: 1 } }, Array.from({ length: 500 }, () => "a".repeat(90_000))],
  ];
  for (const [schema, value] of cases) {
    const budget = createBudget();
    const root: JsonObject = { $defs, properties: { x: schema } };
    const problems = checkArguments({ x: value }, { schema: root, parameters: new Map(), budget });
    assert.equal(problems.count, 0, problems.text());
  }
});

Deno.test("checkArguments() finds one argument among 100,000 properties", () => {
  const properties = Object.fromEntries(
    Array.from({ length: 100_000 }, (_, index) => [`p${index}`, { type: "string" }]),
  );
  assert.equal(said({ properties }, { p99999: 5 }), '"p99999" must be str, not int 5');
});

/** Numbers from 0 to below 1, the same in every run. */
function createRandom(): () => number {
  let state = 1;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Small schemas and values, so made that they often have to do with one another. */
function createMaker() {
  const random = createRandom();
  const below = (count: number) => Math.floor(random() * count);
  function pick<T>(...choices: readonly [T, ...T[]]): T {
    return choices[below(choices.length)] ?? choices[0];
  }
  const times = <T>(most: number, make: () => T): T[] =>
    Array.from({ length: below(most + 1) }, make);
  const scalar = (): JsonValue => pick<JsonValue>(null, true, 0, 1, 2, 1.5, "", "a", "bcd");
  const name = () => pick("a", "b", "c");
  function object(make: () => JsonValue): JsonObject {
    return Object.fromEntries(times(3, () => [name(), make()]));
  }
  function value(depth: number): JsonValue {
    const kind = depth === 0 ? 0 : below(3);
    if (kind === 0) return scalar();
    return kind === 1 ? times(3, () => value(depth - 1)) : object(() => value(depth - 1));
  }
  function schema(depth: number): JsonValue {
    if (below(12) === 0) return pick(true, false);
    const inner = () => depth === 0 ? { type: type() } : schema(depth - 1);
    const some = (): readonly JsonValue[] => [inner(), ...times(2, inner)];
    const type = () => pick("string", "integer", "number", "boolean", "null", "array", "object");
    const keyword = () =>
      pick<() => JsonObject>(
        () => ({ type: pick<JsonValue>(type(), [type(), type()]) }),
        () => ({ enum: [scalar(), scalar()] }),
        () => ({ const: pick<JsonValue>(scalar(), value(1)) }),
        () => ({ minimum: below(3), maximum: below(3) }),
        () => ({ exclusiveMinimum: below(3) }),
        () => ({ exclusiveMaximum: below(3), multipleOf: pick(1, 2, 0.5) }),
        () => ({ minLength: below(3), maxLength: below(4) }),
        () => ({ minItems: below(3), maxItems: below(3), uniqueItems: pick(true, false) }),
        () => ({ items: inner() }),
        () => ({ prefixItems: some(), items: inner() }),
        () => ({ properties: object(inner), required: [name()] }),
        () => ({
          properties: object(inner),
          additionalProperties: pick<JsonValue>(false, inner()),
        }),
        () => ({ additionalProperties: pick<JsonValue>(false, inner()) }),
        () => ({ required: times(2, name), minProperties: below(2), maxProperties: below(3) }),
        () => ({ allOf: some() }),
        () => ({ anyOf: some() }),
        () => ({ oneOf: some() }),
        () => ({ not: inner() }),
        () => ({ $ref: pick("#/$defs/a", "#/$defs/b") }),
      )();
    return Object.assign({}, ...times(3, keyword));
  }
  return {
    root: (): JsonObject => ({
      $defs: { a: schema(1), b: { type: "object", properties: { a: { $ref: "#/$defs/b" } } } },
      properties: { a: schema(below(3)) },
      ...(below(4) === 0 ? Object(schema(1)) : {}),
    }),
    given: (): JsonObject => ({ ...object(() => value(1)), a: value(below(3)) }),
  };
}

/** The verdict of the SDK's whole validator; `null` when it has none. */
function isValid(schema: JsonObject, given: JsonObject): boolean | null {
  try {
    // it writes into the schema
    return new CfWorkerJsonSchemaValidator().getValidator(structuredClone(schema))(given).valid;
  } catch {
    return null;
  }
}

Deno.test("checkArguments() refuses nothing that a whole validator takes", () => {
  const { root, given } = createMaker();
  const count = { refused: 0, missed: 0, valid: 0 };
  for (let round = 0; round < 5_000; round++) {
    const [schema, values] = [root(), given()];
    const valid = isValid(schema, values);
    const text = said(schema, values);
    if (valid === null) continue;
    if (text !== "") {
      assert.equal(valid, false, JSON.stringify({ schema, values, text }));
      count.refused += 1;
    } else if (valid) count.valid += 1;
    else count.missed += 1;
  }
  // most of what is wrong is found: `not`, and what is told of alternatives, is not
  assert.ok(count.valid > 500 && count.refused > 2 * count.missed, JSON.stringify(count));
});
