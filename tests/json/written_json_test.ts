import assert from "node:assert/strict";
import type { JsonValue } from "../../src/json/json.ts";
import { toJsonBytes, WrittenJson } from "../../src/json/written_json.ts";

const written = (value: JsonValue) => new WrittenJson(toJsonBytes(value));

Deno.test("WrittenJson gives back the value, exact integers included", () => {
  const value = { a: [1, 2n ** 64n], "é": "\u{1f600}" };
  assert.deepEqual(written(value).value(), value);
});

Deno.test("WrittenJson.head() and tail() cut as the text would be cut, whatever a character's bytes", () => {
  for (const text of ["plain", "éèàü", "日本語日本語", "a\u{1f600}b\u{1f600}c", ""]) {
    const json = written(text);
    const whole = JSON.stringify(text);
    assert.equal(json.characters, whole.length);
    for (let limit = 0; limit <= whole.length + 1; limit++) {
      const [head, tail] = [json.head(limit), json.tail(limit)];
      // half a surrogate pair at a cut may be left out, and nothing else
      const halves = (cut: string) => cut.replaceAll(/\p{Surrogate}/gu, "");
      assert.equal(halves(head), halves(whole.slice(0, limit)), `head(${limit}) of ${whole}`);
      const end = whole.slice(Math.max(0, whole.length - limit));
      assert.equal(halves(tail), halves(end), `tail(${limit}) of ${whole}`);
    }
  }
});
