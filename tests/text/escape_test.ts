import assert from "node:assert/strict";
import {
  escapeJson,
  escapeLine,
  escapeName,
  escapeQuoted,
  escapeText,
  hasInvisible,
  removeInvisible,
  showInvisible,
} from "../../src/text/escape.ts";

const HOSTILE = [
  "\x1b[31mred\x1b[0m",
  "\x1b]0;title\x07",
  "\x1b]52;c;Y29weQ==\x07",
  "\x1b]8;;https://example.com\x1b\\link\x1b]8;;\x1b\\",
  "\x1b[2J\x1b[H",
  "\x9b31m",
  "\x9d0;title\x9c",
  "over\rwritten",
  "back\b\b\b",
  "bell\x07",
  "null\0",
  "del\x7f",
  "vertical\v form\f",
  "right\u202eleft",
  "isolate\u2066\u2069",
  "mark\u200e\u200f\u061c",
  "zero\u200bwidth\u2060\ufeff",
  "separators\u2028\u2029",
  "next line\u0085",
  "tags\u{e0041}\u{e007f}",
  "selectors\u{e0100}",
  "lone \ud800 surrogate",
  "soft\u00adhyphen",
  "filler\u3164\u115f",
  "annotation\ufff9\ufffa\ufffb",
];

Deno.test("escapeText() leaves nothing that a terminal obeys or a reader cannot see", () => {
  for (const text of HOSTILE) {
    const escaped = escapeText(text);
    assert.match(escaped, /^[\x20-\x7e\n\t]+$/, JSON.stringify(text));
    assert.notEqual(escaped, text);
  }
});

Deno.test("escapeText() shows what it found as Python writes it", () => {
  assert.equal(escapeText("\x1b[0m"), "\\x1b[0m");
  assert.equal(escapeText("\u202e"), "\\u202e");
  assert.equal(escapeText("\u{e0041}"), "\\U000e0041");
  assert.equal(escapeText("a\rb"), "a\\rb");
});

Deno.test("escapeText() keeps lines, tabs, scripts and emoji", () => {
  const text = "a\tb\nπ naïve 日本語 می‌خواهم 👩‍💻 ❤️";
  assert.equal(escapeText(text), text);
  assert.equal(escapeText("one\r\ntwo\r\n"), "one\ntwo\n");
});

Deno.test("escapeLine() gives one line whatever it is given", () => {
  assert.equal(escapeLine("ok\nERROR forged\tx"), "ok\\nERROR forged\\tx");
  for (const text of HOSTILE) assert.match(escapeLine(`${text}\n`), /^[\x20-\x7e]+$/);
});

Deno.test("showInvisible() leaves the control characters that encoders escape themselves", () => {
  assert.equal(showInvisible("\x1b\r\n\u200b"), "\x1b\r\n\\u200b");
  assert.equal(hasInvisible("\x1b\r\n plain"), false);
  assert.equal(hasInvisible("\u200b"), true);
});

Deno.test("escapeJson() writes invisible characters so that they decode to themselves", () => {
  const value = { text: HOSTILE.join(""), "key\u202e": 1 };
  const json = escapeJson(JSON.stringify(value));
  assert.match(json, /^[\x20-\x7e]+$/);
  assert.deepEqual(JSON.parse(json), value);
});

Deno.test("escapeName() also shows what only text needs, and stays one line", () => {
  for (const text of [...HOSTILE, "join\u200d\u200cers", "private\ue000", "line\nfeed\t"]) {
    assert.match(escapeName(text), /^[\x20-\x7e]+$/, JSON.stringify(text));
    const quoted = escapeQuoted(`"${text}`);
    assert.match(quoted, /^[\x20-\x7e]+$/, JSON.stringify(text));
    assert.equal(JSON.parse(quoted), `"${text}`);
  }
  assert.equal(escapeName("\x1b[0m"), "\\u{1b}[0m");
  assert.equal(escapeName("π 日本語 ❤️"), "π 日本語 ❤️");
});

Deno.test("removeInvisible() removes what escapeText() escapes, and nothing else", () => {
  for (const text of HOSTILE) assert.match(removeInvisible(text), /^[\x20-\x7e]+$/, text);
  const kept = "a\tb\nπ naïve 日本語 می‌خواهم 👩‍💻 ❤️";
  assert.equal(removeInvisible(kept), kept);
});
