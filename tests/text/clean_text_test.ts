import assert from "node:assert/strict";
import { cleanLine, cleanText, firstSentence } from "../../src/text/clean_text.ts";

Deno.test("cleanText() removes terminal sequences, controls and direction marks", () => {
  const dirty = "a\u001b[31mred\u001b[0m\u0007\u202eb\u200b\u{e0041}c\r\n\td";
  assert.equal(cleanText(dirty, 100), "aredbc\n\td");
  const link = "\u001b]8;;https://example.com\u0007here\u001b]8;;\u0007";
  assert.equal(cleanText(link, 100), "here");
});

Deno.test("cleanText() cuts and says so", () => {
  assert.equal(cleanText("x".repeat(50), 10), `${"x".repeat(9)}…`);
  assert.equal(cleanText("\u200b".repeat(1_000_000), 10), "");
});

Deno.test("cleanLine() makes one line", () => {
  assert.equal(cleanLine("  a\n\n b\tc ", 100), "a b c");
});

Deno.test("firstSentence() ends at the first full stop that a sentence follows", () => {
  assert.equal(firstSentence("Reads v1.2 files. Then more.", 100), "Reads v1.2 files.");
  assert.equal(firstSentence("No stop here\n\nSecond paragraph.", 100), "No stop here");
  assert.equal(firstSentence("e.g. this one, all of it", 100), "e.g. this one, all of it");
  assert.equal(firstSentence("", 100), "");
  assert.equal(firstSentence("y".repeat(500), 20).length, 20);
});

Deno.test("firstSentence() does not end at an abbreviation or the number of a list", () => {
  const cases: [string, string][] = [
    ["Takes e.g. A or B. Then more.", "Takes e.g. A or B."],
    ["Sets the mode, i.e. ON or OFF. Then more.", "Sets the mode, i.e. ON or OFF."],
    ["1. Open the page. 2. Click.", "1. Open the page."],
    ["Do this: 1. Open the page. Then more.", "Do this: 1. Open the page."],
    ["The default is 10. Then more.", "The default is 10."],
    ["Is it so? Then more.", "Is it so?"],
  ];
  for (const [text, expected] of cases) assert.equal(firstSentence(text, 100), expected);
});

Deno.test("firstSentence() ends before a list, and before a description of arguments", () => {
  for (
    const next of ["1. Open it", "- Open it", "* Open it", "Args:\n  path: it", "Returns: text"]
  ) {
    assert.equal(firstSentence(`Reads a file\n${next}`, 100), "Reads a file", next);
  }
  assert.equal(firstSentence("- Only\n- a list", 100), "- Only");
});
