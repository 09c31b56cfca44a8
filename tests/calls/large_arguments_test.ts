import assert from "node:assert/strict";
import { prepareLargeArguments } from "../../src/calls/large_arguments.ts";

const TOOL = {
  server: "db",
  name: "insert",
  signature: "insert(rows: list[dict])",
  inputSchema: {
    type: "object",
    properties: { rows: { type: "array", items: { type: "object" } } },
    required: ["rows"],
    additionalProperties: false,
  },
};

function prepare(json: string): unknown {
  const prepared = prepareLargeArguments(json, TOOL);
  if (prepared.kind === "bad") return prepared.message;
  return JSON.parse(new TextDecoder().decode(prepared.json.bytes));
}

Deno.test("prepareLargeArguments() puts them right as those of any call", () => {
  assert.deepEqual(prepare('{"Rows":[{"a":1}]}'), { rows: [{ a: 1 }] });
});

Deno.test("prepareLargeArguments() says what is wrong, with the tool and its signature", () => {
  assert.match(
    String(prepare('{"rows":[1],"other":2}')),
    /^Cannot call tool "insert" of server "db": .*rows\[0\].*It is called as insert\(rows/,
  );
});

Deno.test("prepareLargeArguments() tells the names that the schema does not have", () => {
  const open = { ...TOOL, inputSchema: { properties: { rows: {} } } };
  const prepared = prepareLargeArguments('{"rows":[1],"other":2}', open);
  assert.ok(prepared.kind === "prepared");
  assert.deepEqual(prepared.strays, [{ place: null, names: ["other"], known: ["rows"], more: 0 }]);
});
