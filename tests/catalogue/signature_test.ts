import assert from "node:assert/strict";
import type { JsonObject, JsonValue } from "../../src/json/json.ts";
import { signatureOf } from "../../src/catalogue/signature.ts";

function signature(inputSchema: JsonObject, outputSchema?: JsonValue): string {
  return signatureOf({
    alias: "t",
    inputSchema,
    ...(outputSchema === undefined ? {} : { outputSchema }),
  });
}

function typeOf(schema: JsonValue, root: JsonObject = {}): string {
  const text = signature({ ...root, properties: { x: schema }, required: ["x"] });
  return text.replace("t(*, x: ", "").replace("t(*, x", "Any").slice(0, -1);
}

function literalTo(count: number): string {
  return `Literal[${Array.from({ length: count }, (_, index) => index).join(", ")}, ...]`;
}

Deno.test("signatureOf() puts required parameters first and shows defaults", () => {
  const schema = {
    type: "object",
    properties: {
      labels: { type: "array", items: { type: "string" } },
      draft: { type: "boolean", default: false },
      body: { type: "string", default: "" },
      repo: { type: "string" },
      limit: { type: ["integer", "null"], default: null },
      title: { type: "string" },
    },
    required: ["repo", "title"],
  };
  assert.equal(
    signature(schema),
    't(*, repo: str, title: str, labels: list[str] = ..., draft: bool = False, body: str = "", ' +
      "limit: int | None = None)",
  );
});

Deno.test("signatureOf() shows what a tool gives back, without the wrapper that is taken off", () => {
  const none = { type: "object" };
  const object = (properties: JsonObject) => ({ type: "object", properties });
  assert.equal(
    signature(none, object({ id: { type: "integer" } })),
    't() -> {"id?": int}',
  );
  assert.equal(
    signature(none, {
      ...object({ result: { type: "array", items: { type: "string" } } }),
      required: ["result"],
    }),
    "t() -> list[str]",
  );
  assert.equal(signature(none, true), "t()");
});

Deno.test("signatureOf() says types as Python does", () => {
  const cases: [JsonValue, string][] = [
    [{ type: "string" }, "str"],
    [{ type: "number" }, "float"],
    [{ type: "object" }, "dict"],
    [{ type: "object", additionalProperties: { type: "integer" } }, "dict[str, int]"],
    [{ type: "array" }, "list"],
    [{ type: "array", items: { type: "array", items: { type: "null" } } }, "list[list[None]]"],
    [{ enum: ["a", "b", 3, null] }, 'Literal["a", "b", 3, None]'],
    [{ const: true }, "Literal[True]"],
    [{ anyOf: [{ type: "null" }, { type: "string" }] }, "str | None"],
    [{ type: ["string", "integer"] }, "str | int"],
    [
      { type: "object", properties: { a: { type: "string" }, b: {} }, required: ["a"] },
      '{"a": str, "b?": Any}',
    ],
    [{ type: "object", additionalProperties: {} }, "dict"],
    [{ patternProperties: { "^x": { type: "integer" } } }, "dict[str, int]"],
    [{ items: { type: "string" } }, "list[str]"],
    [{ type: "array", prefixItems: [{ type: "string" }, { type: "number" }] }, "list[str | float]"],
    [{ type: "string", format: "date-time" }, 'Annotated[str, "date-time"]'],
    [{ type: "integer", format: "int64" }, "int"],
    [{ format: "uri" }, 'Annotated[str, "uri"]'],
    [{ type: "string", nullable: true }, "str | None"],
    [{ minimum: 1 }, "float"],
    [
      { anyOf: [{ const: "a" }, { enum: ["b", "a"] }, { type: "null" }] },
      'Literal["a", "b"] | None',
    ],
    [{ type: "object", anyOf: [{ required: ["a"] }, { required: ["b"] }] }, "dict"],
    [
      {
        allOf: [{ properties: { a: { type: "string" } }, required: ["a"] }],
        properties: { b: true },
      },
      '{"b?": Any, "a": str}',
    ],
    [
      { allOf: [{ type: "string", enum: ["x", "y"] }], description: "wrapped" },
      'Literal["x", "y"]',
    ],
    [{ enum: Array.from({ length: 20 }, (_, index) => index) }, literalTo(12)],
    [{ enum: ["line\nfeed", "x".repeat(300)] }, "str"],
    [{}, "Any"],
    [true, "Any"],
    [{ type: "unheard-of" }, "Any"],
  ];
  for (const [schema, expected] of cases) {
    assert.equal(typeOf(schema), expected, JSON.stringify(schema));
  }
});

Deno.test("signatureOf() follows local references, and no others", () => {
  const root = { $defs: { "a/b": { type: "integer" }, loop: { $ref: "#/$defs/loop" } } };
  assert.equal(typeOf({ $ref: "#/$defs/a~1b" }, root), "int");
  assert.equal(typeOf({ $ref: "#/$defs/loop" }, root), "Any");
  assert.equal(typeOf({ $ref: "https://example.com/schema.json" }, root), "Any");
  assert.equal(typeOf({ $ref: "#/__proto__/constructor" }, root), "Any");
});

Deno.test("signatureOf() is bounded for schemas that contain themselves", () => {
  const tree: JsonObject = {
    properties: {
      x: { $ref: "#" },
      y: { anyOf: [{ $ref: "#" }, { $ref: "#/properties/y" }] },
      z: { type: "array", items: { $ref: "#" } },
    },
  };
  assert.ok(signature(tree).length <= 700);
  const ring = { allOf: Array.from({ length: 50 }, () => ({ $ref: "#" })) };
  assert.equal(signature(ring), "t()");
  assert.equal(typeOf({ allOf: [{ $ref: "#/properties/x" }] }), "Any");
});

Deno.test("signatureOf() names every parameter, and shortens types of parameters before that of the value", () => {
  const record = {
    type: "object",
    properties: Object.fromEntries(
      Array.from({ length: 12 }, (_, index) => [`field_${index}`, { type: "string" }]),
    ),
  };
  const withParameters = (count: number): string => {
    const properties = Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`parameter_${index}`, record]),
    );
    return signature({ properties, required: ["parameter_0"] }, record);
  };
  assert.match(withParameters(1), /parameter_0: \{"field_0\?".*-> \{"field_0\?"/);
  assert.match(withParameters(5), /parameter_0: dict, .*-> \{"field_0\?"/);
  assert.match(withParameters(24), /parameter_0: dict, .*parameter_23: dict = \.\.\.\) -> dict$/);
  assert.match(withParameters(30), /parameter_0: dict, .*parameter_29=\.\.\.\) -> dict$/);
  const bare = withParameters(500);
  for (let index = 0; index < 500; index++) assert.ok(bare.includes(`parameter_${index}`));
  assert.ok(bare.length < 500 * 20);
});

Deno.test("signatureOf() shows the parameters of the branches of a schema", () => {
  const branch = (action: string, name: string) => ({
    type: "object",
    properties: { action: { const: action }, [name]: { type: "string" } },
    required: ["action", name],
  });
  const $defs = { move: branch("move", "target") };
  const branches = [branch("read", "path"), { $ref: "#/$defs/move" }];
  for (const keyword of ["oneOf", "anyOf"]) {
    assert.equal(
      signature({ type: "object", $defs, [keyword]: branches }),
      't(*, action: Literal["read", "move"], path: str = ..., target: str = ...)',
    );
  }
  assert.equal(
    signature({
      allOf: [{ properties: { a: { type: "integer" } }, required: ["a"] }],
      properties: { b: {} },
      required: ["b"],
    }),
    "t(*, b, a: int)",
  );
  const choice = {
    properties: { a: {}, b: {} },
    anyOf: [{ required: ["a"] }, { required: ["b"] }],
  };
  assert.equal(signature(choice), "t(*, a=..., b=...)");
});

Deno.test("signatureOf() has room for long types in full", () => {
  const names = Array.from({ length: 40 }, (_, index) => `choice_${index}`);
  const schema = { properties: { x: { enum: names } } };
  assert.match(signature(schema), /^t\(\*, x: Literal\["choice_0", .*, \.\.\.\] = \.\.\.\)$/);
  const full = signatureOf({ alias: "t", inputSchema: schema, full: true });
  assert.ok(full.includes('"choice_39"]'), full);
});

Deno.test("signatureOf() writes names that are no identifiers by their alias", () => {
  const properties = { "issue-id": { type: "integer" }, from: {}, "工": {}, "x\n)": {} };
  assert.equal(
    signature({ properties, required: Object.keys(properties) }),
    "t(*, issue_id: int, from_, 工, x)",
  );
});
