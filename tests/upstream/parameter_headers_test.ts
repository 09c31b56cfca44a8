import assert from "node:assert/strict";
import { headerProblem, parameterHeaders } from "../../src/upstream/parameter_headers.ts";

const SCHEMA = {
  type: "object",
  properties: {
    region: { type: "string", "x-mcp-header": "Region" },
    count: { type: "integer", "x-mcp-header": "Count" },
    dry: { type: "boolean", "x-mcp-header": "Dry-Run" },
    plain: { type: "string" },
    deep: { type: "object", properties: { id: { type: "string", "x-mcp-header": "Deep_Id" } } },
    list: { type: "array", items: { properties: { x: { "x-mcp-header": "No" } } } },
  },
};

Deno.test("parameterHeaders() repeats the arguments that the tool marks, at any depth", () => {
  const args = {
    region: "eu",
    count: 3,
    dry: false,
    plain: "p",
    deep: { id: "ä" },
    list: [{ x: "y" }],
  };
  assert.deepEqual({ ...parameterHeaders(SCHEMA, args) }, {
    "mcp-param-region": "eu",
    "mcp-param-count": "3",
    "mcp-param-dry-run": "false",
    "mcp-param-deep_id": "=?base64?w6Q=?=",
  });
});

Deno.test("parameterHeaders() leaves out what is absent, null, inexact, too long, or has no name", () => {
  const none = (args: Parameters<typeof parameterHeaders>[1]) =>
    assert.deepEqual({ ...parameterHeaders(SCHEMA, args) }, {}, Deno.inspect(args));
  none({});
  none({ region: null, count: 1.5, dry: [] });
  none({ count: 2 ** 60, region: "x".repeat(5_000) });
  none({ deep: "text" });
  const named = (name: string) => ({ properties: { a: { "x-mcp-header": name } } });
  for (const name of ["", "a b", "a\r\nx", "ä", "x".repeat(51), "a:b"]) {
    assert.deepEqual({ ...parameterHeaders(named(name), { a: "v" }) }, {});
  }
});

Deno.test("parameterHeaders() looks at a bounded part of a schema", () => {
  const properties = Object.fromEntries(
    Array.from({ length: 5_000 }, (_, at) => [`p${at}`, { "x-mcp-header": `P${at}` }]),
  );
  const args = Object.fromEntries(Object.keys(properties).map((key) => [key, "v"]));
  assert.equal(Object.keys(parameterHeaders({ properties }, args)).length, 32);
});

Deno.test("headerProblem() knows the headers that cannot be sent, at any depth", () => {
  const text = (name: unknown) => ({ type: "string", "x-mcp-header": name as string });
  assert.equal(headerProblem(SCHEMA), null);
  assert.equal(headerProblem({ properties: { a: { type: "string" }, b: 7 } }), null);
  for (const name of ["", "a b", "a:b", "é", "a\t1", 7, null]) {
    const deep = { properties: { in: { type: "object", properties: { a: text(name) } } } };
    assert.match(headerProblem(deep) ?? "", /^no header can have its name$/, String(name));
  }
  for (const type of ["object", "array", "number", "null", undefined]) {
    const property = { "x-mcp-header": "A", ...(type === undefined ? {} : { type }) };
    assert.match(headerProblem({ properties: { a: property } }) ?? "", /"A" is for no text/);
  }
  const twice = { properties: { a: text("Field"), b: text("field") } };
  assert.equal(headerProblem(twice), 'the header "field" is for two parameters');
});
