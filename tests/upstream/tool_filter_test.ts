import assert from "node:assert/strict";
import { admitting } from "../../src/upstream/tool_filter.ts";

Deno.test("admitting() admits what is allowed and not denied", () => {
  const table: [readonly string[] | null, readonly string[], string, boolean][] = [
    [null, [], "any", true],
    [null, ["rm"], "rm", false],
    [null, ["rm"], "rmdir", true],
    [null, ["rm*"], "rmdir", false],
    [["get"], [], "get", true],
    [["get"], [], "put", false],
    [["get"], ["get"], "get", false],
    [["*"], ["put"], "get", true],
    [[], [], "any", false],
    [["*_read"], [], "file_read", true],
    [["*_read"], [], "file_read_all", false],
    [["a*b*c"], [], "a-b-c", true],
    [["a*b*c"], [], "abc", true],
    [["a*b*c"], [], "acb", false],
    [["ab*ba"], [], "aba", false],
    [["**"], [], "any", true],
    [["a.c"], [], "abc", false],
    [["__proto__"], [], "constructor", false],
  ];
  for (const [allow, deny, name, admitted] of table) {
    assert.equal(admitting({ allow, deny })(name), admitted, `${allow} ${deny} ${name}`);
  }
  assert.ok(admitting(undefined)("any"));
});

Deno.test("admitting() stays quick, whatever pattern and name hold", () => {
  const admits = admitting({ allow: [`${"a*".repeat(5_000)}b`], deny: [] });
  assert.equal(admits("a".repeat(20_000)), false);
});
