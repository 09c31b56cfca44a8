import assert from "node:assert/strict";
import { decode } from "@toon-format/toon";
import { fence, toJsonText, TOON_CODEC, toToonBlock } from "../../src/output/toon.ts";

Deno.test("toToonBlock() writes TOON that decodes to the same object", () => {
  const value = {
    status: "success",
    result: [{ id: 1, title: "a, b" }, { id: 2, title: "null" }],
    stdout: "two\nlines \x1b[0m",
  };
  const block = toToonBlock(value);
  const [, body = ""] = /^```toon\n([^]*)\n```$/.exec(block) ?? [];
  assert.deepEqual(decode(body), value);
  assert.match(block, /result\[2\]\{id,title\}:/);
});

Deno.test("toToonBlock() shows invisible characters, in keys too", () => {
  const block = toToonBlock({ "k\u200b": "safe\u202eevil\u{e0041}" });
  assert.match(block, /k\\\\u200b/);
  assert.match(block, /safe\\\\u202eevil\\\\U000e0041/);
});

Deno.test("toToonBlock() falls back to JSON when the encoder fails", () => {
  const broken = {
    encode: (): string => {
      throw new Error("no encoder");
    },
    decode: TOON_CODEC.decode,
  };
  assert.equal(toToonBlock({ a: 1 }, broken), '```json\n{"a":1}\n```');
});

Deno.test("toToonBlock() falls back to JSON when the text means something else", () => {
  const wrong = { encode: () => "a: 2", decode: TOON_CODEC.decode };
  assert.equal(toToonBlock({ a: 1 }, wrong), '```json\n{"a":1}\n```');
});

Deno.test("fence() is longer than any run of backticks in the text", () => {
  assert.equal(fence("toon", "plain"), "```toon\nplain\n```");
  assert.equal(fence("toon", "a\n`````\nb"), "``````toon\na\n`````\nb\n``````");
  assert.ok(fence("", "` ".repeat(300_000)).startsWith("```\n"));
});

Deno.test("toJsonText() is one line of JSON without invisible characters", () => {
  const value = { text: "a\n\u202e\u2028" };
  const json = toJsonText(value);
  assert.match(json, /^[\x20-\x7e]+$/);
  assert.deepEqual(JSON.parse(json), value);
});
