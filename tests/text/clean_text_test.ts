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
