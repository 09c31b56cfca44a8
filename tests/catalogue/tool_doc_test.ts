import assert from "node:assert/strict";
import { buildCatalogue, type Tool } from "../../src/catalogue/catalogue.ts";
import { alternativesOf, parameterDocs } from "../../src/catalogue/parameter_docs.ts";
import { type DocDetail, toolDoc } from "../../src/catalogue/tool_doc.ts";
import type { JsonObject } from "../../src/json/json.ts";

function toolOf(entry: JsonObject): Tool {
  const [tool = assert.fail()] = buildCatalogue([entry]).tools;
  return tool;
}

const ISSUE = toolOf({
  name: "get-issue",
  description: "Get an issue. It must exist.",
  inputSchema: {
    type: "object",
    properties: {
      "issue-id": {
        type: "string",
        description: "Key of the issue. See the tracker.",
        maxLength: 9,
      },
      field: { type: "string" },
    },
    required: ["issue-id"],
  },
  outputSchema: { type: "object" },
});

function docOf(tool: Tool, detail: DocDetail) {
  return toolDoc(tool, { server: "git hub", serverAlias: "git_hub", detail });
}

Deno.test("toolDoc() gives a line, sentences with those of parameters, or everything", () => {
  const line = {
    server: "git hub",
    server_alias: "git_hub",
    tool: "get-issue",
    alias: "get_issue",
    signature: "get_issue(*, issue_id: str, field: str = ...) -> dict",
    description: "Get an issue.",
  };
  assert.deepEqual(docOf(ISSUE, "line"), line);
  assert.deepEqual(docOf(ISSUE, "summary"), {
    ...line,
    parameters: { issue_id: "Key of the issue." },
  });
  const whole = { ...line, description: "Get an issue. It must exist." };
  assert.deepEqual(docOf(ISSUE, "full"), {
    ...whole,
    input_schema: ISSUE.inputSchema,
    output_schema: { type: "object" },
  });
  assert.deepEqual(docOf(ISSUE, "help"), {
    ...whole,
    parameters: { issue_id: "Key of the issue. See the tracker. (length at most 9)" },
  });
});

Deno.test("toolDoc() writes the signature in full where the whole is asked for", () => {
  const names = Array.from({ length: 40 }, (_, index) => `choice_${index}`);
  const tool = toolOf({ name: "pick", inputSchema: { properties: { x: { enum: names } } } });
  for (const detail of ["line", "summary"] as const) {
    assert.ok(!docOf(tool, detail).signature.includes("choice_39"));
  }
  for (const detail of ["full", "help"] as const) {
    assert.ok(docOf(tool, detail).signature.includes("choice_39"));
  }
});

Deno.test("toolDoc() shows what belongs together in a schema of branches", () => {
  const inputSchema = {
    type: "object",
    oneOf: [
      {
        properties: { action: { const: "read" }, path: {}, "line-count": {} },
        required: ["action", "path"],
      },
      { properties: { action: { enum: ["move"] }, target: {} }, required: ["action", "target"] },
    ],
  };
  const alternatives = ['action="read", path, line_count=...', 'action="move", target'];
  const tool = toolOf({ name: "file", inputSchema });
  assert.deepEqual(docOf(tool, "summary").alternatives, alternatives);
  assert.deepEqual(docOf(tool, "full").alternatives, alternatives);
  assert.equal(docOf(tool, "line").alternatives, undefined);
  assert.deepEqual(alternativesOf({ properties: { a: {} }, anyOf: [{}, {}] }), []);
});

Deno.test("parameterDocs() takes what a reference says where the parameter says nothing, and is bounded", () => {
  const $defs = { id: { type: "integer", description: "Number of it.\u0007", minimum: 1 } };
  const properties = {
    id: { $ref: "#/$defs/id" },
    own: { $ref: "#/$defs/id", description: "Mine" },
  };
  assert.deepEqual(parameterDocs({ $defs, properties }, "whole"), {
    id: "Number of it. (at least 1)",
    own: "Mine (at least 1)",
  });
  const many = Object.fromEntries(
    Array.from({ length: 400 }, (_, index) => [`p${index}`, { description: "x".repeat(5_000) }]),
  );
  for (const [detail, most] of [["short", 4_000], ["whole", 16_000]] as const) {
    const texts = Object.values(parameterDocs({ properties: many }, detail));
    assert.ok(texts.length > 10 && texts.join("").length <= most);
  }
});
