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
    't() -> {"id"?: int}',
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
      '{"a": str, "b"?: Any}',
    ],
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
  const wide = Object.fromEntries(
    Array.from({ length: 400 }, (_, index) => [`parameter_${index}`, tree]),
  );
  assert.ok(signature({ properties: wide, required: Object.keys(wide) }).length <= 700);
});

Deno.test("signatureOf() writes names that are no identifiers by their alias", () => {
  const properties = { "issue-id": { type: "integer" }, from: {}, "工": {}, "x\n)": {} };
  assert.equal(
    signature({ properties, required: Object.keys(properties) }),
    "t(*, issue_id: int, from_, 工, x)",
  );
});
