import assert from "node:assert/strict";
import {
  FreeIdentifiers,
  isIdentifier,
  toIdentifier,
  uniqueIdentifiers,
} from "../../src/text/identifiers.ts";

Deno.test("toIdentifier() makes a Python name of any name", () => {
  const cases: [string, string][] = [
    ["create_issue", "create_issue"],
    ["createIssue", "createIssue"],
    ["get-issue", "get_issue"],
    ["a.b/c", "a_b_c"],
    ["class", "class_"],
    ["None", "None_"],
    ["3d", "tool_3d"],
    ["__proto__", "proto"],
    ["Ünïcödé", "Ünïcödé"],
    ["U\u0308ber", "Über"],
    ["工具", "工具"],
    ["поиск задач", "поиск_задач"],
    ["ﬁnd", "find"],
    ["ｃｌａｓｓ", "class_"],
    ["٣د", "tool_٣د"],
    ["a\u200db\ufe0fc", "abc"],
    ["\u3164", "tool"],
    ["a‿b", "a_b"],
    ["🙂", "tool"],
    ["\ud800", "tool"],
    ["", "tool"],
    ["x);import os#", "x_import_os"],
    ["line\nbreak", "line_break"],
  ];
  for (const [name, expected] of cases) {
    assert.equal(toIdentifier(name, { fallback: "tool" }), expected, name);
  }
});

Deno.test("toIdentifier() keeps as many characters as are asked for, however long they get", () => {
  assert.equal(toIdentifier("\u33af".repeat(1000), { fallback: "tool" }).length <= 100, true);
  assert.equal(toIdentifier("abc-def", { fallback: "tool", maxLength: 4 }), "abc");
  assert.equal(toIdentifier("a𝒳𐐀𐐀", { fallback: "tool", maxLength: 3 }), "aX");
});

Deno.test("FreeIdentifiers.take() gives nothing twice, and nothing that was taken before", () => {
  const free = new FreeIdentifiers(["b", "b_2"]);
  const given = ["a", "a", "a_2", "b", "class_", "class_"].map((name) => free.take(name));
  assert.deepEqual(given, ["a", "a_2", "a_2_2", "b_3", "class_", "class_2"]);
});

Deno.test("uniqueIdentifiers() keeps both of two names that fall together", () => {
  assert.deepEqual(uniqueIdentifiers(["get-issue", "get_issue", "get issue"], "tool"), [
    "get_issue_2",
    "get_issue",
    "get_issue_3",
  ]);
  assert.deepEqual(uniqueIdentifiers(["a-b", "a_b_2", "a b", "class", "class!"], "tool"), [
    "a_b",
    "a_b_2",
    "a_b_3",
    "class_",
    "class_2",
  ]);
});

Deno.test("uniqueIdentifiers() gives identifiers without doubles for any names", () => {
  const random = randomNumbers(42);
  const letters = [..."ab_-. 1éßſ工ﬃ٣𝒳𐐀🙂‿'\"\n();#\u202e\u0301\u200d\ud800"];
  const names = Array.from(
    { length: 10_000 },
    () => Array.from({ length: random(8) }, () => letters[random(letters.length)]).join(""),
  );
  const aliases = uniqueIdentifiers([...new Set(names)], "tool");
  assert.equal(new Set(aliases).size, aliases.length);
  for (const alias of aliases) {
    assert.match(alias, /^\p{XID_Start}\p{XID_Continue}*$/u);
    assert.equal(alias.normalize("NFKC"), alias);
  }
});

Deno.test("isIdentifier() refuses what Python reserves", () => {
  for (const name of ["for", "_private", "__init__", "a b", "", "ﬁ", "e\u0301", "a\u3164"]) {
    assert.equal(isIdentifier(name), false, name);
  }
  for (const name of ["match", "é", "工具"]) assert.equal(isIdentifier(name), true, name);
});

/** Small whole numbers that are the same at every run. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor(state / 65536) % below;
  };
}
