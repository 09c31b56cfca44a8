import assert from "node:assert/strict";
import { readCatalogues } from "../../eval/catalogues.ts";
import { buildCatalogue, toolDoc } from "../../src/catalogue/catalogue.ts";
import { returnType, UNDECLARED_TYPE } from "../../src/catalogue/return_type.ts";
import { signatureOf } from "../../src/catalogue/signature.ts";
import { unwrapResult } from "../../src/catalogue/value.ts";
import { wrappingOf } from "../../src/catalogue/wrapper.ts";
import type { JsonObject, JsonValue } from "../../src/json/json.ts";
import { isJsonArray, isJsonObject, ownValue } from "../../src/json/json.ts";
import type { ToolValue } from "../../src/rpc/calls.ts";
import { readPythonType } from "../support/python_types.ts";
import { sampleOf } from "../support/sample_values.ts";

function typeOf(outputSchema: JsonValue | undefined): string | null {
  return returnType(outputSchema, { depth: 3, budget: { left: 500 } });
}

function object(properties: JsonObject, rest: JsonObject = {}): JsonObject {
  return { type: "object", properties, required: Object.keys(properties), ...rest };
}

/** The manners in which servers send a structured value; each is the content beside it. */
const MANNERS: readonly ((structured: JsonObject) => readonly JsonObject[])[] = [
  () => [],
  (structured) => [text(structured)],
  (structured) => [text(insideOf(structured))],
  (structured) => {
    const inside = insideOf(structured);
    return isJsonArray(inside) ? inside.map(text) : [text(inside)];
  },
  () => [text("42 found")],
  (structured) => {
    const inside = insideOf(structured);
    return isJsonArray(inside) ? inside.filter(isJsonObject) : [];
  },
];

function text(value: JsonValue): JsonObject {
  return { type: "text", text: typeof value === "string" ? value : JSON.stringify(value) };
}

function insideOf(structured: JsonObject): JsonValue {
  const [only, ...others] = Object.values(structured);
  return only === undefined || others.length > 0 ? structured : only;
}

/** Texts of a sample, whether it is full, and the branch of its unions. */
const VARIANTS: readonly (readonly [text: string, full: boolean, branch: number])[] = [
  ["plain", true, 0],
  ['{"a": [1, NaN]}', false, 0],
  ["[1]", true, 1],
  ['{"broken": ', true, 2],
  ["[1]", false, 1],
];

/** Structured values as the tool's server could send them. */
function* structuredOf(schema: JsonObject): Generator<JsonObject> {
  for (const [text, full, branch] of VARIANTS) {
    const options = { root: schema, text, full, branch };
    // a framework that wraps does so whatever else the schema says
    const wraps = schema["x-fastmcp-wrap-result"] === true;
    const properties = ownValue(schema, "properties") ?? {};
    const value = wraps && isJsonObject(properties)
      ? { result: sampleOf(ownValue(properties, "result"), options) }
      : sampleOf(schema, options);
    assert.ok(isJsonObject(value));
    yield value;
  }
}

/** The value as the program has it; a picture or a sound is its block. */
function valueIn(given: ToolValue): JsonValue {
  if (given.kind === "json") return given.value;
  const values = given.blocks.map((block) =>
    block["type"] === "text" ? block["text"] ?? "" : block
  );
  return values.length > 1 ? values : values[0] ?? null;
}

Deno.test("returnType() is the type of what unwrapResult() gives, for every recorded tool", async () => {
  let checked = 0;
  for (const { server, listed } of await readCatalogues()) {
    for (const tool of listed) {
      const schema = ownValue(tool, "outputSchema");
      if (!isJsonObject(schema)) continue;
      const type = typeOf(schema) ?? "Any";
      const isOfType = readPythonType(type);
      const form = { raw: false, wrapping: wrappingOf(schema) };
      for (const structured of structuredOf(schema)) {
        for (const contentOf of MANNERS) {
          const result = { content: contentOf(structured), structuredContent: structured };
          const value = valueIn(unwrapResult(result, form));
          if (isOfType(value)) continue;
          assert.fail(`${server} ${tool["name"]} -> ${type}: ${JSON.stringify({ result, value })}`);
        }
      }
      checked++;
    }
  }
  assert.ok(checked > 550, `${checked} tools`);
});

Deno.test("signatureOf() shows the type of what comes for every recorded tool it has room for", async () => {
  const cut: string[] = [];
  for (const { server, listed } of await readCatalogues()) {
    for (const tool of listed) {
      const schema = ownValue(tool, "outputSchema");
      const input = ownValue(tool, "inputSchema");
      const signature = signatureOf({
        alias: "t",
        inputSchema: isJsonObject(input) ? input : {},
        ...(schema === undefined ? {} : { outputSchema: schema }),
      });
      const [, shown] = / -> (.*)$/.exec(signature) ?? [];
      if (typeOf(schema) === null || shown === undefined) {
        if (typeOf(schema) !== null) cut.push(`${server} ${tool["name"]}`);
        continue;
      }
      const types = [3, 2, 1, 0].map((depth) =>
        returnType(schema, { depth, budget: { left: 500 } })
      );
      assert.ok(types.includes(shown), signature);
    }
  }
  assert.ok(cut.length < 40, cut.join(", "));
});

Deno.test("returnType() and unwrapResult() take off the same wrapper", () => {
  const anything = { type: "object", additionalProperties: true };
  const image = object({
    type: { type: "string", enum: ["image", "audio"] },
    data: { type: "string" },
    mimeType: { type: "string" },
  });
  const IMAGE = { type: "image", data: "AAEC", mimeType: "image/png" };
  const blocks = { type: "array", items: image };
  const cases: [
    schema: JsonObject,
    type: string | null,
    structured: JsonObject,
    value: JsonValue,
  ][] = [
    [object({ result: { type: "integer" } }), "int", { result: 5 }, 5],
    [object({ result: { type: "string" } }), "str | dict | list", { result: "[1]" }, [1]],
    [object({ result: { type: "string" } }), "str | dict | list", { result: "text" }, "text"],
    [object({ result: { enum: ["a", "{}"] } }), 'Literal["a", "{}"]', { result: "a" }, "a"],
    [
      object({ result: { type: ["string", "null"] } }),
      "str | dict | list | None",
      { result: null },
      null,
    ],
    [
      { type: "object", properties: { result: { type: "integer" } } },
      "int | None",
      {},
      null,
    ],
    [
      object({ result: { type: "integer" } }, { additionalProperties: { type: "string" } }),
      '{"result": int}',
      { result: 5 },
      { result: 5 },
    ],
    [object({ result: {} }), null, { result: 5 }, 5],
    // what FastMCP writes where it knows nothing of the value
    [{ ...anything, "x-fastmcp-wrap-result": true }, null, { result: [1] }, [1]],
    [object({ content: { type: "string" } }), "str", { content: '{"a": 1}' }, '{"a": 1}'],
    [
      object({ content: { type: "array", items: { type: "object" } } }),
      '{"content": list[dict]}',
      { content: [{ id: 1 }] },
      { content: [{ id: 1 }] },
    ],
    [
      object({ items: { type: "array", items: { type: "integer" } } }),
      '{"items": list[int]}',
      { items: [1] },
      { items: [1] },
    ],
    [object({ content: blocks }), "Image | Audio | list | None", { content: [IMAGE] }, IMAGE],
    [
      object({ content: blocks }),
      "Image | Audio | list | None",
      { content: [IMAGE, IMAGE] },
      [IMAGE, IMAGE],
    ],
    [object({ content: blocks }), "Image | Audio | list | None", { content: [] }, null],
    [
      object({ content: { ...blocks, minItems: 1, maxItems: 1 } }),
      "Image | Audio",
      { content: [IMAGE] },
      IMAGE,
    ],
    [anything, "dict", { result: "[1]" }, { result: "[1]" }],
  ];
  for (const [schema, type, structured, expected] of cases) {
    assert.equal(typeOf(schema), type, JSON.stringify(schema));
    const form = { raw: false, wrapping: wrappingOf(schema) };
    const value = valueIn(unwrapResult({ content: [], structuredContent: structured }, form));
    assert.deepEqual(value, expected, JSON.stringify(schema));
    assert.ok(readPythonType(type ?? "Any")(value));
  }
});

Deno.test("toolDoc() says in full what can come of a tool without an output schema", () => {
  const [tool] = buildCatalogue([{ name: "t", inputSchema: { type: "object" } }]).tools;
  assert.ok(tool !== undefined);
  const about = { server: "s", serverAlias: "s" };
  assert.equal(toolDoc(tool, { ...about, detail: "summary" }).signature, "t()");
  assert.equal(toolDoc(tool, { ...about, detail: "full" }).signature, `t() -> ${UNDECLARED_TYPE}`);
  const isOfType = readPythonType(UNDECLARED_TYPE);
  const image = { type: "image", data: "AAEC", mimeType: "image/png" };
  const contents = [[], [text("a")], [text("{}")], [text("[1]"), text("b")], [image], [
    image,
    image,
  ]];
  for (const content of contents) {
    const value = valueIn(unwrapResult({ content }));
    assert.ok(isOfType(value), JSON.stringify(content));
  }
  // a control: the type is not satisfied by anything
  assert.ok(!isOfType(5));
});
