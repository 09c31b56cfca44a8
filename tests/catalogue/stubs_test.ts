import assert from "node:assert/strict";
import { readCatalogues } from "../../eval/catalogues.ts";
import { buildCatalogue } from "../../src/catalogue/catalogue.ts";
import { writeStubs } from "../../src/catalogue/stubs.ts";
import type { JsonObject, JsonValue } from "../../src/json/json.ts";
import { INTERPRETERS } from "../python/interpreters.ts";

function stubsOf(...listed: readonly JsonObject[]): string {
  return writeStubs({ name: "git hub", alias: "git_hub", tools: buildCatalogue(listed).tools });
}

/** The tool `t` with one parameter. */
function taking(x: JsonValue, more: JsonObject = {}): JsonObject {
  return { name: "t", inputSchema: { ...more, properties: { x }, required: ["x"] } };
}

/** A server of all that schemas have, as `fixtures/stubs.pyi` has it; see `scripts/ci/check-python`. */
const EVERYTHING: readonly JsonObject[] = [
  {
    name: "create-issue",
    description: 'Creates an "issue" in C:\\repo. It must not exist.',
    inputSchema: {
      $defs: {
        label: {
          type: "object",
          properties: { name: { type: "string" }, inside: { $ref: "#/$defs/label" } },
          required: ["name"],
        },
        colour: { enum: ["red", "blue", null] },
      },
      properties: {
        title: { type: "string", description: "One line. Not more." },
        labels: { type: "array", items: { $ref: "#/$defs/label" } },
        colour: { $ref: "#/$defs/colour", default: "red" },
        due: { type: "string", format: "date", nullable: true },
        limits: { type: "object", additionalProperties: { type: "integer" } },
        "from": { type: ["string", "null"], default: null },
        weight: { type: "number", default: 1 },
        wrong: { type: "string", default: 1 },
        part: { oneOf: [{ const: 1 }, { const: 2.5 }, { type: "boolean" }] },
      },
      required: ["title"],
    },
    outputSchema: {
      type: "object",
      properties: {
        "issue-id": { type: "integer" },
        state: { anyOf: [{ const: "open" }, { const: "closed" }] },
        author: { allOf: [{ type: "object", properties: { name: { type: "string" } } }] },
      },
      required: ["issue-id"],
    },
  },
  {
    name: "list",
    description: "Lists.",
    outputSchema: { type: "object", properties: { result: { items: { type: "string" } } } },
  },
  { name: "ping" },
];

Deno.test("writeStubs() writes a function for each tool, and a TypedDict for each object", async () => {
  const fixture = new URL("fixtures/stubs.pyi", import.meta.url);
  assert.equal(stubsOf(...EVERYTHING), await Deno.readTextFile(fixture));
});

Deno.test("writeStubs() writes a type that occurs twice once, and another one of the same name beside it", () => {
  const page = { title: "Page", type: "object", properties: { n: { type: "integer" } } };
  const other = { title: "Page", type: "object", properties: { n: { type: "string" } } };
  const text = stubsOf(
    { ...taking(page), name: "a" },
    { ...taking(page), name: "b" },
    { ...taking(other), name: "c" },
  );
  assert.deepEqual(text.match(/^class .*/gm), [
    "class Page(TypedDict):",
    "class Page_2(TypedDict):",
  ]);
  assert.match(text, /async def b\(\*, x: Page\)/);
  assert.match(text, /async def c\(\*, x: Page_2\)/);
});

Deno.test("writeStubs() is bounded for schemas that are deep, wide or contain themselves", () => {
  const tree: JsonObject = {
    properties: {
      a: { $ref: "#" },
      b: {
        type: "object",
        properties: { c: { allOf: [{ $ref: "#" }, { $ref: "#/properties/b" }] } },
      },
    },
  };
  let deep: JsonValue = { type: "string" };
  for (let level = 0; level < 5_000; level++) deep = { type: "object", properties: { deep } };
  const wide = Object.fromEntries(
    Array.from({ length: 500 }, (_, index) => [`p${index}`, { properties: { [`q${index}`]: {} } }]),
  );
  const chain = Object.fromEntries(
    Array.from({ length: 3_000 }, (_, index) => [
      `d${index}`,
      { properties: { next: { $ref: `#/$defs/d${index + 1}` } } },
    ]),
  );
  const text = stubsOf(
    { name: "tree", inputSchema: tree },
    { ...taking(deep), name: "deep" },
    ...Array.from({ length: 20 }, (_, index) => ({
      name: `wide${index}`,
      inputSchema: { title: `w${index}`, properties: wide },
    })),
    { ...taking({ $ref: "#/$defs/d0" }, { $defs: chain }), name: "chain" },
  );
  assert.ok(text.length < 4 * 1024 * 1024);
  assert.match(text, /class Tree/);
});

Deno.test({
  name: "writeStubs() writes Python for 1,735 real tools",
  ignore: INTERPRETERS.length === 0,
  fn: async () => {
    const catalogues = await readCatalogues();
    const stubs = catalogues.map(({ server, listed }) => {
      const { tools } = buildCatalogue(listed);
      const text = writeStubs({ name: server, alias: server.replaceAll("-", "_"), tools });
      for (const { description } of tools) {
        assert.ok(text.includes(`async def ${description.alias}(`), description.name);
      }
      return text;
    });
    const [{ path } = assert.fail("no Python is here")] = INTERPRETERS;
    const child = new Deno.Command(path, {
      args: [
        "-I",
        "-c",
        "import ast, json, sys\nfor text in json.load(sys.stdin): ast.parse(text)",
      ],
      stdin: "piped",
    }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(JSON.stringify(stubs)));
    await writer.close();
    assert.ok((await child.status).success);
  },
});
