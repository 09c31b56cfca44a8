import assert from "node:assert/strict";
import { cutString, cutText, lengthOf, shareBudget } from "../../src/output/truncate.ts";

Deno.test("cutText() leaves a text that fits as it is", () => {
  assert.deepEqual(cutString("abc", 3), { text: "abc", cut: false });
  assert.deepEqual(cutString("", 0), { text: "", cut: false });
});

Deno.test("cutText() keeps head and tail and says the true sizes between them", () => {
  const { text, cut } = cutString(`${"a".repeat(600)}${"b".repeat(600)}`, 200);
  assert.equal(cut, true);
  assert.equal(
    text,
    `${"a".repeat(64)}\n… 1,072 characters omitted of 1,200 …\n${"b".repeat(64)}`,
  );
});

Deno.test("cutText() counts what the capture had dropped already", () => {
  const captured = { head: "head\n", tail: "tail\n", omitted: 4_999_990 };
  assert.equal(lengthOf(captured), 5_000_000);
  assert.deepEqual(cutText(captured, 1000), {
    text: "head\n… 4,999,990 characters omitted of 5,000,000 …\ntail\n",
    cut: true,
  });
});

Deno.test("cutText() gives one end the room that the other does not fill", () => {
  const { text } = cutText({ head: "h", tail: "t".repeat(1000), omitted: 5 }, 500);
  assert.match(text, /^h\n… 578 characters omitted of 1,006 …\nt{427}$/);
});

Deno.test("cutText() never cuts a surrogate pair", () => {
  const emoji = "😀".repeat(400);
  for (let limit = 60; limit < 120; limit++) {
    for (const text of [emoji, `x${emoji}`, `${emoji}x`]) {
      assert.ok(cutString(text, limit).text.isWellFormed(), `limit ${limit}`);
    }
  }
});

Deno.test("cutText() says the size even when there is no room for anything else", () => {
  assert.equal(cutString("x".repeat(500), 0).text, "… 500 characters omitted of 500 …");
});

Deno.test("shareBudget() serves small needs and splits the rest evenly", () => {
  assert.deepEqual(shareBudget([1000, 10, 1000, 0], 110), [50, 10, 50, 0]);
  assert.deepEqual(shareBudget([5, 5], 100), [5, 5]);
  assert.deepEqual(shareBudget([7, 9], 0), [0, 0]);
  assert.deepEqual(shareBudget([], 10), []);
});
