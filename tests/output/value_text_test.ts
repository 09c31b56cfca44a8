import assert from "node:assert/strict";
import { decode } from "@toon-format/toon";
import { countTokens } from "../../scripts/demo/count_tokens.ts";
import type { JsonValue } from "../../src/json/json.ts";
import { tokenWeight } from "../../src/output/token_weight.ts";
import { COMPACT_INDENT, toCompactToon } from "../../src/output/toon.ts";
import { valueText } from "../../src/output/value_text.ts";

const ISSUES = Array.from({ length: 6 }, (_, id) => ({ id, title: `Fix the parser, part ${id}` }));

Deno.test("valueText() writes a table as TOON that decodes to the value", () => {
  const tables: readonly JsonValue[] = [
    ISSUES,
    { total: 6, items: ISSUES },
    ISSUES.map((issue) => ({ ...issue, user: { login: "ada", id: 1 } })),
    Object.fromEntries(ISSUES.map((issue) => [issue.title, issue])),
    [{ "a:b": "x,y", c: "-" }, { "a:b": " null", c: "[1]" }, { "a:b": "", c: "\n" }],
  ];
  for (const value of tables) {
    const text = valueText(value);
    assert.doesNotMatch(text, /^\s*[[{]["{]/);
    assert.deepEqual(decode(text, { indentSize: COMPACT_INDENT }), value);
  }
});

Deno.test("valueText() writes JSON where TOON is longer or has no words", () => {
  const values: readonly JsonValue[] = [
    [[1, 2, 3], [4, 5, 6], [7, 8, 9]],
    [{ id: 1, labels: [{ name: "bug" }] }, { id: 2, state: "open", user: { tags: ["x"] } }],
    [1, 2, 3],
    {},
    [],
    { id: 2n ** 64n, rows: [1, 2] },
    true,
    -1.5,
  ];
  const written = ["[[1,2,3],[4,5,6],[7,8,9]]", null, "[1,2,3]", "{}", "[]", null, "true", "-1.5"];
  for (const [index, value] of values.entries()) {
    const text = valueText(value);
    const expected = written[index];
    if (expected === null) assert.match(text, /^[[{].*[\]}]$/);
    else assert.equal(text, expected);
  }
});

Deno.test("valueText() writes a text as it is, but for one that would be taken for another value", () => {
  for (
    const text of ["a\n\tb\n", 'say "hi"', '{"a": 1}', "42 apples", "nullable", "x".repeat(99)]
  ) {
    assert.equal(valueText(text), text);
  }
  for (const text of ["42", "-1e3", "true", "null", '"quoted"', "", " \n"]) {
    assert.equal(valueText(text), JSON.stringify(text));
  }
});

Deno.test("valueText() shows what is invisible in each form", () => {
  assert.equal(valueText("a\u202eb\x1b"), "a\\u202eb\\x1b");
  for (const value of [[{ k: "\u202e", l: 1 }, { k: "b", l: 2 }], [["\u202e\x7f"], [1]]]) {
    assert.match(valueText(value), /^[\x20-\x7e\n]+$/);
    assert.match(valueText(value), /u202e/);
  }
});

Deno.test("tokenWeight() tells the shorter of two forms, as o200k_base counts", () => {
  const values: readonly JsonValue[] = [
    ISSUES,
    { issues: ISSUES, total: 6 },
    ISSUES.map(({ id }) => [id, id * id, id / 3]),
    ISSUES.map(({ id, title }) => [title, id]),
    { name: "demo", port: 8080, tags: ["a", "b"], tls: { on: true, cert: "/etc/cert.pem" } },
    { results: [{ id: 1, labels: [{ name: "bug" }], user: { login: "x" } }] },
    ISSUES.map(({ id }) => ({
      id: `${id}7e2-44`,
      at: "2026-01-02T03:04:05Z",
      mail: "a@b.example",
    })),
  ];
  for (const value of values) {
    const [json, toon] = [JSON.stringify(value), toCompactToon(value)];
    const chosen = tokenWeight(toon) <= tokenWeight(json) ? toon : json;
    const best = Math.min(countTokens(json), countTokens(toon));
    assert.ok(countTokens(chosen) <= best * 1.02 + 1, json);
  }
});
